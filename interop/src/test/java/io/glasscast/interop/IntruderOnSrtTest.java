package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srt.SrtSecret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server with a passphrase for SRT, and callers who have none, another one, or say so only.
@Tag("interop")
@SuppressWarnings("NullAway") // set up before each test
class IntruderOnSrtTest {
    private static final String PASSPHRASE = "a passphrase of some length";
    /// The beginning of a handshake's extensions in its packet (draft-sharabayko-srt-01 §3.2.1).
    private static final int EXTENSIONS = 16 + 48;

    private static final int FLAGS = 16 + 6;
    private static final int KEY_REQUEST = 3;

    @TempDir
    Path data;

    private Stage stage;
    private int port;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.open(data, "127.0.0.1", Map.of("streams.named", "1", "srt.passphrase", PASSPHRASE));
        port = stage.house().ready().ports().srt().orElseThrow();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static SrtCaller caller(String streamId, Optional<SrtSecret> secret) {
        return new SrtCaller(streamId, Duration.ofMillis(120), secret);
    }

    @Test
    void whoHasThePassphraseComesIn() throws Exception {
        try (var station =
                SrtStation.calling(caller("publish:my-stream", Optional.of(new SrtSecret(PASSPHRASE, 32))), port)) {
            station.awaitConnected();
        }
    }

    @Test
    void whoHasNoneOrAnotherIsToldSoAndCounted() throws Exception {
        assertThat(refused(Optional.empty())).isEqualTo("srt-rejected-unsecure");
        assertThat(refused(Optional.of(new SrtSecret("another passphrase")))).isEqualTo("srt-rejected-bad-secret");
        assertThat(stage.awaitMetric("glasscast_srt_refused_total{cause=\"srt-rejected-unsecure\"}"))
                .isOne();
        assertThat(stage.awaitMetric("glasscast_srt_refused_total{cause=\"srt-rejected-bad-secret\"}"))
                .isOne();
    }

    private String refused(Optional<SrtSecret> secret) throws Exception {
        try (var station = SrtStation.calling(caller("publish:my-stream", secret), port)) {
            return station.awaitClosed().reason();
        }
    }

    /// Somebody on the way takes the keys out of the conclusion, so that both sides would go on in the clear.
    @Test
    void aHandshakeWhoseKeysAreTakenOutOnTheWayIsRefused() throws Exception {
        assertThat(call(IntruderOnSrtTest::withoutKeys)).isEqualTo("srt-rejected-unsecure");
        assertThat(stage.awaitMetric("glasscast_srt_refused_total{cause=\"srt-rejected-unsecure\"}"))
                .isOne();
    }

    /// The key is said to be of 128 bits and not of 256.
    @Test
    void aKeyThatIsSaidToBeShorterOnTheWayIsRefused() throws Exception {
        assertThat(call(datagram -> {
                    var bytes = datagram.clone();
                    int at = keys(bytes);
                    if (at > 0) bytes[at + 4 + 15] = 4;
                    return bytes;
                }))
                .isEqualTo("srt-rejected-bad-secret");
        assertThat(stage.awaitMetric("glasscast_srt_refused_total{cause=\"srt-rejected-bad-secret\"}"))
                .isOne();
    }

    @Test
    void aKeyThatIsAnotherOnTheWayIsRefused() throws Exception {
        assertThat(call(datagram -> {
                    var bytes = datagram.clone();
                    int at = keys(bytes);
                    if (at > 0) bytes[at + 4 + 40] ^= 1;
                    return bytes;
                }))
                .isEqualTo("srt-rejected-bad-secret");
    }

    /// Who is inside stays there.
    @Test
    void whoGuessesNamesIsNotAnsweredAnyMore() throws Exception {
        var right = Optional.of(new SrtSecret(PASSPHRASE));
        try (var inside = SrtStation.calling(caller("publish:my-stream", right), port)) {
            inside.awaitConnected();
            for (int i = 0; i < 30; i++)
                try (var guess = SrtStation.calling(caller("read:guess-" + i, right), port)) {
                    assertThat(guess.awaitClosed().reason()).isEqualTo("srt-rejected-not-found");
                }
            try (var guess = SrtStation.calling(caller("read:guess", right), port)) {
                assertThat(guess.awaitClosed().reason()).isEqualTo("srt-no-answer");
            }
            assertThat(stage.awaitMetric("glasscast_srt_discarded_total{cause=\"srt-failed-keys\"}"))
                    .isPositive();
            assertThat(inside.closed()).isEmpty();
        }
    }

    /// Where the keys begin in a conclusion; 0 where there are none.
    private static int keys(byte[] datagram) {
        for (int at = EXTENSIONS; at + 4 <= datagram.length; at += 4 + 4 * u16(datagram, at + 2))
            if (u16(datagram, at) == KEY_REQUEST) return at;
        return 0;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private static byte[] withoutKeys(byte[] datagram) {
        int at = keys(datagram);
        if (at == 0) return datagram;
        var rest = new ByteArrayOutputStream();
        int behind = at + 4 + 4 * u16(datagram, at + 2);
        rest.write(datagram, 0, at);
        rest.write(datagram, behind, datagram.length - behind);
        var bytes = rest.toByteArray();
        bytes[FLAGS + 1] &= ~2; // HAS_KEY_MATERIAL
        return bytes;
    }

    /// Calls with the right passphrase, over somebody who changes what is sent.
    ///
    /// @return why it came to nothing
    private String call(UnaryOperator<byte[]> change) throws Exception {
        var connection = caller("publish:my-stream", Optional.of(new SrtSecret(PASSPHRASE, 32)))
                .call(Chance.secure(), System.nanoTime());
        var closed = new ArrayList<String>();
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            var said = new Consumer<SrtConnection.Output>() {
                @Override
                public void accept(SrtConnection.Output output) {
                    switch (output) {
                        case SrtConnection.Output.Transmit(var datagram) -> send(datagram);
                        case SrtConnection.Output.Derive(var work) ->
                            connection.handle(new SrtConnection.Input.Derived(work.derive()), System.nanoTime(), this);
                        case SrtConnection.Output.Connected _ -> closed.add("connected");
                        case SrtConnection.Output.Closed(var why, var _) -> closed.add(why);
                        case SrtConnection.Output.Received _, SrtConnection.Output.Discarded _ -> {}
                    }
                }

                private void send(Bytes datagram) {
                    var bytes = change.apply(datagram.toArray());
                    try {
                        socket.send(new DatagramPacket(bytes, bytes.length, server));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
            socket.setSoTimeout(10);
            while (closed.isEmpty()) {
                connection.elapse(System.nanoTime(), said);
                var packet = new DatagramPacket(new byte[2_048], 2_048);
                try {
                    socket.receive(packet);
                } catch (SocketTimeoutException _) {
                    continue;
                }
                var bytes = Bytes.of(packet.getData(), 0, packet.getLength());
                connection.handle(new SrtConnection.Input.Datagram(bytes), System.nanoTime(), said);
            }
        }
        return closed.getFirst();
    }
}
