package io.glasscast.protocol.stun;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.net.InetSocketAddress;
import java.util.List;

/// Writes one STUN message, attribute by attribute (RFC 8489 §5, §14).
///
/// Integrity comes last but one and the fingerprint last, as the RFC wants it.
public final class StunWriter {
    private final ByteWriter writer = new ByteWriter(128);
    private final int padding;

    private StunWriter(StunMessage.Kind kind, Bytes transactionId, int padding) {
        this.padding = padding;
        writer.u16(StunMessage.type(kind, StunMessage.BINDING))
                .u16(0)
                .u32(StunMessage.MAGIC_COOKIE)
                .bytes(transactionId);
    }

    /// A Binding request.
    ///
    /// @param transactionId 12 unguessable bytes
    public static StunWriter request(Bytes transactionId) {
        return new StunWriter(StunMessage.Kind.REQUEST, transactionId, 0);
    }

    /// A Binding indication, which nobody answers (RFC 8445 §11).
    public static StunWriter indication(Bytes transactionId) {
        return new StunWriter(StunMessage.Kind.INDICATION, transactionId, 0);
    }

    /// The success response to `request`.
    public static StunWriter success(StunMessage request) {
        return new StunWriter(StunMessage.Kind.SUCCESS, request.transactionId(), 0);
    }

    /// The error response to `request`, without a reason phrase: nobody reads it and it would make the answer longer.
    ///
    /// @param code 300 to 699
    public static StunWriter error(StunMessage request, int code) {
        return new StunWriter(StunMessage.Kind.ERROR, request.transactionId(), 0)
                .attribute(
                        StunAttribute.ERROR_CODE,
                        new ByteWriter(4).u16(0).u8(code / 100).u8(code % 100).toBytes());
    }

    /// Pads with something other than zero, as the vectors of RFC 5769 do.
    static StunWriter paddedWith(int padding, StunMessage.Kind kind, Bytes transactionId) {
        return new StunWriter(kind, transactionId, padding);
    }

    public StunWriter attribute(StunAttribute attribute, Bytes value) {
        return attribute(attribute.type(), value);
    }

    /// An attribute we have no name for.
    StunWriter attribute(int type, Bytes value) {
        writer.u16(type).u16(value.length()).bytes(value);
        while (writer.length() % 4 != 0) writer.u8(padding);
        writer.setU16(2, writer.length() - StunMessage.HEADER_LENGTH);
        return this;
    }

    public StunWriter username(String username) {
        return attribute(StunAttribute.USERNAME, Bytes.utf8(username));
    }

    /// PRIORITY of the peer-reflexive candidate that the check may bring to light (RFC 8445 §7.1.1).
    public StunWriter priority(long priority) {
        return attribute(StunAttribute.PRIORITY, new ByteWriter(4).u32(priority).toBytes());
    }

    public StunWriter useCandidate() {
        return attribute(StunAttribute.USE_CANDIDATE, Bytes.EMPTY);
    }

    public StunWriter iceControlling(long tieBreaker) {
        return attribute(
                StunAttribute.ICE_CONTROLLING, new ByteWriter(8).u64(tieBreaker).toBytes());
    }

    public StunWriter iceControlled(long tieBreaker) {
        return attribute(
                StunAttribute.ICE_CONTROLLED, new ByteWriter(8).u64(tieBreaker).toBytes());
    }

    /// Where the request came from (RFC 8489 §14.2).
    public StunWriter xorMappedAddress(InetSocketAddress address) {
        Bytes ip = Bytes.of(address.getAddress().getAddress());
        var value = new ByteWriter(20)
                .u8(0)
                .u8(ip.length() == 4 ? 1 : 2)
                .u16(address.getPort() ^ StunMessage.MAGIC_COOKIE >>> 16)
                .bytes(StunMessage.xored(ip, writer.toBytes()));
        return attribute(StunAttribute.XOR_MAPPED_ADDRESS, value.toBytes());
    }

    /// The attribute types of the request that we do not know (RFC 8489 §14.13).
    public StunWriter unknownAttributes(List<Integer> types) {
        var value = new ByteWriter(2 * types.size());
        for (int type : types) value.u16(type);
        return attribute(StunAttribute.UNKNOWN_ATTRIBUTES, value.toBytes());
    }

    /// Vouches for everything written so far.
    public StunWriter integrity(StunIntegrity integrity, String password) {
        return attribute(
                integrity.attribute,
                Bytes.of(integrity.code(password, writer.toBytes(), writer.length(), integrity.length)));
    }

    /// Ends the message with a FINGERPRINT.
    public StunMessage fingerprint() {
        int at = writer.length();
        // The CRC covers a length that counts the attribute it stands in, so the attribute is written twice.
        attribute(StunAttribute.FINGERPRINT, Bytes.of(new byte[4]));
        writer.setU32(at + StunMessage.ATTRIBUTE_HEADER_LENGTH, StunMessage.fingerprint(writer.toBytes(), at));
        return message();
    }

    /// The message as it stands, without a FINGERPRINT.
    public StunMessage message() {
        return StunMessage.parse(bytes()).orThrow();
    }

    /// What was written, which need not be a message that anybody takes.
    Bytes bytes() {
        return writer.toBytes();
    }
}
