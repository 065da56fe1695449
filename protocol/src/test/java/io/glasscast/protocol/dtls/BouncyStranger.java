package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.protocol.dtls.DtlsPeer.Output;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/// A peer by somebody else: BouncyCastle's blocking DTLS on a thread of its own, joined to one of our machines by
/// two queues.
@SuppressWarnings("JdkObsolete") // BouncyCastle's interfaces are of the Hashtable age
final class BouncyStranger {
    private static final int PROFILE = 7;
    private static final byte[] CHATTER = {1, 2, 3};
    private static final long PATIENCE_SECONDS = 20;

    /// Who the stranger is and how it is fussy.
    ///
    /// @param scheme SignatureScheme code that it signs with
    /// @param suites that it speaks
    /// @param groups that it speaks
    record Habits(
            AsymmetricKeyParameter key, Bytes certificate, int scheme, List<Integer> suites, List<Integer> groups) {
        Fingerprint fingerprint() {
            return Fingerprint.of(certificate);
        }

        static Habits ecdsa(int suite, int group) {
            var identity = Pair.identity(99);
            return new Habits(identity.key(), identity.certificate(), 0x0403, List.of(suite), List.of(group));
        }

        static Habits rsa(int scheme, int suite) {
            try {
                var pair = RsaKey.PAIR;
                var name = new X500Name("CN=stranger");
                var certificate = new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(Instant.parse("2026-01-01T00:00:00Z")),
                                Date.from(Instant.parse("2036-01-01T00:00:00Z")),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()));
                return new Habits(
                        PrivateKeyFactory.createKey(pair.getPrivate().getEncoded()),
                        Bytes.of(certificate.getEncoded()),
                        scheme,
                        List.of(suite),
                        List.of(29, 23));
            } catch (OperatorCreationException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// One for all tests, as making it takes long.
    private static final class RsaKey {
        static final KeyPair PAIR = generate();

        private static KeyPair generate() {
            try {
                var generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// What came of it: the same of both, if all is well.
    record Result(List<Output> reports, Bytes ours, Bytes theirs) {}

    private final BcTlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
    private final BlockingQueue<Bytes> toStranger = new LinkedBlockingQueue<>();
    private final BlockingQueue<Bytes> toUs = new LinkedBlockingQueue<>();
    private final Habits habits;

    BouncyStranger(Habits habits) {
        this.habits = habits;
    }

    /// Lets a stranger of the other role and `ours` shake hands, then the stranger send data and say goodbye.
    Result meet(Role ourRole, DtlsPeer ours) throws InterruptedException, TimeoutException, ExecutionException {
        var theirKeys = new CompletableFuture<Bytes>();
        var stranger = Thread.ofVirtual().start(() -> {
            try {
                switch (ourRole) {
                    case SERVER -> {
                        var client = new Client();
                        var transport = new DTLSClientProtocol().connect(client, new Queues());
                        theirKeys.complete(client.keys);
                        transport.send(CHATTER, 0, CHATTER.length);
                        transport.close();
                    }
                    case CLIENT -> {
                        var server = new Server();
                        var transport = new DTLSServerProtocol().accept(server, new Queues());
                        theirKeys.complete(server.keys);
                        transport.send(CHATTER, 0, CHATTER.length);
                        transport.close();
                    }
                }
            } catch (IOException | RuntimeException e) {
                theirKeys.completeExceptionally(e);
            }
        });
        var reports = new ArrayList<Output>();
        var ourKeys = new ArrayList<Bytes>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        java.util.function.Consumer<Output> sink = output -> {
            switch (output) {
                case Output.Send(var datagram) -> toStranger.add(datagram);
                case Output.Connected _ -> {
                    reports.add(output);
                    ourKeys.add(Pair.srtpKeys(ours));
                }
                case Output.Closed _, Output.Failed _, Output.Discarded _ -> reports.add(output);
            }
        };
        ours.start(System.nanoTime(), sink);
        while (System.nanoTime() < end && reports.stream().noneMatch(BouncyStranger::ends)) {
            long until = Math.min(ours.deadlineNanos(), end);
            var datagram = toUs.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (datagram != null) ours.handle(datagram, System.nanoTime(), sink);
            if (ours.deadlineNanos() != Machine.NEVER) ours.elapse(System.nanoTime(), sink);
        }
        var theirs = theirKeys.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        stranger.join();
        return new Result(reports, ourKeys.getFirst(), theirs);
    }

    private static boolean ends(Output output) {
        return output instanceof Output.Closed || output instanceof Output.Failed;
    }

    private static int[] ints(List<Integer> codes) {
        return codes.stream().mapToInt(Integer::intValue).toArray();
    }

    private Certificate chain() throws IOException {
        var certificate = new BcTlsCertificate(crypto, habits.certificate().toArray());
        return new Certificate(new TlsCertificate[] {certificate});
    }

    private TlsCredentialedSigner credentials(TlsContext context) throws IOException {
        var algorithm = org.bouncycastle.tls.SignatureScheme.getSignatureAndHashAlgorithm(habits.scheme());
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context), crypto, habits.key(), chain(), algorithm);
    }

    private static Bytes exported(TlsContext context) {
        return Bytes.of(context.exportKeyingMaterial("EXTRACTOR-dtls_srtp", null, 56));
    }

    private final class Client extends DefaultTlsClient {
        Bytes keys = Bytes.EMPTY;

        Client() {
            super(crypto);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return ints(habits.suites());
        }

        @Override
        protected Vector<Integer> getSupportedGroups(@SuppressWarnings("rawtypes") Vector roles) {
            return new Vector<>(habits.groups());
        }

        @Override
        @SuppressWarnings("unchecked")
        public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
            var extensions = (Hashtable<Integer, byte[]>) super.getClientExtensions();
            TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(new int[] {1, PROFILE}, TlsUtils.EMPTY_BYTES));
            return extensions;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate) {}

                @Override
                public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                    return credentials(context);
                }
            };
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            keys = exported(context);
        }
    }

    private final class Server extends DefaultTlsServer {
        Bytes keys = Bytes.EMPTY;

        Server() {
            super(crypto);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return ints(habits.suites());
        }

        @Override
        public int[] getSupportedGroups() {
            return ints(habits.groups());
        }

        @Override
        @SuppressWarnings("unchecked")
        public Hashtable<Integer, byte[]> getServerExtensions() throws IOException {
            var extensions = (Hashtable<Integer, byte[]>) super.getServerExtensions();
            TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(new int[] {PROFILE}, TlsUtils.EMPTY_BYTES));
            return extensions;
        }

        @Override
        protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
            return credentials(context);
        }

        @Override
        protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
            return credentials(context);
        }

        @Override
        public CertificateRequest getCertificateRequest() {
            return new CertificateRequest(
                    new short[] {ClientCertificateType.ecdsa_sign},
                    TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                    null);
        }

        @Override
        public void notifyClientCertificate(Certificate certificate) {}

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            keys = exported(context);
        }
    }

    private final class Queues implements DatagramTransport {
        @Override
        public int getReceiveLimit() {
            return 1500;
        }

        @Override
        public int getSendLimit() {
            return 400; // so that its certificate comes in fragments
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
            try {
                var datagram = toStranger.poll(waitMillis, TimeUnit.MILLISECONDS);
                if (datagram == null) return -1;
                datagram.copyTo(0, buffer, offset, datagram.length());
                return datagram.length();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void send(byte[] buffer, int offset, int length) {
            toUs.add(Bytes.of(java.util.Arrays.copyOfRange(buffer, offset, offset + length)));
        }

        @Override
        public void close() {}
    }
}
