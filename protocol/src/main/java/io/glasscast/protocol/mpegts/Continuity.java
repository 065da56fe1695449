package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;

/// Whether the packets of one PID follow each other (ISO/IEC 13818-1 §2.4.3.3, continuity_counter).
final class Continuity {
    enum Verdict {
        FOLLOWS,
        /// A packet may be sent twice in a row; the second says nothing new.
        REPEATED,
        /// Packets between this and the one before are missing.
        GAP
    }

    private static final int NONE = -1;

    private int last = NONE;
    private final byte[] lastPayload = new byte[TsPacket.LENGTH];
    private int lastLength;

    Verdict check(TsPacket packet) {
        int expected = last;
        // Packets without payload do not count.
        if (!packet.hasPayload()) {
            if (packet.discontinuity()) last = NONE;
            return Verdict.FOLLOWS;
        }
        last = packet.counter();
        // Only the same bytes are a repetition: the counter alone also comes back when fifteen packets are missing.
        var payload = packet.payload();
        boolean same = last == expected && payload.equals(Bytes.of(lastPayload, 0, lastLength));
        lastLength = payload.length();
        payload.copyTo(lastPayload, 0);
        if (same) return Verdict.REPEATED;
        boolean follows = expected == NONE || packet.discontinuity() || last == (expected + 1 & 0xF);
        return follows ? Verdict.FOLLOWS : Verdict.GAP;
    }
}
