package io.glasscast.examples;

import io.glasscast.sdk.LivestreamStatus;
import io.glasscast.sdk.ManagedStreamOptions;
import io.glasscast.sdk.ManagedStreamResult;
import io.glasscast.sdk.MiniApp;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Streams what a wearer sees and says where to watch it: {@code WatchApp <server> <package> <api key> <wearer>}. */
public record WatchApp(MiniApp app) implements AutoCloseable {
    /** Dials out and starts a livestream; complete when it can be watched. */
    public CompletableFuture<ManagedStreamResult> start(
            URI server, String wearer, Consumer<LivestreamStatus> onStatus) {
        return start(server, wearer, ManagedStreamOptions.DEFAULT, onStatus);
    }

    /** The same with wishes, such as where else the stream should go. */
    public CompletableFuture<ManagedStreamResult> start(
            URI server, String wearer, ManagedStreamOptions wishes, Consumer<LivestreamStatus> onStatus) {
        return app.connect(server, wearer).thenCompose(session -> {
            session.camera().onLivestreamStatus(onStatus);
            return session.camera().startLivestream(wishes);
        });
    }

    /** Ends the stream and the session. */
    @Override
    public void close() {
        app.close();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var watch = new WatchApp(MiniApp.builder(args[1], args[2]).build());
        Runtime.getRuntime().addShutdownHook(new Thread(watch::close));
        var urls =
                watch.start(URI.create(args[0]), args[3], System.out::println).join();
        System.out.println("Watch at " + urls.previewUrl().orElse(urls.hlsUrl()));
        if (System.in.read() < 0) Thread.currentThread().join();
    }
}
