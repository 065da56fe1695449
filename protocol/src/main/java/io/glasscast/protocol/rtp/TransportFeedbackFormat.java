package io.glasscast.protocol.rtp;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.protocol.rtp.Rtcp.typed;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.rtp.RtcpPacket.Arrival;
import io.glasscast.protocol.rtp.RtcpPacket.TransportFeedback;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The layout of transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
/// ```
/// |                  SSRC of packet sender · of media source      |
/// |      base sequence number     |      packet status count      |
/// |                 reference time                | fb pkt. count |
/// |          packet chunk         |         packet chunk …        |
/// |  recv delta   |  recv delta …
/// ```
/// A chunk is a run `|0|S S|run length, 13 bits|` of one symbol, or a vector `|1|0|14 symbols of one bit|`
/// or `|1|1|7 symbols of two bits|`. Symbols: 0 not received, 1 small delta (8 bits, unsigned), 2 large or negative
/// delta (16 bits, signed). In a one-bit vector a set bit is a small delta.
final class TransportFeedbackFormat {
    private static final int FORMAT = 15;
    private static final int CHUNKS = 16;
    /// One run's worth. Each two bytes of chunk can claim this many, so a small datagram could ask for 65 535 objects.
    private static final int MOST_PACKETS = 0x1FFF;

    private static final int LOST = 0;
    private static final int SMALL = 1;
    private static final int LARGE = 2;

    private TransportFeedbackFormat() {}

    static Parsed<RtcpPacket> parse(Bytes body) {
        if (body.length() < CHUNKS) return malformed("rtcp-twcc-short");
        int count = body.u16(10);
        if (count > MOST_PACKETS) return malformed("rtcp-twcc-long");
        var symbols = new byte[count];
        int at = CHUNKS;
        for (int known = 0; known < count; at += 2) {
            if (at + 2 > body.length()) return malformed("rtcp-twcc-chunks");
            known = readChunk(body.u16(at), symbols, known);
        }
        var packets = new ArrayList<Arrival>(count);
        for (byte symbol : symbols) {
            int size = symbol == SMALL ? 1 : symbol == LARGE ? 2 : 0;
            if (at + size > body.length()) return malformed("rtcp-twcc-deltas");
            switch (symbol) {
                case LOST -> packets.add(Arrival.LOST);
                case SMALL -> packets.add(new Arrival.Received(body.u8(at)));
                case LARGE -> packets.add(new Arrival.Received((short) body.u16(at)));
                default -> {
                    return malformed("rtcp-twcc-symbol"); // 3 is reserved
                }
            }
            at += size;
        }
        return Parsed.ok(new TransportFeedback(
                body.u32(0), body.u32(4), body.u16(8), body.u24(12) << 8 >> 8, body.u8(15), packets));
    }

    /// @return how many symbols are known now; what a last chunk holds beyond the count is dropped
    private static int readChunk(int chunk, byte[] symbols, int known) {
        if (chunk >>> 15 == 0) {
            int end = Math.min(symbols.length, known + (chunk & 0x1FFF));
            Arrays.fill(symbols, known, end, (byte) ((chunk >>> 13) & 3));
            return end;
        }
        int bits = (chunk & 0x4000) == 0 ? 1 : 2;
        for (int shift = 14 - bits; shift >= 0 && known < symbols.length; shift -= bits)
            symbols[known++] = (byte) ((chunk >>> shift) & ((1 << bits) - 1));
        return known;
    }

    static int write(TransportFeedback feedback, ByteWriter out) {
        List<Arrival> packets = feedback.packets();
        int count = packets.size();
        if (count > MOST_PACKETS) throw new IllegalArgumentException(count + " packets in one feedback");
        out.u32(feedback.sender()).u32(feedback.media());
        out.u16(feedback.baseSequence()).u16(count);
        out.u24(feedback.referenceTime()).u8(feedback.feedbackCount());
        var symbols = new byte[count];
        for (int i = 0; i < count; i++) symbols[i] = (byte) symbol(packets.get(i));
        for (int done = 0; done < count; ) done = writeChunk(symbols, done, out);
        for (var packet : packets)
            switch (packet) {
                case Arrival.Received(int ticks) when ticks >>> 8 == 0 -> out.u8(ticks);
                case Arrival.Received(int ticks) -> out.u16(ticks);
                case Arrival.Lost _ -> {}
            }
        return typed(Rtcp.TRANSPORT_FEEDBACK, FORMAT);
    }

    private static int symbol(Arrival packet) {
        return switch (packet) {
            case Arrival.Lost _ -> LOST;
            case Arrival.Received(int ticks) -> ticks >>> 8 == 0 ? SMALL : LARGE;
        };
    }

    /// Writes the chunk that covers the most symbols from `from` on.
    private static int writeChunk(byte[] symbols, int from, ByteWriter out) {
        int run = from;
        while (run < symbols.length && symbols[run] == symbols[from]) run++;
        int oneBit = from;
        while (oneBit < symbols.length && oneBit < from + 14 && symbols[oneBit] != LARGE) oneBit++;
        int twoBits = Math.min(symbols.length, from + 7);
        if (run >= Math.max(oneBit, twoBits)) {
            out.u16(symbols[from] << 13 | (run - from));
            return run;
        }
        // A one-bit vector that a large delta cuts short would claim its rest as lost.
        if (oneBit == from + 14 || oneBit == symbols.length) return writeVector(symbols, from, oneBit, 1, out);
        return writeVector(symbols, from, twoBits, 2, out);
    }

    private static int writeVector(byte[] symbols, int from, int to, int bits, ByteWriter out) {
        int chunk = bits == 1 ? 0x8000 : 0xC000;
        for (int i = from, shift = 14 - bits; i < to; i++, shift -= bits) chunk |= symbols[i] << shift;
        out.u16(chunk);
        return to;
    }
}
