package io.glasscast.protocol.srt;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a handshake packet says (draft-sharabayko-srt-01 §3.2.1).
/// ```
/// |                            version                            |
/// |       encryption field        |        extension field        |
/// |                initial packet sequence number                 |
/// |                 maximum transmission unit size                |
/// |                    maximum flow window size                   |
/// |                         handshake type                        |
/// |                         SRT socket ID                         |
/// |                           SYN cookie                          |
/// |                        peer IP address (128 bits)             |
/// |        extension type         |   extension length in words   |
/// |      extension contents ...                                   |
/// ```
///
/// @param encryption     length of the AES key in units of 8 bytes, or 0: not said
/// @param extensionField meaning depends on version and type, see the constants
/// @param type           [#INDUCTION], [#CONCLUSION], or from [#FAILURE] on why there will be no connection
/// @param peerAddress    16 bytes, of no consequence
record Handshake(
        int version,
        int encryption,
        int extensionField,
        int initialSequence,
        int mtu,
        int flowWindow,
        int type,
        int socketId,
        int cookie,
        Bytes peerAddress,
        List<HandshakeExtension> extensions) {
    static final int INDUCTION = 1;
    static final int CONCLUSION = -1;
    /// The smallest type that refuses; what is above it is a [Rejection].
    static final int FAILURE = 1000;

    /// Of a caller's induction, before it knows whom it talks to; and of those that know no other.
    static final int LEGACY_VERSION = 4;
    static final int VERSION = 5;

    /// Extension field of an induction: messages, not a stream (§4.3.1.1).
    static final int DATAGRAMS = 2;
    /// Extension field of the answer to one.
    static final int MAGIC = 0x4A17;
    /// Bits of the extension field of a conclusion (§3.2.1).
    static final int HAS_HELLO = 1;
    static final int HAS_KEY_MATERIAL = 2;
    static final int HAS_CONFIGURATION = 4;

    /// What everybody announces: an Ethernet frame's content.
    static final int MTU = 1500;

    static final int LENGTH = 48;
    /// A conclusion with every extension there is has six; more are not worth reading.
    private static final int MAX_EXTENSIONS = 16;

    boolean refuses() {
        return type >= FAILURE;
    }

    /// The answer that there will be no connection.
    Handshake refused(Rejection rejection) {
        return new Handshake(
                VERSION,
                0,
                0,
                initialSequence,
                mtu,
                flowWindow,
                FAILURE + rejection.code(),
                socketId,
                cookie,
                peerAddress,
                List.of());
    }

    <T extends HandshakeExtension> Optional<T> extension(Class<T> kind) {
        for (var extension : extensions) if (kind.isInstance(extension)) return Optional.of(kind.cast(extension));
        return Optional.empty();
    }

    static Parsed<Handshake> parse(Bytes bytes) {
        if (bytes.length() < LENGTH) return malformed("srt-handshake-short");
        int version = (int) bytes.u32(0);
        int type = (int) bytes.u32(20);
        var extensions = new ArrayList<HandshakeExtension>();
        if (version == VERSION && type == CONCLUSION) {
            for (int at = LENGTH; at + 4 <= bytes.length() && extensions.size() < MAX_EXTENSIONS; ) {
                int size = 4 * bytes.u16(at + 2);
                if (size > bytes.length() - at - 4) return malformed("srt-handshake-extension-long");
                switch (HandshakeExtension.parse(bytes.u16(at), bytes.slice(at + 4, size))) {
                    case Parsed.Ok<HandshakeExtension>(var extension) -> extensions.add(extension);
                    case Parsed.Malformed<HandshakeExtension>(var why) -> {
                        return malformed(why);
                    }
                }
                at += 4 + size;
            }
        }
        return ok(new Handshake(
                version,
                bytes.u16(4),
                bytes.u16(6),
                (int) bytes.u32(8) & Sequence.MASK,
                (int) bytes.u32(12),
                (int) bytes.u32(16),
                type,
                (int) bytes.u32(24),
                (int) bytes.u32(28),
                bytes.slice(32, 16),
                List.copyOf(extensions)));
    }

    void write(ByteWriter writer) {
        writer.u32(version)
                .u16(encryption)
                .u16(extensionField)
                .u32(initialSequence)
                .u32(mtu)
                .u32(flowWindow)
                .u32(type)
                .u32(socketId)
                .u32(cookie)
                .bytes(peerAddress);
        for (var extension : extensions) {
            var contents = extension.contents();
            writer.u16(extension.type()).u16(contents.length() / 4).bytes(contents);
        }
    }
}
