package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.util.BigIntegers;

/// Our half of an ephemeral Diffie-Hellman exchange (RFC 8422).
sealed interface KeyShare {
    /// Curves by their code points (RFC 8422 §5.1.1), best first: X25519 is the faster one.
    enum Group {
        X25519(29),
        SECP256R1(23);

        static final List<Integer> CODES =
                Arrays.stream(values()).map(group -> group.code).toList();

        final int code;

        Group(int code) {
            this.code = code;
        }

        static Optional<Group> of(int code) {
            return Arrays.stream(values()).filter(group -> group.code == code).findFirst();
        }

        static Optional<Group> choose(List<Integer> offered) {
            return Arrays.stream(values())
                    .filter(group -> offered.contains(group.code))
                    .findFirst();
        }
    }

    static KeyShare generate(Group group, Chance chance) {
        return switch (group) {
            case X25519 ->
                new X25519(new X25519PrivateKeyParameters(chance.bytes(X25519PrivateKeyParameters.KEY_SIZE), 0));
            case SECP256R1 -> new P256(Curve.generate(chance));
        };
    }

    /// What the peer needs, as it goes on the wire.
    Bytes publicKey();

    /// The premaster secret with the holder of `peerPublicKey`, or nothing when that is no valid key.
    Optional<Bytes> agree(Bytes peerPublicKey);

    /// RFC 7748 §6.1.
    final class X25519 implements KeyShare {
        private final X25519PrivateKeyParameters key;

        private X25519(X25519PrivateKeyParameters key) {
            this.key = key;
        }

        @Override
        public Bytes publicKey() {
            return Bytes.of(key.generatePublicKey().getEncoded());
        }

        @Override
        public Optional<Bytes> agree(Bytes peerPublicKey) {
            if (peerPublicKey.length() != X25519PublicKeyParameters.KEY_SIZE) return Optional.empty();
            try {
                var agreement = new X25519Agreement();
                agreement.init(key);
                var secret = new byte[agreement.getAgreementSize()];
                agreement.calculateAgreement(new X25519PublicKeyParameters(peerPublicKey.toArray(), 0), secret, 0);
                return Optional.of(Bytes.of(secret));
            } catch (RuntimeException _) {
                return Optional.empty(); // a point of small order, whose secret would be all zeros
            }
        }
    }

    /// RFC 8422 §5.10; points are uncompressed.
    final class P256 implements KeyShare {
        private static final int POINT_LENGTH = 65;
        private static final int UNCOMPRESSED = 4;

        private final ECPrivateKeyParameters key;

        private P256(ECPrivateKeyParameters key) {
            this.key = key;
        }

        @Override
        public Bytes publicKey() {
            return Bytes.of(Curve.publicPoint(key).getEncoded(false));
        }

        @Override
        public Optional<Bytes> agree(Bytes peerPublicKey) {
            if (peerPublicKey.length() != POINT_LENGTH || peerPublicKey.u8(0) != UNCOMPRESSED) return Optional.empty();
            try {
                var point = Curve.P256.getCurve().decodePoint(peerPublicKey.toArray());
                var agreement = new ECDHBasicAgreement();
                agreement.init(key);
                var x = agreement.calculateAgreement(new ECPublicKeyParameters(point, Curve.P256));
                return Optional.of(Bytes.of(BigIntegers.asUnsignedByteArray(agreement.getFieldSize(), x)));
            } catch (RuntimeException _) {
                return Optional.empty(); // not on the curve, or its point at infinity
            }
        }
    }
}
