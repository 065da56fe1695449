package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// The key encryption key that both sides make from the passphrase, and what is wrapped in it
/// (draft-sharabayko-srt-01 §6.1.4, RFC 3394). Comes of a [KeyDerivation].
public final class KeyWrap {
    private final KeyDerivation origin;
    private final Bytes key;
    private final SecretKeySpec wrapping;

    KeyWrap(KeyDerivation origin, Bytes key) {
        this.origin = origin;
        this.key = key;
        this.wrapping = new SecretKeySpec(key.toArray(), "AES");
    }

    /// The work that it came of.
    KeyDerivation origin() {
        return origin;
    }

    /// The same with keys of another length: a shorter key is the beginning of a longer one (RFC 8018 §5.2).
    KeyWrap shortened(int keyLength) {
        var shorter = new KeyDerivation(origin.secret(), origin.salt(), keyLength);
        return new KeyWrap(shorter, key.slice(0, keyLength));
    }

    Bytes salt() {
        return origin.salt();
    }

    int keyLength() {
        return origin.keyLength();
    }

    /// @param keys one key, or the even one and the odd one behind it
    KeyMaterial wrap(SrtPacket.Key which, byte[] keys) {
        try {
            var cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.WRAP_MODE, wrapping);
            var wrapped = Bytes.of(cipher.wrap(new SecretKeySpec(keys, "AES")));
            return new KeyMaterial(which, keyLength(), salt(), wrapped);
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
