package io.glasscast.protocol.mpegts;

import io.glasscast.bitstream.OpusPacket;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// Opus packets, each behind a control header (Opus in MPEG-TS §4).
/// ```
/// | prefix 0x3FF (11) |T|E|X|..| au_size: bytes added up, the last below 255 | [trim (16)] [trim (16)] [ext …] |
///     T, E: samples to leave out at the start, at the end follow; X: an extension follows
/// ```
final class OpusUnits implements Units {
    private static final int RATE = 48_000;
    private static final int PREFIX = 0x3FF;
    private static final int TRIM = 2;
    /// An Opus packet of 120 ms at the highest rate has 48 frames of 1275 bytes (RFC 6716 §3.4).
    private static final int MAX_PACKET = 48 * 1275 + 64;

    private final Bytes configuration;
    private final SoundClock clock = new SoundClock();

    OpusUnits(int channels) {
        configuration = channels == 2 ? Bytes.EMPTY : head(channels);
    }

    /// OpusHead (RFC 7845 §5.1), numbers least significant byte first: version 1, nothing to skip, 48 kHz.
    private static Bytes head(int channels) {
        return new ByteWriter(19)
                .utf8("OpusHead")
                .u8(1)
                .u8(channels)
                .u16(0)
                .u32(Integer.reverseBytes(RATE) & 0xFFFF_FFFFL)
                .u16(0)
                .u8(0)
                .toBytes();
    }

    @Override
    public void pes(Times times, Bytes payload, Sink sink) {
        clock.set(times);
        if (!clock.known()) return;
        int at = 0;
        while (at < payload.length()) {
            if (payload.length() - at < 3 || payload.u16(at) >>> 5 != PREFIX) {
                sink.discarded("opus-control-header");
                return;
            }
            int flags = payload.u8(at + 1);
            at += 2;
            int size = 0;
            int more;
            do {
                if (at == payload.length()) {
                    sink.discarded("opus-control-header");
                    return;
                }
                more = payload.u8(at++);
                size += more;
            } while (more == 255);
            if ((flags & 0x10) != 0) at += TRIM;
            if ((flags & 0x08) != 0) at += TRIM;
            if ((flags & 0x04) != 0) at += at < payload.length() ? 1 + payload.u8(at) : 1;
            if (size > MAX_PACKET || size > payload.length() - at) {
                sink.discarded("opus-truncated");
                return;
            }
            packet(payload.slice(at, size), sink);
            at += size;
        }
    }

    private void packet(Bytes packet, Sink sink) {
        switch (OpusPacket.parse(packet)) {
            case Parsed.Ok<OpusPacket>(var opus) -> {
                long time = clock.next(opus.samples(), RATE);
                sink.configured(configuration);
                sink.unit(time, time, true, Bytes.of(packet.toArray()));
            }
            case Parsed.Malformed<OpusPacket>(var why) -> sink.discarded(why);
        }
    }

    /// A packet behind its control header.
    static Bytes wrap(Bytes packet) {
        var writer = new ByteWriter(packet.length() + packet.length() / 255 + 3).u16(PREFIX << 5);
        int size = packet.length();
        for (; size >= 255; size -= 255) writer.u8(255);
        return writer.u8(size).bytes(packet).toBytes();
    }

    @Override
    public void gap() {
        clock.forget();
    }
}
