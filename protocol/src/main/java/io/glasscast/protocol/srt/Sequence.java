package io.glasscast.protocol.srt;

/// Packet sequence numbers: 31 bits, wrapping (draft-sharabayko-srt-01 §3.1). Inside, they are counted on in 64
/// bits that never wrap, called an index, so that plain `<` is right.
final class Sequence {
    static final int MASK = 0x7FFF_FFFF;

    private Sequence() {}

    /// What stands on the wire for `index`.
    static int wire(long index) {
        return (int) index & MASK;
    }

    /// The index nearest to `reference` that stands on the wire as `wire`.
    static long near(int wire, long reference) {
        return reference + ((wire - (int) reference) << 1 >> 1);
    }
}
