package io.glasscast.drive;

import io.glasscast.gates.Dialer.Failure;
import io.glasscast.gates.HttpCaller;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/// Requests to other servers, each on a virtual thread of its own, for they are waited for.
final class WebCaller implements HttpCaller, AutoCloseable {
    /// A destination on the other side of the world answers within a second; this is for lost packets on the way, and
    /// for servers that start something first.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// Who closes waits so long for goodbyes under way: what a server may take to stop is limited, too.
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    /// Honest answers have 2 kB.
    private static final int MAX_BODY = 64 * 1024;

    private final EventLoop loop;
    private final Turns turns;
    private final HttpClient client;
    private final ExecutorService requests = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("http-call").factory());

    /// @param tls with the certificates that are trusted
    WebCaller(EventLoop loop, SSLContext tls, Turns turns) {
        this.loop = loop;
        this.turns = turns;
        this.client = HttpClient.newBuilder()
                // Offers to speak HTTP/2 without TLS confuse some servers, and one request has nothing from it.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .sslContext(tls)
                .build();
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
        try {
            var builder = HttpRequest.newBuilder(request.uri()).timeout(LIMIT);
            request.authorization().ifPresent(value -> builder.header("Authorization", value));
            if (request.sdp().isEmpty()) builder.method(request.method(), BodyPublishers.noBody());
            else
                builder.header("Content-Type", "application/sdp")
                        .header("Accept", "application/sdp")
                        .method(request.method(), BodyPublishers.ofString(request.sdp()));
            var response = client.send(builder.build(), BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BODY));
            return new Reply.Answered(
                    response.statusCode(), response.headers().firstValue("Location"), response.body());
        } catch (IOException e) {
            return new Reply.Failed(failure(e));
        } catch (IllegalArgumentException _) {
            return new Reply.Failed(Failure.UNREACHABLE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Reply.Failed(Failure.UNREACHABLE);
        }
    }

    /// The client wraps whatever kept it from connecting in exceptions of connecting.
    private static Failure failure(IOException problem) {
        if (problem instanceof HttpTimeoutException) return Failure.TIMED_OUT;
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) return Failure.TLS;
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException)
                return Failure.UNKNOWN_HOST;
            if (cause instanceof NoRouteToHostException) return Failure.UNREACHABLE;
        }
        return problem instanceof ConnectException ? Failure.REFUSED : Failure.UNREACHABLE;
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
        client.shutdownNow();
    }
}
