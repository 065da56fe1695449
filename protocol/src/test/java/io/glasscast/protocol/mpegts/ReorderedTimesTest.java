package io.glasscast.protocol.mpegts;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.DecodingTimes;
import io.glasscast.media.Frame;
import io.glasscast.protocol.mpegts.TsDemuxer.Output;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Decoding times that are found from presentation times alone are those that the encoder gave.
class ReorderedTimesTest {
    @ParameterizedTest
    @EnumSource(names = {"H264_AAC", "H264B_LATM", "H265_OPUS"})
    void realPictures(Recordings recording) {
        var outputs = recording.outputs();
        var codec = ((Output.Tracks) outputs.getFirst()).tracks().getFirst().codec();
        var times = new DecodingTimes(codec);
        long last = Long.MIN_VALUE;
        int n = 0;
        for (var frame : Recordings.frames(outputs, 0)) {
            var placed = times.place(new Frame(0, frame.ptsNanos(), frame.keyframe(), frame.payload()));
            assertThat(placed.ptsNanos()).isEqualTo(frame.ptsNanos());
            assertThat(placed.dtsNanos()).isGreaterThan(last).isLessThanOrEqualTo(placed.ptsNanos());
            // The first few are a guess.
            if (n++ > 2) assertThat(placed.dtsNanos() - frame.dtsNanos()).isBetween(-30_000L, 30_000L);
            last = placed.dtsNanos();
        }
    }
}
