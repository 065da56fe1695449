package io.glasscast.protocol.rtp;

/// RTP sequence number: 16 bits, wrapping (RFC 3550 §5.1). Hot paths use plain ints and the static arithmetic.
public record SequenceNumber(int value) {
    public SequenceNumber {
        if (value >>> 16 != 0) throw new IllegalArgumentException("not 16 bits: " + value);
    }

    /// Steps from `earlier` to this, the short way round: -32768..32767. Negative means reordered.
    public int since(SequenceNumber earlier) {
        return since(value, earlier.value);
    }

    public SequenceNumber next() {
        return new SequenceNumber(plus(value, 1));
    }

    /// Steps from `earlier` to `later`, the short way round: -32768..32767. Only the low 16 bits count.
    public static int since(int later, int earlier) {
        return (short) (later - earlier);
    }

    /// `steps` further on, wrapped to 16 bits.
    public static int plus(int value, int steps) {
        return (value + steps) & 0xFFFF;
    }
}
