package io.glasscast.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.glasscast.kernel.Chance;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals what somebody who gets hold of the database must not read: AES-256 in Galois/counter mode (NIST SP
/// 800-38D).
///
/// Nonces are random: after four thousand million texts under one key, two of them might meet.
public final class StoreKey {
    private static final Pattern KEY = Pattern.compile("[0-9A-Fa-f]{64}");
    /// Told apart from JSON, which is what was written before there was a key.
    private static final String MARK = "sealed:";

    private static final int NONCE_BYTES = 12, TAG_BITS = 128;

    private final SecretKeySpec key;

    private StoreKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /// @param text 64 hexadecimal digits
    public static Optional<StoreKey> of(String text) {
        return KEY.matcher(text).matches()
                ? Optional.of(new StoreKey(HexFormat.of().parseHex(text)))
                : Optional.empty();
    }

    static boolean isSealed(String text) {
        return text.startsWith(MARK);
    }

    /// @param place where it is kept: elsewhere it cannot be opened
    String seal(String text, String place, Chance chance) {
        try {
            var nonce = chance.bytes(NONCE_BYTES);
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(text.getBytes(UTF_8));
            var all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
            return MARK + Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in Galois/counter mode", e);
        }
    }

    /// @return empty when it was sealed with another key, or for another place, or is damaged
    Optional<String> open(String sealed, String place) {
        try {
            var all = Base64.getDecoder().decode(sealed.substring(MARK.length()));
            if (all.length < NONCE_BYTES) return Optional.empty();
            var nonce = Arrays.copyOf(all, NONCE_BYTES);
            var text = cipher(Cipher.DECRYPT_MODE, nonce, place).doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return Optional.of(new String(text, UTF_8));
        } catch (AEADBadTagException | IllegalArgumentException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in Galois/counter mode", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(UTF_8));
        return cipher;
    }

    @Override
    public String toString() {
        return "(store key)";
    }
}
