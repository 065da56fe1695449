package io.glasscast.glasses.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.glasses.camera.Moment;
import io.glasscast.glasses.camera.TestPattern;
import io.glasscast.glasses.camera.TimeStrip;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoEncoderTest {
    private static final long EPOCH = 1_764_000_000_123L;

    private final TestPattern pattern = new TestPattern(Chance.seeded(1));

    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(Lifetime.open()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"854, 480, 15, 1000000", "1280, 720, 30, 2000000", "320, 240, 5, 100000"})
    void theTimeInThePictureSurvivesEncoderAndDecoder(int width, int height, int frameRate, long bitrate) {
        var settings = VideoSettings.within(width, height, bitrate, frameRate, new VideoSettings.FrameRates(5, 30));
        try (var encoder = new VideoEncoder(0, settings);
                var decoder = Decoder.h264()) {
            var canvas = I420.black(width, height);
            for (int i = 0; i < 20; i++) {
                long pts = i * settings.frameNanos(), epoch = EPOCH + pts / 1_000_000;
                pattern.look(canvas, Moment.ofMillis(pts, epoch), i);
                assertThat(TimeStrip.read(canvas)).hasValue(epoch & 0xFFFF_FFFFL);
                var seen = decoder.pictures(encoder.encode(canvas, pts, false));
                assertThat(seen).hasSize(1);
                assertThat(seen.getFirst().width()).isEqualTo(width);
                assertThat(TimeStrip.read(seen.getFirst())).hasValue(epoch & 0xFFFF_FFFFL);
            }
        }
    }

    @Test
    void bringsAKeyframeEveryTwoSecondsAndOnRequest() {
        var keyframes = new ArrayList<Integer>();
        var frames = run(VideoSettings.DEFAULT, 100, (encoder, i) -> {}, i -> i == 40);
        for (int i = 0; i < frames.size(); i++) if (frames.get(i).keyframe()) keyframes.add(i);
        assertThat(keyframes).containsExactly(0, 30, 40, 70);
    }

    @Test
    void isConstrainedBaselineWithParameterSetsInEveryKeyframe() {
        for (var frame : run(VideoSettings.DEFAULT, 35, (encoder, i) -> {}, i -> false)) {
            var units = NalUnits.split(frame.payload()).orThrow();
            List<Integer> types = units.stream().map(unit -> unit.u8(0) & 0x1F).toList();
            if (frame.keyframe()) {
                assertThat(types).startsWith(7, 8).contains(5).doesNotContain(9);
                Bytes sps = units.getFirst();
                assertThat(sps.u8(1)).as("profile_idc").isEqualTo(66);
                assertThat(sps.u8(2) & 0x40).as("constraint_set1_flag").isNotZero();
            } else {
                assertThat(types).containsOnly(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"854, 480, 15, 1000000", "854, 480, 15, 400000", "1280, 720, 30, 2000000"})
    void keepsWithinAQuarterOfTheBitrateOverFiveSeconds(int width, int height, int frameRate, long bitrate) {
        var frames = run(
                new VideoSettings(width, height, bitrate, frameRate), 5 * frameRate, (encoder, i) -> {}, i -> false);
        assertThat((double) bits(frames) / 5).isCloseTo(bitrate, within(bitrate * 0.25));
    }

    @Test
    void followsABitrateThatIsCutAtOnceAndOneThatRisesWithTheNextKeyframe() {
        var frames = run(
                VideoSettings.DEFAULT,
                15 * 15,
                (encoder, i) -> {
                    if (i == 5 * 15) encoder.bitrate(300_000);
                    if (i == 10 * 15 + 3) encoder.bitrate(1_500_000);
                },
                i -> false);
        assertThat(frames.get(5 * 15).keyframe()).isTrue();
        assertThat((double) bits(frames.subList(6 * 15, 10 * 15)) / 4).isLessThan(375_000);
        assertThat((double) bits(frames.subList(12 * 15, 15 * 15)) / 3).isGreaterThan(1_100_000);
    }

    private interface Wish {
        void before(VideoEncoder encoder, int picture);
    }

    private List<Frame> run(
            VideoSettings settings, int count, Wish wish, java.util.function.IntPredicate forceKeyframe) {
        var frames = new ArrayList<Frame>();
        try (var encoder = new VideoEncoder(0, settings)) {
            var canvas = I420.black(settings.width(), settings.height());
            for (int i = 0; i < count; i++) {
                long pts = i * 1_000_000_000L / settings.frameRate();
                pattern.look(canvas, Moment.ofMillis(pts, EPOCH + pts / 1_000_000), i);
                wish.before(encoder, i);
                frames.add(encoder.encode(canvas, pts, forceKeyframe.test(i)));
            }
        }
        return frames;
    }

    private static long bits(List<Frame> frames) {
        return frames.stream().mapToLong(f -> f.payload().length() * 8L).sum();
    }
}
