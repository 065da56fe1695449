package io.glasscast.protocol.srtp;

/// The 48 bits that number a packet of one source: a roll-over counter, and the 16 bits that a packet carries.
final class PacketIndex {
    /// Of a source of which no packet is known.
    static final long NONE = -1;

    /// 2^48 packets are what one key is good for (RFC 3711 §9.2).
    static final long LAST = (1L << 48) - 1;

    private PacketIndex() {}

    /// The index nearest to the highest one that ends in `sequence` (RFC 3711 §3.3.1). The first packet of a source
    /// has roll-over counter 0, and so has everything that would otherwise lie before the beginning: libsrtp takes
    /// it for a jump ahead, so do we.
    static long estimate(long highest, int sequence) {
        if (highest < 0) return sequence;
        long index = highest + (short) (sequence - (int) highest);
        return index < 0 ? sequence : index;
    }
}
