package io.glasscast.gates;

import io.glasscast.kernel.Bytes;

/// A transport stream whose clock stands elsewhere: every PCR, PTS and DTS is so many ticks later, and wraps at 2^33.
final class MovedClock {
    private static final int PACKET = 188;
    private static final long MASK = (1L << 33) - 1;

    private final long ticks;

    MovedClock(long ticks) {
        this.ticks = ticks;
    }

    Bytes move(Bytes packets) {
        var bytes = packets.toArray();
        for (int at = 0; at < bytes.length; at += PACKET) {
            boolean start = (bytes[at + 1] & 0x40) != 0;
            boolean adapted = (bytes[at + 3] & 0x20) != 0;
            int adaptation = adapted ? 1 + (bytes[at + 4] & 0xFF) : 0;
            if (adaptation > 1 && (bytes[at + 5] & 0x10) != 0) reference(bytes, at + 6);
            int payload = at + 4 + adaptation;
            if (start && payload + 9 < at + PACKET && bytes[payload] == 0 && bytes[payload + 2] == 1) {
                int said = (bytes[payload + 7] & 0xFF) >>> 6;
                if (said >= 2) timestamp(bytes, payload + 9);
                if (said == 3) timestamp(bytes, payload + 14);
            }
        }
        return Bytes.of(bytes);
    }

    /// ISO/IEC 13818-1 §2.4.3.5: 33 bits, six reserved, and nine of 27 MHz.
    private void reference(byte[] bytes, int at) {
        long base = 0;
        for (int i = 0; i < 4; i++) base = base << 8 | bytes[at + i] & 0xFF;
        long moved = (base << 1 | (bytes[at + 4] & 0xFF) >>> 7) + ticks & MASK;
        for (int i = 0; i < 4; i++) bytes[at + i] = (byte) (moved >>> 25 - 8 * i);
        bytes[at + 4] = (byte) (moved << 7 & 0x80 | bytes[at + 4] & 0x7F);
    }

    /// §2.4.3.7: 3, 15 and 15 bits, each with a marker bit behind it.
    private void timestamp(byte[] bytes, int at) {
        long told = (bytes[at] & 0x0EL) << 29
                | (bytes[at + 1] & 0xFFL) << 22
                | (bytes[at + 2] & 0xFEL) << 14
                | (bytes[at + 3] & 0xFFL) << 7
                | (bytes[at + 4] & 0xFE) >>> 1;
        long moved = told + ticks & MASK;
        bytes[at] = (byte) (bytes[at] & 0xF1 | moved >>> 29 & 0x0E);
        bytes[at + 1] = (byte) (moved >>> 22);
        bytes[at + 2] = (byte) (moved >>> 14 | 1);
        bytes[at + 3] = (byte) (moved >>> 7);
        bytes[at + 4] = (byte) (moved << 1 | 1);
    }
}
