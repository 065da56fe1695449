package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The digest that Flash hid in the random bytes of its handshake. No specification has it; every implementation
/// agrees. It proves nothing, but some clients talk H.264 only to a server that answers with one.
///
/// Where the 32 bytes are depends on four bytes of the packet; there are two schemes:
/// ```
/// scheme 0: | time | version | offset (4) at 8   | … 728 places from 12 …            |
/// scheme 1: | time | version | … 764 bytes …     | offset (4) at 772 | … from 776 … |
/// ```
final class Digest {
    static final int LENGTH = 32;

    private static final byte[] TAIL =
            HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");
    private static final byte[] PLAYER_NAME = ascii("Genuine Adobe Flash Player 001");
    private static final byte[] SERVER_NAME = ascii("Genuine Adobe Flash Media Server 001");
    private static final byte[] PLAYER = joined(PLAYER_NAME, TAIL);
    private static final byte[] SERVER = joined(SERVER_NAME, TAIL);

    private static final int[] OFFSETS_AT = {8, 772};
    private static final int PLACES = 728;

    private Digest() {}

    /// Which scheme a client's first packet follows; empty when neither digest is right.
    static OptionalInt scheme(Bytes c1) {
        for (int scheme = 0; scheme < OFFSETS_AT.length; scheme++)
            if (fits(c1.toArray(), scheme, PLAYER_NAME)) return OptionalInt.of(scheme);
        return OptionalInt.empty();
    }

    /// Puts the server's digest into its first packet.
    static void signServer(byte[] s1, int scheme) {
        sign(s1, scheme, SERVER_NAME);
    }

    /// Puts the client's digest into its first packet.
    static void signClient(byte[] c1, int scheme) {
        sign(c1, scheme, PLAYER_NAME);
    }

    /// Whether a server's first packet has a digest that is right.
    static OptionalInt serverScheme(Bytes s1) {
        for (int scheme = 0; scheme < OFFSETS_AT.length; scheme++)
            if (fits(s1.toArray(), scheme, SERVER_NAME)) return OptionalInt.of(scheme);
        return OptionalInt.empty();
    }

    /// Signs the server's second packet, whose last 32 bytes answer the digest of the client's first.
    static void answerAsServer(byte[] s2, Bytes c1, int scheme) {
        answer(s2, c1.toArray(), scheme, SERVER);
    }

    /// Signs the client's second packet, which answers the server's first.
    static void answerAsClient(byte[] c2, Bytes s1, int scheme) {
        answer(c2, s1.toArray(), scheme, PLAYER);
    }

    private static void answer(byte[] second, byte[] first, int scheme, byte[] secret) {
        int at = place(first, scheme);
        var key = hmac(secret, first, at, LENGTH);
        int signed = second.length - LENGTH;
        System.arraycopy(hmac(key, second, 0, signed), 0, second, signed, LENGTH);
    }

    private static void sign(byte[] packet, int scheme, byte[] secret) {
        int at = place(packet, scheme);
        System.arraycopy(around(packet, at, secret), 0, packet, at, LENGTH);
    }

    private static boolean fits(byte[] packet, int scheme, byte[] secret) {
        int at = place(packet, scheme);
        return Arrays.equals(around(packet, at, secret), Arrays.copyOfRange(packet, at, at + LENGTH));
    }

    private static int place(byte[] packet, int scheme) {
        int offsets = OFFSETS_AT[scheme];
        int sum = 0;
        for (int i = 0; i < 4; i++) sum += packet[offsets + i] & 0xFF;
        return sum % PLACES + offsets + 4;
    }

    /// The digest of a packet without the place for it.
    private static byte[] around(byte[] packet, int at, byte[] secret) {
        var rest = new byte[packet.length - LENGTH];
        System.arraycopy(packet, 0, rest, 0, at);
        System.arraycopy(packet, at + LENGTH, rest, at, packet.length - at - LENGTH);
        return hmac(secret, rest, 0, rest.length);
    }

    private static byte[] hmac(byte[] secret, byte[] data, int offset, int length) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(data, offset, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
