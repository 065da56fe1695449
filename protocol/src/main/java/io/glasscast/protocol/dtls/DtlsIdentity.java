package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.ContentSigner;

/// A P-256 key and the certificate that it signed for itself. Nobody vouches for it: SDP carries its fingerprint
/// (RFC 5763 §3), so the name in it means nothing and is the same for all.
public final class DtlsIdentity {
    private static final X500Name NAME = new X500Name("CN=glasscast");
    /// Positive and unguessable, as RFC 5280 §4.1.2.2 wants, well under its 20 bytes.
    private static final int SERIAL_BITS = 63;

    private final ECPrivateKeyParameters key;
    private final Bytes certificate;

    private DtlsIdentity(ECPrivateKeyParameters key, Bytes certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /// Makes a key and its certificate.
    ///
    /// @param chance    where the key comes from; must be unguessable outside tests
    /// @param notBefore should lie in the past by more than clocks differ
    public static DtlsIdentity generate(Chance chance, Instant notBefore, Duration validity) {
        var key = Curve.generate(chance);
        var point = new ECPublicKeyParameters(Curve.publicPoint(key), Curve.P256);
        try {
            var builder = new X509v3CertificateBuilder(
                    NAME,
                    BigInteger.valueOf((chance.nextLong() >>> (64 - SERIAL_BITS)) | 1),
                    Date.from(notBefore),
                    Date.from(notBefore.plus(validity)),
                    NAME,
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(point));
            var certificate = builder.build(new SelfSigner(key));
            return new DtlsIdentity(key, Bytes.of(certificate.getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException("our own certificate", e);
        }
    }

    /// The SHA-256 fingerprint for our SDP.
    public Fingerprint fingerprint() {
        return Fingerprint.of(certificate);
    }

    /// DER.
    public Bytes certificate() {
        return certificate;
    }

    /// The private key in PKCS #8, for protocols whose TLS is done elsewhere.
    public Bytes privateKey() {
        try {
            return Bytes.of(PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException("our own key", e);
        }
    }

    ECPrivateKeyParameters key() {
        return key;
    }

    /// ecdsa-with-SHA256, with the nonce of RFC 6979, so that the same chance gives the same certificate.
    private static final class SelfSigner implements ContentSigner {
        private final ECPrivateKeyParameters key;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        SelfSigner(ECPrivateKeyParameters key) {
            this.key = key;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
        }

        @Override
        public OutputStream getOutputStream() {
            return content;
        }

        @Override
        public byte[] getSignature() {
            return SignatureScheme.ECDSA_SHA256
                    .sign(key, Bytes.of(content.toByteArray()))
                    .toArray();
        }
    }
}
