package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.io.IOException;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/// The public key in a peer's certificate.
///
/// Nothing else in the certificate counts: not its name, its issuer, its dates (RFC 5763 §5 trusts the fingerprint
/// alone, as browsers do).
///
/// @param rsa whether it is RSA rather than ECDSA
record PeerKey(boolean rsa, AsymmetricKeyParameter parameter) {
    /// Below, it can be factored; above, verifying costs more CPU than a peer may ask of us.
    private static final int RSA_MIN_BITS = 2048;
    private static final int RSA_MAX_BITS = 8192;
    /// 65537 is what everybody has; verifying costs time in proportion to the bits.
    private static final int RSA_MAX_EXPONENT_BITS = 64;

    /// Named curves only: parameters of a stranger's own making have been used to forge.
    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);

    /// Reads the key of `derCertificate`, whose fingerprint the caller has checked: so this is not a stranger's.
    static Parsed<PeerKey> of(Bytes derCertificate) {
        try {
            var certificate = Certificate.getInstance(ASN1Primitive.fromByteArray(derCertificate.toArray()));
            return of(certificate.getSubjectPublicKeyInfo());
        } catch (IOException | RuntimeException _) {
            return malformed("dtls-certificate-malformed"); // BouncyCastle throws many kinds
        }
    }

    private static Parsed<PeerKey> of(SubjectPublicKeyInfo info) throws IOException {
        var algorithm = info.getAlgorithm();
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            var key = RSAPublicKey.getInstance(info.parsePublicKey());
            int bits = key.getModulus().bitLength();
            if (bits < RSA_MIN_BITS || bits > RSA_MAX_BITS) return malformed("dtls-certificate-rsa-size");
            if (key.getPublicExponent().bitLength() > RSA_MAX_EXPONENT_BITS)
                return malformed("dtls-certificate-rsa-exponent");
            return ok(new PeerKey(true, new RSAKeyParameters(false, key.getModulus(), key.getPublicExponent())));
        }
        if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                && algorithm.getParameters() instanceof ASN1ObjectIdentifier curve
                && CURVES.contains(curve)) return ok(new PeerKey(false, PublicKeyFactory.createKey(info)));
        return malformed("dtls-certificate-key-kind");
    }
}
