package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The key encryption key that both sides make from the passphrase, and what is wrapped in it
/// (draft-sharabayko-srt-01 §6.1.4, RFC 8018 §5.2, RFC 3394).
///
/// Made once a connection: it costs 2 048 rounds of HMAC, about a millisecond.
final class KeyWrap {
    private static final int ITERATIONS = 2048;
    /// Of the salt, only the last 64 bits go into the key encryption key.
    private static final int SALT_USED = 8;

    private final Bytes salt;
    private final int keyLength;
    private final SecretKeySpec wrapping;

    KeyWrap(SrtSecret secret, Bytes salt, int keyLength) {
        this.salt = salt;
        this.keyLength = keyLength;
        var used = salt.from(salt.length() - SALT_USED).toArray();
        try {
            var specification =
                    new PBEKeySpec(secret.passphrase().toCharArray(), used, ITERATIONS, Byte.SIZE * keyLength);
            var derived = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
                    .generateSecret(specification)
                    .getEncoded();
            wrapping = new SecretKeySpec(derived, "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2", e);
        }
    }

    Bytes salt() {
        return salt;
    }

    int keyLength() {
        return keyLength;
    }

    boolean fits(KeyMaterial material) {
        return material.keyLength() == keyLength && material.salt().equals(salt);
    }

    /// @param keys one key, or the even one and the odd one behind it
    KeyMaterial wrap(SrtPacket.Key which, byte[] keys) {
        try {
            var cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.WRAP_MODE, wrapping);
            return new KeyMaterial(which, keyLength, salt, Bytes.of(cipher.wrap(new SecretKeySpec(keys, "AES"))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java wraps keys", e);
        }
    }

    /// @return empty when the passphrase is another
    Optional<byte[]> unwrap(KeyMaterial material) {
        try {
            var cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.UNWRAP_MODE, wrapping);
            var keys = cipher.unwrap(material.wrapped().toArray(), "AES", Cipher.SECRET_KEY);
            return Optional.of(keys.getEncoded());
        } catch (InvalidKeyException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java unwraps keys", e);
        }
    }
}
