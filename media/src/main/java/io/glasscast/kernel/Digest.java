package io.glasscast.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What secrets are known by where they themselves must not be kept. Only for secrets that were generated, with
/// 128 random bits or more: nobody can try them all, so neither salt nor slowness is needed.
public final class Digest {
    private Digest() {}

    /// SHA-256 (FIPS 180-4), in hexadecimal digits.
    public static String sha256(String secret) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(secret.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
