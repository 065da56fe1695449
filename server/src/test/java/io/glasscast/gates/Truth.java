package io.glasscast.gates;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.bitstream.Samples;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.Optional;

/// Frames that nobody can decode, but that say in themselves when they were seen or heard.
final class Truth {
    static final Track VIDEO = new Track(0, Codec.H264);
    static final Track AAC =
            new Track(1, Codec.AAC, AudioSpecificConfig.lc(48_000, 1).write());
    static final Track OPUS = new Track(1, Codec.OPUS);
    static final long AAC_NANOS = 1_024_000_000_000L / 48_000;
    static final long OPUS_NANOS = 20_000_000;

    /// Of a real encoder: some doors read them.
    private static final List<Bytes> PARAMETERS =
            NalUnits.split(Samples.H264.frames().getFirst()).orThrow().subList(0, 2);

    private static final int UNIT_NANOS = 100_000;

    private Truth() {}

    static Bytes picture(boolean keyframe, long nanos) {
        var unit = new ByteWriter();
        if (keyframe) unit.bytes(NalUnits.join(PARAMETERS));
        unit.u32(6).u8(keyframe ? 0x65 : 0x41);
        return number(unit, nanos).u8(0x80).toBytes();
    }

    /// A packet of 20 ms, or something that may be an access unit of AAC.
    static Bytes sound(Codec codec, long nanos) {
        return number(new ByteWriter().u8(codec == Codec.OPUS ? 0x78 : 0x21), nanos)
                .u8(0x80)
                .toBytes();
    }

    /// When what the payload holds was seen or heard; -1 of silence.
    static long of(Frame frame) {
        var payload = frame.payload();
        int end = payload.length() - 1;
        if (end < 4 || payload.u8(end) != 0x80) return -1;
        long value = 0;
        for (int at = end - 4; at < end; at++) {
            if (payload.u8(at) < 0x80) return -1;
            value = value << 7 | payload.u8(at) & 0x7F;
        }
        return value * UNIT_NANOS;
    }

    /// Four bytes of seven bits, none of which is zero.
    private static ByteWriter number(ByteWriter writer, long nanos) {
        for (int shift = 21; shift >= 0; shift -= 7) writer.u8(0x80 | nanos / UNIT_NANOS >>> shift);
        return writer;
    }

    /// Cuts sound into frames of another length, at once; what was heard at a time is so still.
    static final Transcoder TRANSCODER = new Transcoder() {
        @Override
        public boolean available(Codec source, Codec target) {
            return source.kind() == Codec.Kind.AUDIO && target.kind() == Codec.Kind.AUDIO;
        }

        @Override
        public Optional<Job> start(String streamId, Track source, Codec target, Result result) {
            return available(source.codec(), target)
                    ? Optional.of(new Recut(source.codec(), target, result))
                    : Optional.empty();
        }
    };

    private static final class Recut implements Transcoder.Job {
        private final long sourceNanos;
        private final Codec target;
        private final long targetNanos;
        private final Transcoder.Result result;
        private boolean begun;
        private long next;

        Recut(Codec source, Codec target, Transcoder.Result result) {
            this.sourceNanos = source == Codec.AAC ? AAC_NANOS : OPUS_NANOS;
            this.target = target;
            this.targetNanos = target == Codec.AAC ? AAC_NANOS : OPUS_NANOS;
            this.result = result;
        }

        @Override
        public void frame(Frame frame) {
            long now = frame.ptsNanos();
            if (!begun) result.track(target == Codec.AAC ? AAC : OPUS, now);
            if (!begun || Math.abs(next - now) > 100_000_000) next = now;
            begun = true;
            long truth = of(frame);
            for (; next < now + sourceNanos; next += targetNanos)
                result.frame(new Frame(0, next, true, sound(target, Math.max(0, truth + next - now))), now);
        }

        @Override
        public void requestKeyframe() {}

        @Override
        public void close() {}
    }
}
