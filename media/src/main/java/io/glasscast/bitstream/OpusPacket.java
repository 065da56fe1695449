package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// What the first bytes of an Opus packet say (RFC 6716 §3.1, §3.2).
/// ```
/// | config (5) |s|c c|   then, when c is 3: |v|p| M (6) |
/// ```
///
/// @param config       mode, bandwidth and frame size (Table 2)
/// @param channels     1 or 2, as this packet is coded; a decoder turns either into what it is asked for
/// @param frames       1 to 48
/// @param frameSamples samples of one frame at 48 kHz
public record OpusPacket(int config, int channels, int frames, int frameSamples) {
    /// A packet holds at most 120 ms (§3.2.5, R5).
    private static final int MAX_SAMPLES = 5760;

    public static Parsed<OpusPacket> parse(Bytes packet) {
        if (packet.isEmpty()) return Parsed.malformed("opus-empty");
        int toc = packet.u8(0);
        int config = toc >>> 3;
        int frames = switch (toc & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> packet.length() < 2 ? 0 : packet.u8(1) & 0x3F;
        };
        if (frames == 0) return Parsed.malformed("opus-frame-count");
        int samples = frameSamples(config);
        if (frames * samples > MAX_SAMPLES) return Parsed.malformed("opus-duration");
        return Parsed.ok(new OpusPacket(config, (toc & 4) == 0 ? 1 : 2, frames, samples));
    }

    /// Table 2: SILK has 10, 20, 40, 60 ms; Hybrid 10, 20 ms; CELT 2.5, 5, 10, 20 ms.
    private static int frameSamples(int config) {
        if (config < 12) {
            int step = config & 3;
            return step == 3 ? 2880 : 480 << step;
        }
        return config < 16 ? 480 << (config & 1) : 120 << (config & 3);
    }

    /// Samples of the whole packet at 48 kHz, which is also its length in RTP ticks.
    public int samples() {
        return frames * frameSamples;
    }

    public long durationNanos() {
        return samples() * 1_000_000L / 48;
    }
}
