package io.glasscast.protocol.srt;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An extension of a conclusion (draft-sharabayko-srt-01 §3.2.1.1), always whole words long.
sealed interface HandshakeExtension {
    int HELLO_REQUEST = 1;
    int HELLO_RESPONSE = 2;
    int STREAM_ID = 5;
    int CONGESTION = 6;

    /// Flags of [Hello] (§3.2.1.1.1).
    int TSBPD_SENDER = 0x01;

    int TSBPD_RECEIVER = 0x02;
    int CRYPT = 0x04;
    int TOO_LATE_DROP = 0x08;
    int PERIODIC_NAK = 0x10;
    int RETRANSMIT_FLAG = 0x20;
    int STREAM = 0x40;

    int type();

    Bytes contents();

    /// HSREQ and HSRSP: what a side is able to do, and the latencies.
    /// ```
    /// |                          SRT version                          |
    /// |                           SRT flags                           |
    /// |      receiver TSBPD delay     |       sender TSBPD delay      |
    /// ```
    ///
    /// @param version       as in libsrt: 0xMMmmpp
    /// @param receiverDelay milliseconds
    /// @param senderDelay   milliseconds
    record Hello(boolean request, int version, int flags, int receiverDelay, int senderDelay)
            implements HandshakeExtension {
        @Override
        public int type() {
            return request ? HELLO_REQUEST : HELLO_RESPONSE;
        }

        @Override
        public Bytes contents() {
            return new ByteWriter(12)
                    .u32(version)
                    .u32(flags)
                    .u16(receiverDelay)
                    .u16(senderDelay)
                    .toBytes();
        }
    }

    /// KMREQ and KMRSP: a [KeyMaterial], or as a response one word of a [KeyState].
    record Keys(boolean request, Bytes material) implements HandshakeExtension {
        @Override
        public int type() {
            return request ? PacketFormat.KEY_REQUEST : PacketFormat.KEY_RESPONSE;
        }

        @Override
        public Bytes contents() {
            return material;
        }
    }

    /// What the caller wants, in its words.
    record Stream(String text) implements HandshakeExtension {
        @Override
        public int type() {
            return STREAM_ID;
        }

        @Override
        public Bytes contents() {
            return words(text);
        }
    }

    /// The caller's congestion control: `live` or `file`.
    record Congestion(String name) implements HandshakeExtension {
        @Override
        public int type() {
            return CONGESTION;
        }

        @Override
        public Bytes contents() {
            return words(name);
        }
    }

    /// Groups, filters, and what is not yet invented: passed over.
    record Other(int type, Bytes contents) implements HandshakeExtension {}

    static Parsed<HandshakeExtension> parse(int type, Bytes contents) {
        return switch (type) {
            case HELLO_REQUEST, HELLO_RESPONSE ->
                contents.length() < 12
                        ? malformed("srt-handshake-hello-short")
                        : ok(new Hello(
                                type == HELLO_REQUEST,
                                (int) contents.u32(0),
                                (int) contents.u32(4),
                                contents.u16(8),
                                contents.u16(10)));
            case PacketFormat.KEY_REQUEST, PacketFormat.KEY_RESPONSE ->
                ok(new Keys(type == PacketFormat.KEY_REQUEST, contents));
            case STREAM_ID ->
                contents.length() > StreamId.MAX_LENGTH
                        ? malformed("srt-stream-id-long")
                        : ok(new Stream(text(contents)));
            case CONGESTION ->
                contents.length() > StreamId.MAX_LENGTH
                        ? malformed("srt-congestion-long")
                        : ok(new Congestion(text(contents)));
            default -> ok(new Other(type, contents));
        };
    }

    /// Text travels as little-endian words in packets that are otherwise big-endian (§3.2.1.3), filled up with
    /// zeros.
    private static Bytes words(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        return Bytes.of(swapped(Arrays.copyOf(utf8, (utf8.length + 3) / 4 * 4)));
    }

    private static String text(Bytes words) {
        var utf8 = swapped(words.toArray());
        int end = utf8.length;
        while (end > 0 && utf8[end - 1] == 0) end--;
        return new String(utf8, 0, end, StandardCharsets.UTF_8);
    }

    private static byte[] swapped(byte[] words) {
        var bytes = new byte[words.length];
        for (int i = 0; i < words.length; i++) bytes[i] = words[i ^ 3];
        return bytes;
    }
}
