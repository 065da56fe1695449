package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.srt.Rejection;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.protocol.srt.SrtListener;
import io.glasscast.protocol.srt.SrtListener.Admission;
import io.glasscast.protocol.srt.SrtSecret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// libsrt's own tool against our connection, either side calling.
@Tag("interop")
@Tag("alone")
class LibsrtTest {
    private static final int PAYLOAD = 1316;
    private static final int PAYLOADS = 600;
    /// 2.6 Mbit/s.
    private static final long PERIOD_NANOS = 4_000_000;

    private static final String PASSPHRASE = "0123456789abc";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 24, 32})
    void callsUs(int keyLength) throws Exception {
        var calls = new CopyOnWriteArrayList<SrtListener.Call>();
        try (var station = SrtStation.listening(admitting(keyLength, 120, calls::add))) {
            var tool = transmit("file://con", url(station.port(), "streamid=publish:abc", keyLength));
            // What the tool reads before it is connected, it forgets.
            station.awaitConnected();
            var sent = feed(tool);
            station.awaitBytes(sent.length);
            assertThat(Arrays.equals(station.received(), sent)).isTrue();
            assertThat(calls.getFirst().streamId().then(id -> Parsed.ok(id.resource())))
                    .isEqualTo(Parsed.ok("abc"));
            assertThat(calls.getFirst().encrypted()).isEqualTo(keyLength > 0);
            tool.destroy();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 32})
    void isCalledByUs(int keyLength) throws Exception {
        int port = Ports.free();
        var sink = sink();
        var tool = transmit(url(port, "mode=listener", keyLength), "udp://127.0.0.1:" + sink.getLocalPort());
        var secret = keyLength == 0 ? Optional.<SrtSecret>empty() : Optional.of(new SrtSecret(PASSPHRASE, keyLength));
        try (var station = SrtStation.calling(new SrtCaller("read:abc", Duration.ofMillis(120), secret), port)) {
            station.awaitConnected();
            var sent = bytes();
            for (int i = 0; i < PAYLOADS; i++) {
                station.send(Arrays.copyOfRange(sent, i * PAYLOAD, (i + 1) * PAYLOAD));
                TimeUnit.NANOSECONDS.sleep(PERIOD_NANOS);
            }
            assertThat(Arrays.equals(received(sink), sent)).isTrue();
        } finally {
            tool.destroy();
        }
    }

    @Test
    void callsUsOverABadPath() throws Exception {
        try (var station = SrtStation.listening(admitting(16, 400, _ -> {}));
                var path = new LossyPath(station.port(), 0.02, Duration.ofMillis(40), 7)) {
            var tool = transmit("file://con", url(path.port(), "latency=400", 16));
            station.awaitConnected();
            var sent = feed(tool);
            station.awaitEnd(Arrays.copyOfRange(sent, sent.length - PAYLOAD, sent.length));
            // What the tool reads before it is connected, it forgets, and it learns of that later than we do.
            var came = station.received();
            assertThat(came.length).isGreaterThan(sent.length * 9 / 10);
            assertThat(Arrays.equals(came, Arrays.copyOfRange(sent, sent.length - came.length, sent.length)))
                    .isTrue();
            assertThat(path.lost()).isPositive();
            System.out.println("libsrt to us, 2 % and 80 ms: " + station.statistics());
            tool.destroy();
        }
    }

    @Test
    void isCalledByUsOverABadPath() throws Exception {
        int port = Ports.free();
        var sink = sink();
        var tool = transmit(url(port, "mode=listener&latency=400", 32), "udp://127.0.0.1:" + sink.getLocalPort());
        var secret = Optional.of(new SrtSecret(PASSPHRASE, 32));
        try (var path = new LossyPath(port, 0.02, Duration.ofMillis(40), 8);
                var station = SrtStation.calling(new SrtCaller("", Duration.ofMillis(400), secret), path.port())) {
            station.awaitConnected();
            var sent = bytes();
            for (int i = 0; i < PAYLOADS; i++) {
                station.send(Arrays.copyOfRange(sent, i * PAYLOAD, (i + 1) * PAYLOAD));
                TimeUnit.NANOSECONDS.sleep(PERIOD_NANOS);
            }
            assertThat(Arrays.equals(received(sink), sent)).isTrue();
            System.out.println("us to libsrt, 2 % and 80 ms: " + station.statistics());
        } finally {
            tool.destroy();
        }
    }

    @Test
    void isToldWhyItMayNotComeIn() throws Exception {
        try (var station = SrtStation.listening(_ -> new Admission.Refuse(Rejection.NOT_FOUND))) {
            assertThat(complaint(url(station.port(), "streamid=abc", 0))).contains("Application-defined rejection");
        }
        try (var station = SrtStation.listening(admitting(16, 120, _ -> {}))) {
            var wrong = url(station.port(), "streamid=abc", 0) + "&passphrase=another passphrase";
            assertThat(complaint(wrong)).containsIgnoringCase("passphrase");
        }
    }

    @Test
    void tellsUsThatThePassphraseIsWrong() throws Exception {
        int port = Ports.free();
        var tool = transmit(url(port, "mode=listener", 16), "file://con");
        var secret = Optional.of(new SrtSecret("another passphrase"));
        try (var station = SrtStation.calling(new SrtCaller("", Duration.ofMillis(120), secret), port)) {
            assertThat(station.awaitClosed().reason()).isEqualTo(Rejection.BAD_SECRET.label());
        } finally {
            tool.destroy();
        }
    }

    private static Function<SrtListener.Call, Admission> admitting(
            int keyLength, int latencyMs, java.util.function.Consumer<SrtListener.Call> told) {
        var secret = keyLength == 0 ? Optional.<SrtSecret>empty() : Optional.of(new SrtSecret(PASSPHRASE));
        return call -> {
            told.accept(call);
            return new Admission.Accept(secret, Duration.ofMillis(latencyMs));
        };
    }

    private static String url(int port, String query, int keyLength) {
        return "srt://127.0.0.1:" + port + "?" + query
                + (keyLength == 0 ? "" : "&passphrase=" + PASSPHRASE + "&pbkeylen=" + keyLength);
    }

    private static Process transmit(String from, String to) throws IOException {
        return new ProcessBuilder(List.of(
                        Tools.need("srt-live-transmit").toString(),
                        "-q",
                        "-c",
                        "1316",
                        "-a",
                        "no",
                        "-t",
                        "30",
                        from,
                        to))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Tools.kept("logs").resolve("srt-live-transmit.log").toFile()))
                .start();
    }

    /// What the tool says when it cannot come in.
    private static String complaint(String url) throws Exception {
        var tool = new ProcessBuilder(
                        Tools.need("srt-live-transmit").toString(), "-v", "-a", "no", "-t", "3", "file://con", url)
                .redirectErrorStream(true)
                .start();
        tool.getOutputStream().write(new byte[PAYLOAD]);
        tool.getOutputStream().close();
        var said = new String(tool.getInputStream().readAllBytes());
        if (!tool.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) tool.destroyForcibly();
        return said;
    }

    private static byte[] feed(Process tool) throws IOException, InterruptedException {
        var sent = bytes();
        for (int i = 0; i < PAYLOADS; i++) {
            tool.getOutputStream().write(sent, i * PAYLOAD, PAYLOAD);
            tool.getOutputStream().flush();
            TimeUnit.NANOSECONDS.sleep(PERIOD_NANOS);
        }
        return sent;
    }

    private static DatagramSocket sink() throws IOException {
        var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setReceiveBufferSize(1 << 21);
        return socket;
    }

    /// All that was sent, as the tool passes it on.
    private static byte[] received(DatagramSocket sink) throws IOException {
        try (sink) {
            var all = new ByteArrayOutputStream();
            var packet = new DatagramPacket(new byte[PAYLOAD], PAYLOAD);
            while (all.size() < PAYLOADS * PAYLOAD) {
                sink.receive(packet);
                all.write(packet.getData(), 0, packet.getLength());
            }
            return all.toByteArray();
        }
    }

    private static byte[] bytes() {
        var bytes = new byte[PAYLOADS * PAYLOAD];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }
}
