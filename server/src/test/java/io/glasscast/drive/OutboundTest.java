package io.glasscast.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.gates.Dialer;
import io.glasscast.gates.Dialer.Failure;
import io.glasscast.gates.HttpCaller.Reply;
import io.glasscast.gates.OutboundRule;
import io.glasscast.gates.Resolver;
import io.glasscast.gates.Sockets;
import io.glasscast.gates.Wire;
import io.glasscast.gates.WireEnd;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Network;
import io.glasscast.kernel.TransportAddress;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names that lead where nobody may go, at once or the second time they are asked for. `127.0.0.1` stands for the
/// internet, `127.0.0.2` for what only this machine may reach.
class OutboundTest {
    private static final OutboundRule RULE =
            new OutboundRule(List.of(Network.parse("127.0.0.1").orElseThrow()));

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private final Turns turns = new FakeTurns();

    @AfterEach
    void close() throws Exception {
        for (var door : open) door.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /// A resolver in an attacker's hands: the internet first, and what is to be reached from then on.
    private static final class Rebinding implements Outbound.Names {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public List<InetAddress> of(String host) throws UnknownHostException {
            return List.of(InetAddress.getByName(asked.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"));
        }
    }

    /// Answers every request alike, and counts them.
    private final class Far {
        private final ServerSocket door;
        private final AtomicInteger callers = new AtomicInteger();

        Far(String address, int port, String answer) throws IOException {
            door = new ServerSocket(port, 50, InetAddress.getByName(address));
            open.add(door);
            Thread.ofVirtual().start(() -> {
                while (!door.isClosed()) {
                    try (var caller = door.accept()) {
                        callers.incrementAndGet();
                        caller.getInputStream().read(new byte[4096]);
                        caller.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    } catch (IOException _) {
                        continue; // The door was closed, or the caller left.
                    }
                }
            });
        }
    }

    @Test
    void aNameIsLookedUpOnceAndTheAddressThatWasJudgedIsDialled() throws Exception {
        var internet = new Far("127.0.0.1", 0, "HTTP/1.1 204 No Content\r\n\r\n");
        int port = internet.door.getLocalPort();
        var inside = new Far("127.0.0.2", port, "HTTP/1.1 200 OK\r\n\r\nsecret");
        var names = new Rebinding();
        var client = client(names);
        var url = URI.create("http://rebinding.example:" + port + "/");
        assertThat(client.ask("GET", url, Map.of(), "")).isEqualTo(new Reply.Answered(204, Optional.empty(), ""));
        assertThat(names.asked).hasValue(1);
        assertThat(internet.callers).hasValue(1);

        assertThat(client.ask("GET", url, Map.of(), "")).isEqualTo(new Reply.Failed(Failure.NOT_ALLOWED));
        assertThat(inside.callers).hasValue(0);
        assertThat(refused).containsExactly("loopback");
    }

    @Test
    void rtmpDialsTheAddressThatWasJudged() throws Exception {
        var internet = new Far("127.0.0.1", 0, "");
        int port = internet.door.getLocalPort();
        var inside = new Far("127.0.0.2", port, "");
        var names = new Rebinding();
        assertThat(dial(names, port)).isEqualTo("connected");
        assertThat(names.asked).hasValue(1);
        assertThat(dial(names, port)).isEqualTo("NOT_ALLOWED");
        assertThat(inside.callers).hasValue(0);
    }

    @Test
    void srtIsToldOnlyAddressesThatItMayCall() throws Exception {
        Outbound.Names both =
                _ -> List.of(InetAddress.getByName("169.254.169.254"), InetAddress.getByName("127.0.0.1"));
        assertThat(resolve(both)).isEqualTo("[/127.0.0.1]");
        assertThat(resolve(_ -> List.of(InetAddress.getByName("fd00:ec2::254"))))
                .isEqualTo("NOT_ALLOWED");
        assertThat(resolve(host -> {
                    throw new UnknownHostException(host);
                }))
                .isEqualTo("UNKNOWN_HOST");
        assertThat(refused).containsExactly("private");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"169.254.169.254", "[fd00:ec2::254]", "[::ffff:127.0.0.2]", "0.0.0.0", "[::]", "2130706434"})
    void literalsAreJudgedLikeNames(String host) throws Exception {
        assertThat(client(Outbound.Names.SYSTEM).ask("GET", URI.create("http://" + host + "/"), Map.of(), ""))
                .isIn(new Reply.Failed(Failure.NOT_ALLOWED), new Reply.Failed(Failure.UNKNOWN_HOST));
    }

    /// What a WHIP destination says of where it takes media is no more to be believed than its address.
    @Test
    void candidatesThatADestinationMadeUpAreSentNothing() throws Exception {
        try (var internet = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
                var inside = new DatagramSocket(internet.getLocalPort(), InetAddress.getByName("127.0.0.2"))) {
            var outbound = new Outbound(RULE, Outbound.Names.SYSTEM, refused::add);
            var bind = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
            var sockets = new NettySockets(group, false, bind, outbound, turns);
            sockets.open(new Sockets.Owner() {
                @Override
                public void opened(Sockets.Socket socket, long nowNanos) {
                    for (var to : List.of(inside, internet, inside, internet))
                        socket.send(
                                TransportAddress.udp((InetSocketAddress) to.getLocalSocketAddress()),
                                Bytes.of(new byte[] {1}));
                    sockets.flush();
                }

                @Override
                public void refused(long nowNanos) {}

                @Override
                public void arrived(TransportAddress from, Bytes datagram, long nowNanos) {}
            });
            internet.setSoTimeout(30_000);
            for (int i = 0; i < 2; i++) internet.receive(new DatagramPacket(new byte[8], 8));
            inside.setSoTimeout(1);
            assertThatThrownBy(() -> inside.receive(new DatagramPacket(new byte[8], 8)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(refused).containsExactly("loopback", "loopback");
        }
    }

    /// An answer is read whole whether its length is said, comes in chunks, or is where the connection ends.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 201 Created\r\nContent-Length: 3\r\nLocation: /s\r\n\r\nv=0",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nLocation: /s\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nv\r\n2\r\n=0\r\n0\r\n\r\n",
                "HTTP/1.0 201 Created\r\nLocation: /s\r\n\r\nv=0",
            })
    void answersAreReadInEveryForm(String answer) throws Exception {
        var far = new Far("127.0.0.1", 0, answer);
        assertThat(ask(far)).isEqualTo(new Reply.Answered(201, Optional.of("/s"), "v=0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal",
                "HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\nhal",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            })
    void whatIsNoAnswerIsToldAsSuch(String answer) throws Exception {
        assertThat(ask(new Far("127.0.0.1", 0, answer))).isEqualTo(new Reply.Failed(Failure.UNREACHABLE));
    }

    @Test
    void aPortThatDoesNotExistIsTold() throws Exception {
        assertThat(client(Outbound.Names.SYSTEM).ask("GET", URI.create("http://127.0.0.1:99999/"), Map.of(), ""))
                .isEqualTo(new Reply.Failed(Failure.UNREACHABLE));
    }

    /// A server that sends a byte now and then holds nobody up for longer than the limit.
    @Test
    void aRequestHasALimitAltogether() throws Exception {
        var door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        open.add(door);
        Thread.ofVirtual().start(() -> {
            try (var caller = door.accept()) {
                while (true) {
                    caller.getOutputStream().write('H');
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException _) {
                return; // The caller has hung up.
            }
        });
        var outbound = new Outbound(RULE, Outbound.Names.SYSTEM, refused::add);
        var client = new WebClient(outbound, SSLContext.getDefault(), Duration.ofMillis(300));
        var url = URI.create("http://127.0.0.1:" + door.getLocalPort() + "/");
        assertThat(client.ask("GET", url, Map.of(), "")).isEqualTo(new Reply.Failed(Failure.TIMED_OUT));
    }

    private Reply ask(Far far) throws Exception {
        var url = URI.create("http://127.0.0.1:" + far.door.getLocalPort() + "/whip?a=b");
        return client(Outbound.Names.SYSTEM).ask("POST", url, Map.of("Content-Type", "application/sdp"), "offer");
    }

    private WebClient client(Outbound.Names names) throws Exception {
        return new WebClient(new Outbound(RULE, names, refused::add), SSLContext.getDefault());
    }

    private String dial(Outbound.Names names, int port) throws Exception {
        var told = new CompletableFuture<String>();
        dialer(names).dial("rebinding.example", port, false, new Dialer.Caller() {
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

    private String resolve(Outbound.Names names) throws Exception {
        var told = new CompletableFuture<String>();
        dialer(names).resolve("srt.example", new Resolver.Answer() {
            @Override
            public void resolved(List<InetAddress> addresses, long nowNanos) {
                told.complete(addresses.toString());
            }

            @Override
            public void failed(Failure why, long nowNanos) {
                told.complete(why.name());
            }
        });
        return told.get(30, TimeUnit.SECONDS);
    }

    private NettyDialer dialer(Outbound.Names names) throws Exception {
        return new NettyDialer(
                group.next(),
                false,
                new Outbound(RULE, names, refused::add),
                SSLContext.getDefault(),
                turns,
                new OffHeap(ByteBufAllocator.DEFAULT));
    }
}
