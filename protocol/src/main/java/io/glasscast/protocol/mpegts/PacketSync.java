package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;
import java.util.function.Consumer;

/// Cuts bytes that come in any portions into packets of 188, and finds the packets again when bytes are missing.
final class PacketSync {
    /// Sync bytes that must stand a packet apart before the place between them is believed: a 0x47 inside a payload
    /// has another one there by chance once in 256.
    private static final int WITNESSES = 3;

    private static final int UNKNOWN = -1;

    /// What is kept between portions: while searching, as much as the witnesses need.
    private final byte[] kept = new byte[WITNESSES * TsPacket.LENGTH];

    private int keptLength;
    private boolean locked = true;

    /// Hands every whole packet to `packets`; it is lent. Runs `lost` once for each time the rhythm breaks.
    void feed(Bytes portion, Consumer<Bytes> packets, Runnable lost) {
        var bytes = portion;
        if (keptLength > 0) {
            var joined = new byte[keptLength + portion.length()];
            System.arraycopy(kept, 0, joined, 0, keptLength);
            portion.copyTo(joined, keptLength);
            bytes = Bytes.of(joined);
        }
        int at = 0;
        while (bytes.length() - at >= TsPacket.LENGTH) {
            if (locked) {
                if (bytes.u8(at) == TsPacket.SYNC) {
                    packets.accept(bytes.slice(at, TsPacket.LENGTH));
                    at += TsPacket.LENGTH;
                } else {
                    locked = false;
                    lost.run();
                }
            } else {
                int witnesses = witnesses(bytes, at);
                if (witnesses == UNKNOWN) break;
                if (witnesses == WITNESSES) locked = true;
                else at++;
            }
        }
        keptLength = bytes.length() - at;
        bytes.copyTo(at, kept, 0, keptLength);
    }

    /// Forgets half a packet, as at the start of a new connection.
    void reset() {
        keptLength = 0;
        locked = true;
    }

    /// How many sync bytes stand in a row of packets from `at` on, up to [#WITNESSES], or [#UNKNOWN] when the bytes
    /// end before one fails.
    private static int witnesses(Bytes bytes, int at) {
        for (int n = 0; n < WITNESSES; n++) {
            int next = at + n * TsPacket.LENGTH;
            if (next >= bytes.length()) return UNKNOWN;
            if (bytes.u8(next) != TsPacket.SYNC) return n;
        }
        return WITNESSES;
    }
}
