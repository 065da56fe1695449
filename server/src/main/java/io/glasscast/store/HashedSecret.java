package io.glasscast.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.glasscast.kernel.Chance;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What is kept of a secret: SHA-256 over a salt and the secret.
///
/// No slow function (PBKDF2, Argon2) is needed: every secret here was generated, with 160 random bits or more, so
/// nobody can try them all however fast the hash is; and a slow one would let strangers burn our processors with
/// wrong keys. Passwords that people choose must never be kept like this.
record HashedSecret(String salt, String hash) {
    private static final int SALT_BYTES = 16;

    /// Takes as long to refuse as a real one: stands in for whoever does not exist.
    static final HashedSecret NOBODY = new HashedSecret("00".repeat(SALT_BYTES), "00".repeat(32));

    static HashedSecret of(String secret, Chance chance) {
        var salt = HexFormat.of().formatHex(chance.bytes(SALT_BYTES));
        return new HashedSecret(salt, digest(salt, secret));
    }

    boolean matches(String secret) {
        return MessageDigest.isEqual(digest(salt, secret).getBytes(UTF_8), hash.getBytes(UTF_8));
    }

    private static String digest(String salt, String secret) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(HexFormat.of().parseHex(salt));
            return HexFormat.of().formatHex(sha256.digest(secret.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
