package io.glasscast.protocol.stun;

import static io.glasscast.kernel.Parsed.malformed;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32;

/// A STUN message: a header and attributes, each padded to 32 bits (RFC 8489 §5).
/// ```
/// |0 0|  message type: class, method |        message length         |
/// |                     magic cookie 0x2112A442                      |
/// |                  transaction ID (96 bits)                        |
/// |      attribute type              |       attribute length        |
/// |      attribute value ...                          | padding      |
/// ```
/// Keeps the bytes it was read from, because the integrity codes cover those and not their meaning.
public final class StunMessage {
    /// Class of a message (RFC 8489 §5).
    public enum Kind {
        REQUEST(0b00),
        INDICATION(0b01),
        SUCCESS(0b10),
        ERROR(0b11);

        private final int bits;

        Kind(int bits) {
            this.bits = bits;
        }

        private static Kind of(int bits) {
            return switch (bits) {
                case 0b00 -> REQUEST;
                case 0b01 -> INDICATION;
                case 0b10 -> SUCCESS;
                default -> ERROR;
            };
        }
    }

    /// The only method ICE uses (RFC 8489 §3).
    public static final int BINDING = 0x001;

    static final int HEADER_LENGTH = 20;
    static final int ATTRIBUTE_HEADER_LENGTH = 4;
    static final int TRANSACTION_ID_OFFSET = 8;
    static final int TRANSACTION_ID_LENGTH = 12;
    static final int MAGIC_COOKIE = 0x2112A442;

    /// XORed into the CRC so that a protocol with a CRC-32 of its own is not taken for STUN (RFC 8489 §14.7).
    private static final long FINGERPRINT_XOR = 0x5354554EL;

    private static final int FINGERPRINT_LENGTH = 4;
    private static final int SHORTEST_SHA256 = 16;

    /// A check has about eight; more than this is somebody keeping us busy.
    private static final int MAX_ATTRIBUTES = 32;

    private record Attribute(int type, int at, Bytes value) {
        boolean is(StunAttribute attribute) {
            return type == attribute.type();
        }
    }

    private final Bytes wire;
    private final Kind kind;
    private final int method;
    private final List<Attribute> attributes;

    private StunMessage(Bytes wire, Kind kind, int method, List<Attribute> attributes) {
        this.wire = wire;
        this.kind = kind;
        this.method = method;
        this.attributes = attributes;
    }

    /// Reads a whole datagram (or one frame of RFC 4571) and checks its FINGERPRINT if it has one. The message keeps
    /// a view of `datagram`.
    public static Parsed<StunMessage> parse(Bytes datagram) {
        if (datagram.length() < HEADER_LENGTH) return malformed("stun-short");
        int type = datagram.u16(0);
        if (type >>> 14 != 0) return malformed("stun-type");
        if (datagram.u32(4) != MAGIC_COOKIE) return malformed("stun-cookie");
        int length = datagram.u16(2);
        if (length % 4 != 0 || length != datagram.length() - HEADER_LENGTH) return malformed("stun-length");
        return attributes(datagram).then(attributes -> {
            // RFC 8489 §5: the two class bits stand between the method's bits, at 4 and 8.
            Kind kind = Kind.of(((type >>> 4) & 1) | ((type >>> 7) & 2));
            int method = (type & 0x000F) | ((type >>> 1) & 0x0070) | ((type >>> 2) & 0x0F80);
            return Parsed.ok(new StunMessage(datagram, kind, method, attributes));
        });
    }

    /// The attributes that count: those after an integrity code do not, because nothing vouches for them
    /// (RFC 8489 §14.5, §14.6).
    private static Parsed<List<Attribute>> attributes(Bytes wire) {
        var attributes = new ArrayList<Attribute>();
        boolean sha1 = false;
        boolean sha256 = false;
        int count = 0;
        for (int at = HEADER_LENGTH, next; at < wire.length(); at = next) {
            int length = wire.u16(at + 2);
            next = at + ATTRIBUTE_HEADER_LENGTH + padded(length);
            if (next > wire.length()) return malformed("stun-attribute-length");
            if (++count > MAX_ATTRIBUTES) return malformed("stun-attributes");
            var attribute = new Attribute(wire.u16(at), at, wire.slice(at + ATTRIBUTE_HEADER_LENGTH, length));
            if (attribute.is(StunAttribute.FINGERPRINT)) {
                boolean last = next == wire.length();
                if (!last || !isFingerprint(attribute, wire)) return malformed("stun-fingerprint");
                attributes.add(attribute);
            } else if (attribute.is(StunAttribute.MESSAGE_INTEGRITY_SHA256) && !sha256) {
                if (length < SHORTEST_SHA256 || length > StunIntegrity.SHA256.length || length % 4 != 0)
                    return malformed("stun-integrity-length");
                sha256 = true;
                attributes.add(attribute);
            } else if (attribute.is(StunAttribute.MESSAGE_INTEGRITY) && !sha1 && !sha256) {
                if (length != StunIntegrity.SHA1.length) return malformed("stun-integrity-length");
                sha1 = true;
                attributes.add(attribute);
            } else if (!sha1 && !sha256) {
                attributes.add(attribute);
            }
        }
        return Parsed.ok(List.copyOf(attributes));
    }

