package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;

/// The start of a sound unit whose rest is in the next PES packet.
final class Carry {
    /// The longest unit: an ADTS or LOAS frame has a length of 13 bits.
    private static final int MAX = (1 << 13) + 3;

    private Bytes kept = Bytes.EMPTY;

    int length() {
        return kept.length();
    }

    /// What is kept and `payload` behind it; what is kept is forgotten.
    Bytes with(Bytes payload) {
        if (kept.isEmpty()) return payload;
        var joined = new byte[kept.length() + payload.length()];
        kept.copyTo(joined, 0);
        payload.copyTo(joined, kept.length());
        kept = Bytes.EMPTY;
        return Bytes.of(joined);
    }

    /// Keeps a copy of `rest`, which is forgotten when no unit is so long.
    void keep(Bytes rest) {
        kept = rest.isEmpty() || rest.length() > MAX ? Bytes.EMPTY : Bytes.of(rest.toArray());
    }
}
