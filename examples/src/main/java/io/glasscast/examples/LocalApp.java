package io.glasscast.examples;

import io.glasscast.sdk.LivestreamException;
import io.glasscast.sdk.MiniApp;
import io.glasscast.sdk.StreamOptions;
import java.net.URI;
import java.util.concurrent.CompletionException;

/**
 * Has the glasses send straight to an address of your own, until it is ended:
 * {@code LocalApp <server> <package> <api key> <wearer> <srt://, rtmp://, rtmps:// or WHIP address>}.
 */
public final class LocalApp {
    private LocalApp() {}

    public static void main(String[] args) {
        try (var app = MiniApp.builder(args[1], args[2]).build()) {
            Runtime.getRuntime().addShutdownHook(new Thread(app::close));
            var session = app.connect(URI.create(args[0]), args[3]).join();
            session.camera()
                    .onLocalLivestreamStatus(status -> System.out.println("The glasses say "
                            + status.status().word()
                            + status.errorDetails().map(words -> ": " + words).orElse("")));
            var unused = session.camera()
                    .startLocalLivestream(StreamOptions.to(args[4]))
                    .join();
            System.out.println("The glasses stream");
            System.out.println("Ended: " + session.ended().join().reason());
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof LivestreamException refused)) throw e;
            System.out.println("No stream (" + refused.kind() + "): " + refused.getMessage());
        }
    }
}
