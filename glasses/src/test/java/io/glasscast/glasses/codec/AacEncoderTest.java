package io.glasscast.glasses.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.glasses.camera.Moment;
import io.glasscast.glasses.camera.TestPattern;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AacEncoderTest {
    private static final long MS = 1_000_000, START = 7_000 * MS;
    private static final long EPOCH = 1_764_000_000_500L;

    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(Lifetime.open()).isZero();
    }

    /// Five seconds of the test pattern's sound, which began half a second after a beat.
    private static List<Frame> record(AudioSettings settings) {
        var pattern = new TestPattern(Chance.seeded(1));
        var frames = new ArrayList<Frame>();
        try (var encoder = SoundEncoder.open(1, settings)) {
            var format = encoder.format();
            var samples = new short[encoder.packetSamples() * format.channels()];
            for (long at = 0; format.nanos(at) < 5_000 * MS; at += encoder.packetSamples()) {
                long pts = format.nanos(at);
                pattern.listen(samples, format, new Moment(pts, EPOCH * MS + pts));
                encoder.encode(samples, START + pts).ifPresent(frames::add);
            }
        }
        return frames;
    }

    @ParameterizedTest
    @CsvSource({"44100, 1, 64000", "44100, 2, 96000", "48000, 1, 32000", "22050, 1, 64000"})
    void aBeepIsHeardWhenThePictureFlashes(int sampleRate, int channels, long bitrate) {
        var settings = AudioSettings.within(Codec.AAC, bitrate, sampleRate, channels);
        var format = settings.format();
        var onsets = new ArrayList<Double>();
        try (var ear = Decoder.aac(settings.track(1).configuration())) {
            boolean silent = true;
            double lastLoud = 0;
            for (var frame : record(settings)) {
                var heard = ear.samples(frame);
                assertThat(heard).hasSize(AacEncoder.FRAME_SAMPLES);
                for (int i = 0; i < heard.length; i++) {
                    double seconds = (frame.ptsNanos() - START + format.nanos(i)) / 1e9;
                    if (Math.abs(heard[i]) > 0.1) {
                        if (silent) onsets.add(seconds);
                        silent = false;
                        lastLoud = seconds;
                    } else if (seconds - lastLoud > 0.02) {
                        silent = true;
                    }
                }
            }
        }
        // The picture flashes at every full second of the wall clock.
        assertThat(onsets).hasSize(5);
        for (int i = 0; i < onsets.size(); i++) assertThat(onsets.get(i)).isCloseTo(i + 0.5, within(0.003));
    }

    @Test
    void theFirstAccessUnitIsPrimingFromBeforeTheFirstSample() {
        var frames = record(AudioSettings.standard(Codec.AAC));
        var format = new SoundFormat(44_100, 1);
        for (int i = 0; i < frames.size(); i++) {
            assertThat(frames.get(i).keyframe()).isTrue();
            assertThat(START - frames.get(i).ptsNanos())
                    .isCloseTo(format.nanos(1024) - format.nanos(1024L * i), within(1L));
        }
    }

    @Test
    void keepsToItsBitrate() {
        long bits = record(AudioSettings.standard(Codec.AAC)).stream()
                .mapToLong(frame -> frame.payload().length() * 8L)
                .sum();
        assertThat(bits / 5.0).isLessThan(70_000);
    }

    @Test
    void itsTrackSaysWhatFfmpegSays() {
        var settings = AudioSettings.standard(Codec.AAC);
        try (var encoder = new AacEncoder(1, settings)) {
            var theirs = AudioSpecificConfig.parse(encoder.configuration()).orThrow();
            assertThat(AudioSpecificConfig.parse(settings.track(1).configuration())
                            .orThrow())
                    .isEqualTo(theirs)
                    .isEqualTo(AudioSpecificConfig.lc(44_100, 1));
        }
    }

    @Test
    void takesAFrameAtATime() {
        try (var encoder = new AacEncoder(1, AudioSettings.standard(Codec.AAC))) {
            assertThatThrownBy(() -> encoder.encode(new short[960], 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 22050", "23000, 22050", "30000, 32000", "44100, 44100", "47000, 48000", "96000, 48000"})
    void choosesARateThatAacKnows(double wanted, int chosen) {
        assertThat(AudioSettings.within(Codec.AAC, 64_000, wanted, 1).sampleRate())
                .isEqualTo(chosen);
    }

    @Test
    void soundIsCountedExactlyForYears() {
        var format = new SoundFormat(44_100, 1);
        long tenYears = 10L * 365 * 86_400 * 44_100;
        assertThat(format.nanos(tenYears)).isEqualTo(10L * 365 * 86_400 * 1_000 * MS);
        assertThat(format.samples(format.nanos(tenYears))).isEqualTo(tenYears);
    }
}
