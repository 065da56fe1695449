package io.glasscast.drive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.glasscast.gates.Dialer.Failure;
import io.glasscast.gates.HttpCaller.Reply;
import io.glasscast.gates.HttpCaller.Request;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Requests to servers on loopback, good and bad.
class WebCallerTest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private WebCaller caller;

    @BeforeEach
    void open() throws Exception {
        caller = new WebCaller(group.next(), SSLContext.getDefault(), new Turns() {
            @Override
            public void guarded(String what, Runnable work) {
                work.run();
            }

            @Override
            public void settle() {}

            @Override
            public void discarded(String why) {}

            @Override
            public long now() {
                return 7;
            }
        });
    }

    @AfterEach
    void close() {
        caller.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void postsAnOfferAndBringsTheAnswerToTheLoop() throws Exception {
        var heard = new CompletableFuture<String>();
        var server = HttpServer.create(HERE, 0);
        server.createContext("/whip", exchange -> {
            heard.complete(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.getResponseHeaders().set("Location", "/session/1");
            exchange.sendResponseHeaders(201, 3);
            exchange.getResponseBody().write("v=0".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try {
            assertThat(ask("http://127.0.0.1:" + server.getAddress().getPort() + "/whip"))
                    .isEqualTo(new Reply.Answered(201, Optional.of("/session/1"), "v=0"));
            assertThat(heard.join()).isEqualTo("POST application/sdp Bearer abc offer");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatGoesWrongIsToldApart() throws Exception {
        int free;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = probe.getLocalPort();
        }
        assertThat(ask("http://127.0.0.1:" + free + "/")).isEqualTo(new Reply.Failed(Failure.REFUSED));
        assertThat(ask("http://no-such-host.invalid/")).isEqualTo(new Reply.Failed(Failure.UNKNOWN_HOST));
    }

    @Test
    void aServerThatCannotProveItselfIsNotTrusted() throws Exception {
        var server = HttpsServer.create(HERE, 0);
        // Without any certificate of its own: no handshake can succeed.
        var bare = SSLContext.getInstance("TLS");
        bare.init(null, null, null);
        server.setHttpsConfigurator(new HttpsConfigurator(bare));
        server.start();
        try {
            assertThat(ask("https://127.0.0.1:" + server.getAddress().getPort() + "/"))
                    .isEqualTo(new Reply.Failed(Failure.TLS));
        } finally {
            server.stop(0);
        }
    }

    private Reply ask(String url) throws Exception {
        var reply = new CompletableFuture<Reply>();
        var onLoop = new CompletableFuture<Boolean>();
        caller.call(new Request("POST", URI.create(url), Optional.of("Bearer abc"), "offer"), (told, now) -> {
            assertThat(now).isEqualTo(7);
            onLoop.complete(Thread.currentThread().getName().startsWith("multiThreadIoEventLoopGroup"));
            reply.complete(told);
        });
        var told = reply.get(30, TimeUnit.SECONDS);
        assertThat(onLoop.get()).isTrue();
        return told;
    }
}
