package io.glasscast.drive;

import io.glasscast.gates.HttpCaller;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Requests to other servers, each on a virtual thread of its own, for they are waited for.
final class WebCaller implements HttpCaller, AutoCloseable {
    /// Who closes waits so long for goodbyes under way: what a server may take to stop is limited, too.
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Turns turns;
    private final WebClient client;
    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("http-call").factory());

    WebCaller(EventLoop loop, WebClient client, Turns turns) {
        this.loop = loop;
        this.client = client;
        this.turns = turns;
    }

    @Override
    public void call(Request request, Caller caller) {
        requests.execute(() -> {
            var reply = ask(request);
            try {
                loop.execute(() -> {
                    turns.guarded("a reply by HTTP", () -> caller.replied(reply, turns.now()));
                    turns.settle();
                });
            } catch (RejectedExecutionException _) {
                return; // The server has closed: nobody wants to know.
            }
        });
    }

    private Reply ask(Request request) {
        var headers = new LinkedHashMap<String, String>();
        request.authorization().ifPresent(value -> headers.put("Authorization", value));
        if (!request.sdp().isEmpty()) {
            headers.put("Content-Type", "application/sdp");
            headers.put("Accept", "application/sdp");
        }
        return client.ask(request.method(), request.uri(), headers, request.sdp());
    }

    /// Lets goodbyes under way come to their end.
    @Override
    public void close() {
        requests.shutdown();
        try {
            if (!requests.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) requests.shutdownNow();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
