package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import java.security.GeneralSecurityException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Work to be done: a passphrase and a salt become a key (draft-sharabayko-srt-01 §6.1.4, RFC 8018 §5.2).
///
/// It costs 2 048 rounds of HMAC or twice that, a millisecond or two; in a Java that has just started, half a second.
/// So the machines only say what they need, and their owner decides which thread does it.
///
/// @param salt      16 bytes
/// @param keyLength bytes of the key: 16, 24 or 32
public record KeyDerivation(SrtSecret secret, Bytes salt, int keyLength) {
    private static final int ITERATIONS = 2048;
    /// Of the salt, only the last 64 bits go into the key encryption key.
    private static final int SALT_USED = 8;

    /// Does it.
    public KeyWrap derive() {
        var used = salt.from(salt.length() - SALT_USED).toArray();
        try {
            var specification =
                    new PBEKeySpec(secret.passphrase().toCharArray(), used, ITERATIONS, Byte.SIZE * keyLength);
            var derived = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1").generateSecret(specification);
            return new KeyWrap(this, Bytes.of(derived.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2", e);
        }
    }

    /// What is needed for keys that a peer tells.
    static KeyDerivation of(SrtSecret secret, KeyMaterial material) {
        return new KeyDerivation(secret, material.salt(), material.keyLength());
    }

    boolean fits(KeyMaterial material) {
        return material.keyLength() == keyLength && material.salt().equals(salt);
    }
}
