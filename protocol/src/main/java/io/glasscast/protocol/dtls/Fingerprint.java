package io.glasscast.protocol.dtls;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// The hash of a certificate, as SDP carries it: `sha-256 4A:AD:...` (RFC 8122 §5).
///
/// @param algorithm `sha-256`, `sha-384` or `sha-512`. SHA-1 and MD5 are refused: who can forge them needs no key
/// @param digest    the hash of the certificate's DER form; 32, 48 or 64 bytes
public record Fingerprint(String algorithm, Bytes digest) {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    public Fingerprint {
        if (digest.length() != lengthOf(algorithm))
            throw new IllegalArgumentException("not a digest of " + algorithm + ": " + digest.length() + " bytes");
    }

    /// Hashes `derCertificate` with SHA-256, which every WebRTC endpoint understands.
    public static Fingerprint of(Bytes derCertificate) {
        return new Fingerprint("sha-256", hash("SHA-256", derCertificate));
    }

    /// Reads the value of an `a=fingerprint` attribute. Case does not matter (RFC 8122 §5 asks for upper case,
    /// not everybody obeys).
    public static Parsed<Fingerprint> parse(String sdpAttributeValue) {
        var value = sdpAttributeValue.strip();
        int space = value.indexOf(' ');
        if (space < 0) return malformed("fingerprint-short");
        var algorithm = value.substring(0, space).toLowerCase(Locale.ROOT);
        var digits = value.substring(space + 1).strip();
        int length = lengthOf(algorithm);
        if (length < 0) return malformed("fingerprint-algorithm");
        if (digits.length() != 3 * length - 1) return malformed("fingerprint-length");
        try {
            return ok(new Fingerprint(algorithm, Bytes.of(COLONS.parseHex(digits))));
        } catch (IllegalArgumentException _) {
            return malformed("fingerprint-digits");
        }
    }

    /// The value of an `a=fingerprint` attribute.
    public String write() {
        return algorithm + " " + COLONS.formatHex(digest.toArray());
    }

    /// Whether this is the hash of `derCertificate`. Takes the same time wherever the first difference is.
    public boolean matches(Bytes derCertificate) {
        return MessageDigest.isEqual(
                digest.toArray(), hash(jceName(algorithm), derCertificate).toArray());
    }

    /// @return bytes, or -1 for an algorithm that is unknown or refused
    private static int lengthOf(String algorithm) {
        return switch (algorithm) {
            case "sha-256" -> 32;
            case "sha-384" -> 48;
            case "sha-512" -> 64;
            default -> -1;
        };
    }

    private static String jceName(String algorithm) {
        return algorithm.toUpperCase(Locale.ROOT);
    }

    private static Bytes hash(String jceName, Bytes certificate) {
        try {
            var digest = MessageDigest.getInstance(jceName);
            digest.update(certificate.array(), certificate.arrayOffset(), certificate.length());
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + jceName, e);
        }
    }
}
