package io.glasscast.protocol.srtp;

import io.glasscast.kernel.Bytes;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What one direction's RTP or RTCP packets are sealed with (RFC 3711 §4.3).
///
/// @param encryption     key of the cipher
/// @param authentication key of the HMAC; empty where the cipher authenticates by itself
/// @param salt           what initialisation vectors start from
record SessionKeys(Bytes encryption, Bytes authentication, Bytes salt) {
    /// The labels of RFC 3711 §4.3.1 and §4.3.2: encryption, authentication and salt follow each other.
    private static final int RTP = 0;

    private static final int RTCP = 3;

    /// Where the label meets the salt: the key id is 56 bits at the low end of 112 (RFC 3711 §4.3.1).
    private static final int LABEL_AT = 7;

    static SessionKeys forRtp(SrtpProfile profile, Bytes masterKey, Bytes masterSalt) {
        return derive(RTP, profile, masterKey, masterSalt);
    }

    static SessionKeys forRtcp(SrtpProfile profile, Bytes masterKey, Bytes masterSalt) {
        return derive(RTCP, profile, masterKey, masterSalt);
    }

    private static SessionKeys derive(int label, SrtpProfile profile, Bytes masterKey, Bytes masterSalt) {
        if (masterKey.length() != profile.keyLength() || masterSalt.length() != profile.saltLength())
            throw new IllegalArgumentException("not a key and salt of " + profile);
        return new SessionKeys(
                derive(label, profile.keyLength(), masterKey, masterSalt),
                derive(label + 1, profile.authenticationKeyLength(), masterKey, masterSalt),
                derive(label + 2, profile.saltLength(), masterKey, masterSalt));
    }

    /// AES in counter mode over zeros (RFC 3711 §4.3.3; with AES-256 RFC 7714 §11). A 96-bit salt is a 112-bit one
    /// that ends in zeros. Our key derivation rate is zero, so the packet index stays out of it.
    private static Bytes derive(int label, int length, Bytes masterKey, Bytes masterSalt) {
        var iv = new byte[16];
        masterSalt.copyTo(iv, 0);
        iv[LABEL_AT] ^= (byte) label;
        try {
            var cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(masterKey.toArray(), "AES"), new IvParameterSpec(iv));
            return Bytes.of(cipher.doFinal(new byte[length]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode", e);
        }
    }

    /// Says nothing of the keys, so that none reaches a log.
    @Override
    public String toString() {
        return "SessionKeys";
    }
}
