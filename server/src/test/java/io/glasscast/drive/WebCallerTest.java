package io.glasscast.drive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.glasscast.gates.Dialer;
import io.glasscast.gates.Dialer.Failure;
import io.glasscast.gates.HttpCaller.Reply;
import io.glasscast.gates.HttpCaller.Request;
import io.glasscast.gates.OutboundRule;
import io.glasscast.gates.Wire;
import io.glasscast.gates.WireEnd;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Network;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests to servers on loopback, good and bad, and whom they trust.
class WebCallerTest {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static final String PASSWORD = "changeit";

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private WebCaller caller;

    private final Turns turns = new FakeTurns();

    private final Outbound outbound = new Outbound(
            new OutboundRule(List.of(Network.parse("127.0.0.1").orElseThrow())), Outbound.Names.SYSTEM, _ -> {});

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws Exception {
        caller = caller(SSLContext.getDefault());
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
        assertThat(ask("http://127.0.0.2:" + free + "/")).isEqualTo(new Reply.Failed(Failure.NOT_ALLOWED));
    }

    /// The same certificate, trusted and not, by requests and by what RTMPS dials with.
    @Test
    void whoIsTrustedDependsOnTheCertificatesGiven() throws Exception {
        var store = selfSigned();
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        var proving = SSLContext.getInstance("TLS");
        proving.init(keys.getKeyManagers(), null, null);
        var server = HttpsServer.create(HERE, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(proving));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
        try (var believer = caller(trusting)) {
            var url = "https://127.0.0.1:" + port + "/";
            assertThat(ask(caller, url)).isEqualTo(new Reply.Failed(Failure.TLS));
            assertThat(ask(believer, url)).isEqualTo(new Reply.Answered(204, Optional.empty(), ""));
            assertThat(dial(SSLContext.getDefault(), port)).isEqualTo("TLS");
            assertThat(dial(trusting, port)).isEqualTo("connected");
        } finally {
            server.stop(0);
        }
    }

    private WebCaller caller(SSLContext tls) {
        return new WebCaller(group.next(), new WebClient(outbound, tls), turns);
    }

    private KeyStore selfSigned() throws Exception {
        var file = folder.resolve("store.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=destination",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-alias",
                        "own",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        var store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        // What is a key here has to be a certificate to be trusted.
        store.setCertificateEntry("trusted", store.getCertificate("own"));
        return store;
    }

    private String dial(SSLContext tls, int port) throws Exception {
        var told = new CompletableFuture<String>();
        var dialer = new NettyDialer(group.next(), false, outbound, tls, turns, new OffHeap(ByteBufAllocator.DEFAULT));
        dialer.dial("127.0.0.1", port, true, new Dialer.Caller() {
            @Override
            public WireEnd connected(Wire wire, long nowNanos) {
                told.complete("connected");
                return new WireEnd() {
                    @Override
                    public void received(Bytes data, long now) {}

                    @Override
                    public void closed(long now) {}
                };
            }

            @Override
            public void failed(Failure why, long nowNanos) {
                told.complete(why.name());
            }
        });
        return told.get(30, TimeUnit.SECONDS);
    }

    private Reply ask(String url) throws Exception {
        return ask(caller, url);
    }

    private static Reply ask(WebCaller caller, String url) throws Exception {
        var reply = new CompletableFuture<Reply>();
        var onLoop = new CompletableFuture<Boolean>();
        caller.call(new Request("POST", URI.create(url), Optional.of("Bearer abc"), "offer"), (told, now) -> {
            assertThat(now).isEqualTo(FakeTurns.NOW);
            onLoop.complete(Thread.currentThread().getName().startsWith("multiThreadIoEventLoopGroup"));
            reply.complete(told);
        });
        var told = reply.get(30, TimeUnit.SECONDS);
        assertThat(onLoop.get()).isTrue();
        return told;
    }
}
