package io.glasscast.protocol.srtp;

/// Where an RTP packet's payload begins: what lies before it is authenticated but stays readable (RFC 3711 §3.1).
/// ```
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// |                           timestamp                           |
/// |                             SSRC                              |
/// |                        CSRC, CC times                         |
/// |      extension profile        |   extension length in words   |
/// ```
final class RtpLayout {
    static final int FIXED_LENGTH = 12;

    /// What [#headerLength] answers when the header is not whole or not version 2.
    static final int BROKEN = -1;

    private RtpLayout() {}

    /// Bytes before the payload of the packet of `length` bytes at `offset` (RFC 3550 §5.1 and §5.3.1).
    static int headerLength(byte[] packet, int offset, int length) {
        if (length < FIXED_LENGTH) return BROKEN;
        int first = packet[offset];
        if ((first & 0xC0) != 0x80) return BROKEN;
        int header = FIXED_LENGTH + 4 * (first & 0x0F);
        if ((first & 0x10) != 0) {
            if (length < header + 4) return BROKEN;
            header += 4 + 4 * BigEndian.shortAt(packet, offset + header + 2);
        }
        return header > length ? BROKEN : header;
    }

    static int sequence(byte[] packet, int offset) {
        return BigEndian.shortAt(packet, offset + 2);
    }

    static int ssrc(byte[] packet, int offset) {
        return BigEndian.intAt(packet, offset + 8);
    }
}
