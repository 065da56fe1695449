package io.glasscast.protocol.mpegts;

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
    private boolean repeated;

    Verdict check(TsPacket packet) {
        int expected = last;
        // Packets without payload do not count.
        if (!packet.hasPayload()) {
            if (packet.discontinuity()) last = NONE;
            return Verdict.FOLLOWS;
        }
        last = packet.counter();
        if (expected == NONE || packet.discontinuity() || last == (expected + 1 & 0xF)) {
            repeated = false;
            return Verdict.FOLLOWS;
        }
        if (last == expected && !repeated) {
            repeated = true;
            return Verdict.REPEATED;
        }
        repeated = false;
        return Verdict.GAP;
    }
}
