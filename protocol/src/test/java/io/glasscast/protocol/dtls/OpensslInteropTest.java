package io.glasscast.protocol.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.protocol.dtls.DtlsPeer.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Our machine against `openssl s_client` and `openssl s_server`, over loopback.
@Tag("interop")
final class OpensslInteropTest {
    private static final String KEYING_MATERIAL = "Keying material: ";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void needsOpenssl() throws IOException, InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder("openssl", "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            there = false;
        }
        if ("true".equals(System.getenv("CI")) && !there) fail("openssl is missing");
        assumeTrue(there, "openssl is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec -pkeyopt ec_paramgen_curve:P-256", "rsa:2048"})
    void servesOpenssl(String keyKind) throws Exception {
        var theirs = certificate(keyKind);
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var process = openssl(
                    Stream.concat(Stream.of("s_client", "-connect", "127.0.0.1:" + socket.getLocalPort()), common()));
            try {
                var talk = new Talk(socket, Role.SERVER, theirs, process);
                talk.shakeHands(Pair.BOB);
                process.outputWriter().append("Q\n").flush();
                talk.runUntil(output -> output instanceof Output.Closed);
                assertThat(talk.reports).containsExactly(new Output.Connected(1), new Output.Closed());
            } finally {
                process.destroy();
            }
        }
    }

    @Test
    void refusesToRenegotiate() throws Exception {
        var theirs = certificate("ec -pkeyopt ec_paramgen_curve:P-256");
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var process = openssl(
                    Stream.concat(Stream.of("s_client", "-connect", "127.0.0.1:" + socket.getLocalPort()), common()));
            try {
                var talk = new Talk(socket, Role.SERVER, theirs, process);
                talk.shakeHands(Pair.BOB);
                process.outputWriter().append("R\n").flush();
                talk.runUntil(output -> output.equals(new Output.Discarded("dtls-renegotiation")));
            } finally {
                process.destroy();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec -pkeyopt ec_paramgen_curve:P-256", "rsa:2048"})
    void calls(String keyKind) throws Exception {
        var theirs = certificate(keyKind);
        int port = freePort();
        var process =
                openssl(Stream.concat(Stream.of("s_server", "-accept", "127.0.0.1:" + port, "-Verify", "1"), common()));
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var talk = new Talk(socket, Role.CLIENT, theirs, process);
            talk.other = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            talk.shakeHands(Pair.ALICE);
            assertThat(talk.reports).containsExactly(new Output.Connected(1));
        } finally {
            process.destroy();
        }
    }

    /// With the profile that is our last choice: what we prefer gives way to what there is.
    private Stream<String> common() {
        return Stream.of(
                "-dtls1_2",
                "-cert",
                folder.resolve("cert.pem").toString(),
                "-key",
                folder.resolve("key.pem").toString(),
                "-use_srtp",
                "SRTP_AES128_CM_SHA1_80",
                "-keymatexport",
                "EXTRACTOR-dtls_srtp",
                "-keymatexportlen",
                "56");
    }

    private static Process openssl(Stream<String> arguments) throws IOException {
        var command = Stream.concat(Stream.of("openssl"), arguments).toList();
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private Bytes certificate(String keyKind) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("req", "-x509", "-nodes", "-subj", "/CN=stranger", "-days", "2"));
        arguments.addAll(List.of("-keyout", folder.resolve("key.pem").toString()));
        arguments.addAll(List.of("-out", folder.resolve("cert.pem").toString(), "-newkey"));
        arguments.addAll(List.of(keyKind.split(" ")));
        var process = openssl(arguments.stream());
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        var pem = Files.readString(folder.resolve("cert.pem")).replaceAll("-----.*-----", "");
        return Bytes.of(Base64.getMimeDecoder().decode(pem));
    }

    private static int freePort() throws IOException {
        try (var probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /// One of our machines on a socket, and the openssl at the other end.
    private static final class Talk {
        final DatagramSocket socket;
        final Role role;
        final Bytes certificate;
        final List<Output> reports = new ArrayList<>();
        final List<Bytes> keys = new ArrayList<>();
        final List<DtlsPeer> peers = new ArrayList<>();
        final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        SocketAddress other = new InetSocketAddress(0);

        Talk(DatagramSocket socket, Role role, Bytes certificate, Process process) {
            this.socket = socket;
            this.role = role;
            this.certificate = certificate;
            Thread.ofVirtual().start(() -> read(process.inputReader(StandardCharsets.US_ASCII)));
        }

        private void read(BufferedReader output) {
            try {
                for (String line; (line = output.readLine()) != null; ) lines.add(line.strip());
            } catch (IOException _) {
                // the process was ended
            }
        }

        void shakeHands(DtlsIdentity identity) throws IOException, InterruptedException {
            var fingerprint = Fingerprint.of(certificate);
            var peer = new DtlsPeer(
                    role, identity, List.of(fingerprint), List.of(7, 1), Chance.secure(), System.nanoTime());
            peers.add(peer);
            peer.start(System.nanoTime(), this::take);
            runUntil(output -> output instanceof Output.Connected);
            assertThat(keys)
                    .as("connected: %s, openssl said %s", reports, lines)
                    .hasSize(1);
            assertThat(theirKeys()).isEqualTo(keys.getFirst());
        }

        private Bytes theirKeys() throws InterruptedException {
            var said = new ArrayList<String>();
            for (String line; (line = lines.poll(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) != null; ) {
                said.add(line);
                if (line.startsWith(KEYING_MATERIAL)) return Bytes.hex(line.substring(KEYING_MATERIAL.length()));
            }
            throw new AssertionError("openssl told no keys: " + said);
        }

        void runUntil(java.util.function.Predicate<Output> enough) throws IOException {
            var peer = peers.getFirst();
            Consumer<Output> sink = this::take;
            long end = System.nanoTime() + PATIENCE_NANOS;
            var packet = new DatagramPacket(new byte[2048], 2048);
            while (reports.stream().noneMatch(enough)) {
                long now = System.nanoTime();
                if (now > end) throw new AssertionError("no end: " + reports + ", openssl said " + lines);
                long wait = Math.min(end, peer.deadlineNanos()) - now;
                try {
                    socket.setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait)));
                    packet.setLength(2048);
                    socket.receive(packet);
                    other = packet.getSocketAddress();
                    var copy = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
                    peer.handle(Bytes.of(copy), System.nanoTime(), sink);
                } catch (SocketTimeoutException _) {
                    // the machine's timer, below
                }
                if (peer.deadlineNanos() != Machine.NEVER) peer.elapse(System.nanoTime(), sink);
            }
        }

        private void take(Output output) {
            switch (output) {
                case Output.Send(var datagram) -> {
                    try {
                        socket.send(
                                new DatagramPacket(datagram.array(), datagram.arrayOffset(), datagram.length(), other));
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
                case Output.Connected _ -> {
                    reports.add(output);
                    keys.add(Pair.srtpKeys(peers.getFirst()));
                }
                case Output.Closed _, Output.Failed _, Output.Discarded _ -> reports.add(output);
            }
        }
    }
}
