package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.signers.RSADigestSigner;

/// A signature algorithm and its hash (RFC 5246 §7.4.1.4.1; names and the PSS code points from RFC 8446 §4.2.3).
///
/// In TLS 1.2 the ECDSA ones name the hash only and go with any curve. SHA-1 is not among them.
enum SignatureScheme {
    ECDSA_SHA256(0x0403, "ECDSA", 256),
    ECDSA_SHA384(0x0503, "ECDSA", 384),
    ECDSA_SHA512(0x0603, "ECDSA", 512),
    RSA_PSS_RSAE_SHA256(0x0804, "PSS", 256),
    RSA_PSS_RSAE_SHA384(0x0805, "PSS", 384),
    RSA_PSS_RSAE_SHA512(0x0806, "PSS", 512),
    RSA_PKCS1_SHA256(0x0401, "PKCS1", 256),
    RSA_PKCS1_SHA384(0x0501, "PKCS1", 384),
    RSA_PKCS1_SHA512(0x0601, "PKCS1", 512);

    /// What we verify, in the order in which we say so.
    static final List<Integer> CODES =
            List.of(values()).stream().map(scheme -> scheme.code).toList();

    final int code;
    private final String family;
    private final int hashBits;

    SignatureScheme(int code, String family, int hashBits) {
        this.code = code;
        this.family = family;
        this.hashBits = hashBits;
    }

    static Optional<SignatureScheme> of(int code) {
        for (var scheme : values()) if (scheme.code == code) return Optional.of(scheme);
        return Optional.empty();
    }

    /// The scheme that our P-256 key signs with, of those that the peer verifies.
    static Optional<SignatureScheme> forOurKey(List<Integer> peerVerifies) {
        for (var scheme : List.of(ECDSA_SHA256, ECDSA_SHA384))
            if (peerVerifies.contains(scheme.code)) return Optional.of(scheme);
        return Optional.empty();
    }

    /// Signs with our key; ECDSA only.
    Bytes sign(ECPrivateKeyParameters key, Bytes content) {
        if (!family.equals("ECDSA")) throw new IllegalArgumentException(this + " does not go with an EC key");
        // RFC 6979: no random number whose weakness would give the key away, and the same run twice is the same.
        var signer = new DSADigestSigner(new ECDSASigner(new HMacDSAKCalculator(digest())), digest());
        signer.init(true, key);
        signer.update(content.array(), content.arrayOffset(), content.length());
        return Bytes.of(signer.generateSignature());
    }

    /// Whether `signature` over `content` is by the holder of `key`; false too when the key is of another kind.
    boolean verify(AsymmetricKeyParameter key, Bytes content, Bytes signature) {
        boolean fits = family.equals("ECDSA") ? key instanceof ECPublicKeyParameters : key instanceof RSAKeyParameters;
        if (!fits) return false;
        try {
            var signer = verifier();
            signer.init(false, key);
            signer.update(content.array(), content.arrayOffset(), content.length());
            return signer.verifySignature(signature.toArray());
        } catch (RuntimeException _) {
            return false; // BouncyCastle throws several kinds over malformed DER and over numbers out of range
        }
    }

    private Signer verifier() {
        return switch (family) {
            case "ECDSA" -> new DSADigestSigner(new ECDSASigner(), digest());
            case "PSS" -> new PSSSigner(new RSABlindedEngine(), digest(), hashBits / 8); // salt as long as the hash
            default -> new RSADigestSigner(digest());
        };
    }

    private Digest digest() {
        return switch (hashBits) {
            case 256 -> SHA256Digest.newInstance();
            case 384 -> new SHA384Digest();
            default -> new SHA512Digest();
        };
    }
}