    private static boolean isFingerprint(Attribute attribute, Bytes wire) {
        return attribute.value().length() == FINGERPRINT_LENGTH
                && attribute.value().u32(0) == fingerprint(wire, attribute.at());
    }

    /// CRC-32 over everything before the attribute; the header's length already counts it (RFC 8489 §14.7).
    static long fingerprint(Bytes wire, int at) {
        var crc = new CRC32();
        crc.update(wire.array(), wire.arrayOffset(), at);
        return crc.getValue() ^ FINGERPRINT_XOR;
    }

    static int padded(int length) {
        return length + 3 & ~3;
    }

    static int type(Kind kind, int method) {
        int spread = (method & 0x000F) | ((method & 0x0070) << 1) | ((method & 0x0F80) << 2);
        return spread | ((kind.bits & 1) << 4) | ((kind.bits & 2) << 7);
    }

    /// The message as it goes over the wire.
    public Bytes wire() {
        return wire;
    }

    public Kind kind() {
        return kind;
    }

    /// 12 bits; [#BINDING] in ICE.
    public int method() {
        return method;
    }

    /// 96 bits, chosen by who asks and repeated by who answers.
    public Bytes transactionId() {
        return wire.slice(TRANSACTION_ID_OFFSET, TRANSACTION_ID_LENGTH);
    }

    public boolean has(StunAttribute attribute) {
        return value(attribute).isPresent();
    }

    /// The value of the first attribute of this type; later ones do not count (RFC 8489 §14).
    public Optional<Bytes> value(StunAttribute attribute) {
        return find(attribute).map(Attribute::value);
    }

    private Optional<Attribute> find(StunAttribute wanted) {
        for (Attribute attribute : attributes) if (attribute.is(wanted)) return Optional.of(attribute);
        return Optional.empty();
    }

    /// USERNAME (RFC 8489 §14.3); in ICE the receiver's ufrag, a colon, the sender's.
    public Optional<String> username() {
        return value(StunAttribute.USERNAME).map(Bytes::utf8);
    }

    /// XOR-MAPPED-ADDRESS: where the request came from, as its receiver saw it (RFC 8489 §14.2).
    /// ```
    /// |0 0 0 0 0 0 0 0|    family     |         X-port                |
    /// |                X-address (32 or 128 bits)                     |
    /// ```
    public Optional<InetSocketAddress> xorMappedAddress() {
        return value(StunAttribute.XOR_MAPPED_ADDRESS).flatMap(this::unxor);
    }

    private Optional<InetSocketAddress> unxor(Bytes value) {
        int length = value.length() - 4;
        boolean fits = (length == 4 && value.u8(1) == 1) || (length == 16 && value.u8(1) == 2);
        if (!fits) return Optional.empty();
        int port = value.u16(2) ^ MAGIC_COOKIE >>> 16;
        byte[] address = xored(value.from(4), wire);
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /// `address` XORed with the cookie and the transaction ID, which stand side by side in the header.
    static byte[] xored(Bytes address, Bytes header) {
        byte[] result = address.toArray();
        for (int i = 0; i < result.length; i++) result[i] ^= (byte) header.u8(4 + i);
        return result;
    }

    /// ERROR-CODE, 300 to 699 (RFC 8489 §14.8).
    public OptionalInt errorCode() {
        return value(StunAttribute.ERROR_CODE)
                .filter(value -> value.length() >= 4)
                .map(value -> OptionalInt.of((value.u8(2) & 7) * 100 + value.u8(3)))
                .orElse(OptionalInt.empty());
    }

    /// The types that we must understand to process this message, and do not (RFC 8489 §6.3).
    public List<Integer> unknownRequired() {
        return attributes.stream()
                .map(Attribute::type)
                .filter(type -> type < StunAttribute.COMPREHENSION_OPTIONAL && !StunAttribute.understands(type))
                .distinct()
                .toList();
    }

    /// Which code vouches for the message: the stronger one if there are two (RFC 8489 §9.1.3), else a stranger in
    /// between could make us fall back to the weaker.
    public Optional<StunIntegrity> integrity() {
        if (has(StunAttribute.MESSAGE_INTEGRITY_SHA256)) return Optional.of(StunIntegrity.SHA256);
        if (has(StunAttribute.MESSAGE_INTEGRITY)) return Optional.of(StunIntegrity.SHA1);
        return Optional.empty();
    }

    /// Whether whoever wrote the message knew `password`; false when it carries no code.
    public boolean authentic(String password) {
        return integrity()
                .flatMap(integrity -> find(integrity.attribute)
                        .map(code -> integrity.matches(password, wire, code.at(), code.value())))
                .orElse(false);
    }

    @Override
    public String toString() {
        return kind + " " + method + " " + transactionId().hex();
    }
}
