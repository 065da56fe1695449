package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.rtp.RtpPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who can write what he likes on datagrams, other people's addresses and what he overheard included, while one
/// publishes and another watches by WebRTC.
@Tag("interop")
@SuppressWarnings("NullAway") // set up before each test
class IntruderOnWebRtcTest {
    private static final Predicate<Bytes> MEDIA = bytes -> bytes.u8(0) >>> 6 == 2;
    private static final Predicate<Bytes> RTCP = MEDIA.and(RtpPacket::isRtcp);
    private static final Predicate<Bytes> RTP = MEDIA.and(RTCP.negate());
    private static final Predicate<Bytes> DTLS = bytes -> bytes.u8(0) >= 20 && bytes.u8(0) <= 63;
    private static final Predicate<Bytes> STUN = bytes -> bytes.u8(0) <= 3;

    /// Pictures that are to go on coming while the intruder is at work: three seconds.
    private static final int ON = 75;

    /// Datagrams at once that no socket's buffer is too small for.
    private static final int SOME = 20;

    @TempDir
    Path data;

    private Stage stage;
    private BarePeer publisher;
    private BarePeer viewer;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.open(data, "127.0.0.1", Map.of("streams.named", "1"));
        publisher = stage.keep(BarePeer.publisher(URI.create(stage.http() + "/whip/my-stream")));
        publisher.await("a picture to be sent", it -> it.newest() > 0);
        viewer = view();
    }

    private BarePeer view() throws Exception {
        var peer = stage.keep(BarePeer.viewer(URI.create(stage.http() + "/whep/my-stream")));
        peer.await("a picture", it -> it.newest() >= 0);
        return peer;
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /// What a viewer has been given is a password of its own, and no other address.
    @Test
    void aViewerDrawsNoPublisherAwayByAForgedCheck() throws Exception {
        var thief = view();
        goOnWhile(() -> publisher.smuggle(thief.check()));
        assertThat(discarded("ice-address-taken")).isPositive();
        assertThat(publisher.ended()).isEmpty();
    }

    @Test
    void aViewerDrawsNoOtherViewerAwayByAForgedCheck() throws Exception {
        var thief = view();
        goOnWhile(() -> viewer.smuggle(thief.check()));
        assertThat(discarded("ice-address-taken")).isPositive();
        assertThat(viewer.ended()).isEmpty();
    }

    @Test
    void whatWasOverheardIsOfNoUseFromAnotherAddress() throws Exception {
        publisher.await("a report", it -> !it.sent(RTCP).isEmpty());
        publisher.await("pictures", it -> it.sent(RTP).size() >= SOME);
        var overheard = publisher.sent(MEDIA.or(DTLS));
        try (var stranger = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            goOnWhile(() -> last(overheard).forEach(datagram -> send(stranger, datagram)));
            assertThat(discarded("datagram-stranger")).isGreaterThanOrEqualTo(SOME);
        }
    }

    /// It is authentic, and answered; but it was there before, so it moves nothing.
    @Test
    void aCheckThatWasOverheardMovesNobody() throws Exception {
        var checks = viewer.sent(STUN.and(bytes -> bytes.u16(0) == 1));
        try (var stranger = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            stranger.setSoTimeout((int) Stage.PATIENCE.toMillis());
            send(stranger, checks.getLast());
            var answer = new DatagramPacket(new byte[2_048], 2_048);
            stranger.receive(answer);
            assertThat(answer.getData()).as("a success response").startsWith(1, 1);
            goOnWhile(() -> send(stranger, checks.getLast()));
            stranger.setSoTimeout(1);
            var more = drain(stranger);
            assertThat(more.u8(0)).as("the first byte of anything but STUN").isLessThan(4);
        }
    }

    /// The longest of what came last: pictures would be longer than any answer to a check.
    private static Bytes drain(DatagramSocket socket) throws Exception {
        var longest = Bytes.of(new byte[1]);
        while (true) {
            var packet = new DatagramPacket(new byte[2_048], 2_048);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException _) {
                return longest;
            }
            if (packet.getLength() > longest.length()) longest = Bytes.of(packet.getData(), 0, packet.getLength());
        }
    }

    @Test
    void mediaThatWasOverheardIsCountedAndGoesNowhere() throws Exception {
        publisher.await("pictures", it -> it.sent(RTP).size() >= SOME);
        var pictures = publisher.sent(RTP);
        goOnWhile(() -> last(pictures).forEach(publisher::smuggle));
        assertThat(discarded("srtp-replay")).isGreaterThanOrEqualTo(SOME);
        assertThat(viewer.seen()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void reportsThatWereOverheardAreCountedAndMeanNothing() throws Exception {
        viewer.await("a report", it -> !it.sent(RTCP).isEmpty());
        publisher.await("a report", it -> !it.sent(RTCP).isEmpty());
        var viewers = viewer.sent(RTCP);
        var publishers = publisher.sent(RTCP);
        goOnWhile(() -> {
            last(viewers).forEach(viewer::smuggle);
            last(publishers).forEach(publisher::smuggle);
        });
        assertThat(discarded("srtcp-replay")).isGreaterThanOrEqualTo(2);
    }

    /// A hello, the rest of the handshake again, and a good-bye that nobody sealed (RFC 5246 §7.2).
    @Test
    void aHandshakeThatIsOverIsNotBegunNorEndedByAnybodyElse() throws Exception {
        var flight = publisher.sent(DTLS);
        var fatal = Bytes.hex("15 fefd 0000 0000000000ff 0002 0228");
        var closing = Bytes.hex("15 fefd 0000 000000000100 0002 0100");
        goOnWhile(() -> {
            flight.forEach(publisher::smuggle);
            publisher.smuggle(fatal);
            publisher.smuggle(closing);
        });
        assertThat(discarded("dtls-record-unprotected")).isPositive();
        assertThat(publisher.ended()).isEmpty();
        assertThat(viewer.ended()).isEmpty();
    }

    /// Does it again and again, until the viewer has seen a picture that was sent so much later than the beginning, and
    /// most of those before.
    private void goOnWhile(Runnable attack) throws InterruptedException {
        int until = publisher.newest() + ON;
        int seen = viewer.seen().size();
        var attacker = Thread.ofPlatform().name("attacker").start(() -> {
            try {
                while (true) {
                    attack.run();
                    TimeUnit.MILLISECONDS.sleep(20); // twice as often as there are pictures
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            viewer.await("picture " + until, it -> it.newest() >= until);
        } finally {
            attacker.interrupt();
            attacker.join();
        }
        assertThat(viewer.seen().size() - seen).as("pictures of %d", ON).isGreaterThan(ON / 2);
    }

    private static List<Bytes> last(List<Bytes> datagrams) {
        return datagrams.subList(Math.max(0, datagrams.size() - SOME), datagrams.size());
    }

    private void send(DatagramSocket from, Bytes datagram) {
        try {
            from.send(new DatagramPacket(datagram.toArray(), datagram.length(), publisher.server()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double discarded(String cause) {
        return stage.awaitMetric("glasscast_discarded_total{cause=\"" + cause + "\"}");
    }
}
