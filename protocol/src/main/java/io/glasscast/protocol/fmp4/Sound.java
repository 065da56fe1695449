package io.glasscast.protocol.fmp4;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.OpusPacket;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;

/// A coding of sound: how it is described, how long its frames are, and what silence looks like in it.
///
/// @param frameTicks samples of the frames that silence is made of
/// @param silence    one frame in which nothing is heard
record Sound(SampleEntry entry, InitSegment init, int frameTicks, Bytes silence) {
    /// What stands in for sound while there is none: the coding that conversions come in.
    static final Track ABSENT =
            new Track(0, Codec.AAC, AudioSpecificConfig.lc(48_000, 2).write());

    /// TOC 31 (CELT, 20 ms, one frame, mono) and a payload that decodes to nothing.
    private static final Bytes SILENT_OPUS = Bytes.hex("f8fffe");

    private static final int OPUS_FRAME = 960;

    /// @return malformed when it has no place in MP4, or its configuration cannot be read
    static Parsed<Sound> of(Track track) {
        return SampleEntry.ofSound(track).then(entry -> {
            var init = InitSegment.of(entry);
            if (track.codec() == Codec.OPUS) return Parsed.ok(new Sound(entry, init, OPUS_FRAME, SILENT_OPUS));
            return AudioSpecificConfig.parse(track.configuration())
                    .then(config -> Parsed.ok(
                            new Sound(entry, init, config.frameSamples(), SilentAac.accessUnit(config.channels()))));
        });
    }

    Timescale timescale() {
        return new Timescale(entry.timescale());
    }

    /// Samples of a frame.
    int duration(Bytes frame) {
        if (entry.codec() != Codec.OPUS) return frameTicks;
        return switch (OpusPacket.parse(frame)) {
            case Parsed.Ok<OpusPacket>(var packet) -> packet.samples();
            case Parsed.Malformed<OpusPacket> _ -> frameTicks;
        };
    }

    long frameNanos() {
        return timescale().nanos(frameTicks);
    }
}
