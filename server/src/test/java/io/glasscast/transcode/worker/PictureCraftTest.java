package io.glasscast.transcode.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.bitstream.H264SequenceParameterSet;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.transcode.BFrames;
import io.glasscast.transcode.wire.Order;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Pictures through the real codecs, in this process.
class PictureCraftTest {
    private static final long START = 5_000_000_000L;

    private final List<Frame> made = new ArrayList<>();
    private int descriptions;
    private final Craft.Sink sink = new Craft.Sink() {
        @Override
        public void described(Codec codec, Bytes configuration) {
            assertThat(codec).isEqualTo(Codec.H264);
            descriptions++;
        }

        @Override
        public void made(long ptsNanos, boolean keyframe, Bytes payload) {
            made.add(new Frame(0, ptsNanos, keyframe, payload));
        }
    };

    @BeforeAll
    static void quiet() {
        avutil.av_log_set_level(avutil.AV_LOG_FATAL);
    }

    @AfterEach
    void nothingIsLeftInNativeMemory() {
        assertThat(Lifetime.open()).isZero();
    }

    private PictureCraft craft(Codec source) {
        return new PictureCraft(new Order.Open(1, source, Bytes.EMPTY, Codec.H264, 0), sink);
    }

    private static boolean feed(Craft craft, Frame frame, boolean behind) {
        return craft.feed(
                new Order.Feed(1, frame.ptsNanos(), frame.dtsNanos(), frame.keyframe(), frame.payload()), behind);
    }

    private static List<Frame> frames(Samples sample) {
        var payloads = sample.frames();
        var frames = new ArrayList<Frame>();
        for (int i = 0; i < payloads.size(); i++)
            frames.add(new Frame(0, START + i * BFrames.FRAME_NANOS, i == 0, payloads.get(i)));
        return frames;
    }

    @Test
    void bFramesBecomePicturesInOrderAtTheirTimes() throws Exception {
        var source = BFrames.from(START);
        try (var craft = craft(Codec.H264)) {
            for (var frame : source) feed(craft, frame, false);
        }
        assertThat(descriptions).isEqualTo(1);
        // The last ones are still in the decoder; the first may be lost to its not knowing the order yet.
        assertThat(made.size()).isGreaterThan(source.size() - 8);
        var times = source.stream().map(Frame::ptsNanos).sorted().toList();
        assertThat(times).containsAll(made.stream().map(Frame::ptsNanos).toList());
        for (int i = 1; i < made.size(); i++)
            assertThat(made.get(i).ptsNanos()).isGreaterThan(made.get(i - 1).ptsNanos());
        assertThat(made.getFirst().keyframe()).isTrue();
        assertThat(made.getFirst().ptsNanos()).isEqualTo(START);
        // No picture waits for another to be shown: baseline has no B slices, and the parameters say so.
        var sps = NalUnits.split(made.getFirst().payload()).orThrow().stream()
                .filter(unit -> H264NalUnit.type(unit) == H264NalUnit.SPS)
                .findFirst()
                .orElseThrow();
        assertThat(sps.u8(1)).as("profile_idc").isEqualTo(66);
        assertThat(sps.u8(2) & 0x40).as("constraint_set1_flag").isEqualTo(0x40);
        var size = H264SequenceParameterSet.parse(sps).orThrow();
        assertThat(size.toString()).contains("320").contains("180");
    }

    @Test
    void aKeyframeComesEveryTwoSecondsAndWhenAskedFor() throws Exception {
        try (var craft = craft(Codec.H264)) {
            for (var frame : BFrames.from(START)) {
                if (frame.ptsNanos() - START == 15 * BFrames.FRAME_NANOS) craft.refresh();
                feed(craft, frame, false);
            }
        }
        var keyframes = made.stream()
                .filter(Frame::keyframe)
                .map(frame -> Math.round((double) (frame.ptsNanos() - START) / BFrames.FRAME_NANOS))
                .toList();
        assertThat(keyframes).hasSize(3).startsWith(0L);
        assertThat(keyframes.get(1)).isBetween(9L, 16L);
        assertThat(keyframes.get(2)).isEqualTo(keyframes.get(1) + 60);
    }

    @Test
    void everyCodecThereIs() {
        for (var sample : List.of(Samples.H264, Samples.H265, Samples.VP8, Samples.VP9, Samples.AV1)) {
            made.clear();
            try (var craft = craft(sample.codec())) {
                for (var frame : frames(sample)) feed(craft, frame, false);
            }
            assertThat(made).as(sample.name()).hasSizeGreaterThanOrEqualTo(8);
            assertThat(made.getFirst().keyframe()).isTrue();
        }
    }

    @Test
    void whoIsBehindLeavesPicturesOutButNoKeyframe() {
        var source = frames(Samples.H264);
        int leftOut = 0;
        try (var craft = craft(Codec.H264)) {
            for (int i = 0; i < source.size(); i++) {
                if (i == 6) craft.refresh();
                if (!feed(craft, source.get(i), true)) leftOut++;
            }
        }
        assertThat(made).hasSize(2).allMatch(Frame::keyframe);
        assertThat(leftOut).isEqualTo(source.size() - 2);
    }

    @Test
    void damageCostsPicturesAndNotTheJob() {
        var source = frames(Samples.VP8);
        try (var craft = craft(Codec.VP8)) {
            for (int i = 0; i < source.size(); i++) {
                var frame = source.get(i);
                var payload = i % 4 == 1 ? Bytes.of(new byte[i]) : frame.payload();
                feed(craft, new Frame(0, frame.ptsNanos(), frame.keyframe(), payload), false);
            }
        }
        assertThat(made.size()).isGreaterThan(source.size() / 2);
    }
}
