package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Chance;
import java.math.BigInteger;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/// NIST P-256, alias secp256r1: private keys from chance, public keys from private ones.
final class Curve {
    static final ECDomainParameters P256 = domain(CustomNamedCurves.getByName("secp256r1"));
    private static final int SCALAR_BYTES = 32;

    private Curve() {}

    private static ECDomainParameters domain(X9ECParameters parameters) {
        return new ECNamedDomainParameters(SECObjectIdentifiers.secp256r1, parameters);
    }

    /// Uniform in 1..n-1 by rejection (FIPS 186-5 A.2.2); a draw fails once in 2^32.
    static ECPrivateKeyParameters generate(Chance chance) {
        while (true) {
            var scalar = new BigInteger(1, chance.bytes(SCALAR_BYTES));
            if (scalar.signum() > 0 && scalar.compareTo(P256.getN()) < 0)
                return new ECPrivateKeyParameters(scalar, P256);
        }
    }

    static ECPoint publicPoint(ECPrivateKeyParameters key) {
        return new FixedPointCombMultiplier().multiply(P256.getG(), key.getD()).normalize();
    }
}
