package io.glasscast.protocol.stun;

import io.glasscast.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The two ways to authenticate a message with a short-term password (RFC 8489 §14.5, §14.6).
public enum StunIntegrity {
    SHA1(StunAttribute.MESSAGE_INTEGRITY, "HmacSHA1", 20),
    SHA256(StunAttribute.MESSAGE_INTEGRITY_SHA256, "HmacSHA256", 32);

    final StunAttribute attribute;
    final int length;
    private final String algorithm;
    /// One a thread, keyed anew for each message: with one that is looked up and made for each, a code takes twice as
    /// long.
    private final ThreadLocal<Mac> macs;

    StunIntegrity(StunAttribute attribute, String algorithm, int length) {
        this.attribute = attribute;
        this.algorithm = algorithm;
        this.length = length;
        this.macs = ThreadLocal.withInitial(() -> mac(algorithm));
    }

    /// The code over `wire` up to the integrity attribute at `at`, with the header's length changed to end after that
    /// attribute, whose value is `valueLength` bytes long.
    byte[] code(String password, Bytes wire, int at, int valueLength) {
        var covered = new byte[at];
        wire.copyTo(0, covered, 0, at);
        int stated = at - StunMessage.HEADER_LENGTH + StunMessage.ATTRIBUTE_HEADER_LENGTH + valueLength;
        covered[2] = (byte) (stated >>> 8);
        covered[3] = (byte) stated;
        var mac = macs.get();
        try {
            mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), algorithm));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a code takes any key", e);
        }
        return mac.doFinal(covered);
    }

    private static Mac mac(String algorithm) {
        try {
            return Mac.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /// Compares in constant time. RFC 8489 §14.6 allows a SHA-256 code to be cut down to 16 bytes.
    boolean matches(String password, Bytes wire, int at, Bytes value) {
        byte[] expected = Arrays.copyOf(code(password, wire, at, value.length()), value.length());
        return MessageDigest.isEqual(expected, value.toArray());
    }
}
