package io.glasscast.glasses.uplink;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.flv.FlvReader;
import io.glasscast.protocol.rtmp.RtmpServerPeer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server that takes publications by RTMP or RTMPS, on loopback, each on a thread of its own.
public final class RtmpFarEnd implements AutoCloseable {
    public final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    public final BlockingQueue<List<Track>> tracks = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    public final BlockingQueue<String> goodbyes = new LinkedBlockingQueue<>();
    volatile boolean refusing;

    private final ServerSocket door;
    private final String scheme;
    private volatile Socket open = new Socket();
    private volatile boolean stalled;

    private RtmpFarEnd(ServerSocket door, String scheme) {
        this.door = door;
        this.scheme = scheme;
        Thread.ofVirtual().start(this::serve);
    }

    public static RtmpFarEnd plain() throws IOException {
        return new RtmpFarEnd(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), "rtmp");
    }

    /// With a certificate that nobody vouches for.
    ///
    /// @param pem where to leave it
    public static RtmpFarEnd secure(Path pem) throws IOException, GeneralSecurityException {
        var identity = DtlsIdentity.generate(Chance.secure(), Instant.EPOCH, Duration.ofDays(40_000));
        var certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(identity.certificate().toArray()));
        Files.writeString(
                pem,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        var key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(identity.privateKey().toArray()));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("door", key, new char[0], new Certificate[] {certificate});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return new RtmpFarEnd(
                tls.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress()), "rtmps");
    }

    public String url(String path) {
        return scheme + "://127.0.0.1:" + door.getLocalPort() + path;
    }

    /// Cuts the connection that stands.
    public void cut() throws IOException {
        open.close();
    }

    /// Reads nothing any more.
    public void stall() {
        stalled = true;
    }

    private void serve() {
        while (!door.isClosed())
            try {
                var socket = door.accept();
                Thread.ofVirtual().start(() -> converse(socket));
            } catch (IOException _) {
                return;
            }
    }

    private void converse(Socket socket) {
        open = socket;
        try (socket) {
            var conversation = new Conversation(socket.getOutputStream());
            var buffer = new byte[4096];
            var in = socket.getInputStream();
            for (int count = in.read(buffer); count >= 0 && !conversation.over; count = in.read(buffer)) {
                conversation.received(Bytes.of(Arrays.copyOf(buffer, count)));
                if (stalled) Thread.sleep(Duration.ofMinutes(1));
            }
        } catch (IOException _) {
            return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Conversation {
        private final OutputStream answers;
        private final RtmpServerPeer peer = new RtmpServerPeer(Chance.secure(), System.nanoTime());
        private final FlvReader reader = new FlvReader();
        private boolean over;

        Conversation(OutputStream answers) {
            this.answers = answers;
        }

        void received(Bytes bytes) {
            handle(new RtmpServerPeer.Input.Received(bytes));
        }

        private void handle(RtmpServerPeer.Input input) {
            peer.handle(input, System.nanoTime(), this::carryOut);
        }

        private void carryOut(RtmpServerPeer.Output output) {
            switch (output) {
                case RtmpServerPeer.Output.Transmit(var bytes) -> answer(bytes);
                case RtmpServerPeer.Output.PublishAsked(var app, var key) -> {
                    asked.add(app + " " + key);
                    if (refusing) handle(new RtmpServerPeer.Input.Reject("That key is not known here."));
                    else handle(new RtmpServerPeer.Input.Accept());
                }
                case RtmpServerPeer.Output.Media(var tag) ->
                    reader.tag(tag, System.nanoTime(), event -> {
                        if (event instanceof FlvReader.Event.Tracks(var list)) tracks.add(list);
                        if (event instanceof FlvReader.Event.Media(var frame)) frames.add(frame);
                    });
                case RtmpServerPeer.Output.Left() -> goodbyes.add("left");
                case RtmpServerPeer.Output.Closed(var why) -> {
                    over = true;
                    goodbyes.add(why);
                }
                case RtmpServerPeer.Output.PlayAsked _, RtmpServerPeer.Output.Paused _ -> {}
            }
        }

        private void answer(Bytes bytes) {
            try {
                answers.write(bytes.toArray());
            } catch (IOException _) {
                over = true;
            }
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.close();
    }
}
