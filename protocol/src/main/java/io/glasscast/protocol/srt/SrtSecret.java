package io.glasscast.protocol.srt;

import java.nio.charset.StandardCharsets;

/// What encrypts a connection (draft-sharabayko-srt-01 §6.1.4).
///
/// @param passphrase 10 to 79 bytes of UTF-8
/// @param keyLength  bytes of the AES key that a caller makes: 16, 24 or 32. A listener takes the caller's
public record SrtSecret(String passphrase, int keyLength) {
    public static final int MIN_PASSPHRASE = 10;
    /// libsrt's limit, one less than the draft's.
    public static final int MAX_PASSPHRASE = 79;

    public static final int DEFAULT_KEY_LENGTH = 16;
    static final int MAX_KEY_LENGTH = 32;

    public SrtSecret {
        int length = passphrase.getBytes(StandardCharsets.UTF_8).length;
        if (length < MIN_PASSPHRASE || length > MAX_PASSPHRASE)
            throw new IllegalArgumentException(
                    "an SRT passphrase has " + MIN_PASSPHRASE + " to " + MAX_PASSPHRASE + " characters, not " + length);
        if (!isKeyLength(keyLength))
            throw new IllegalArgumentException("an SRT key has 16, 24 or 32 bytes, not " + keyLength);
    }

    /// With the shortest key, which is what everybody else has by default.
    public SrtSecret(String passphrase) {
        this(passphrase, DEFAULT_KEY_LENGTH);
    }

    static boolean isKeyLength(int bytes) {
        return bytes == 16 || bytes == 24 || bytes == 32;
    }

    /// Without the secret, so that it may be logged.
    @Override
    public String toString() {
        return "AES-" + 8 * keyLength;
    }
}
