package io.glasscast.glasses.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.glasses.camera.Moment;
import io.glasscast.glasses.camera.TestPattern;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpusEncoderTest {
    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(Lifetime.open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aBeepIsHeardForATenthOfEverySecond(int channels) {
        var pattern = new TestPattern(Chance.seeded(1));
        var samples = new short[OpusEncoder.PACKET_SAMPLES * channels];
        var loud = new boolean[150];
        try (var encoder = new OpusEncoder(1, AudioSettings.within(Codec.OPUS, 64_000, 48_000, channels));
                var ear = Decoder.opus()) {
            for (int i = 0; i < loud.length; i++) {
                long pts = i * OpusEncoder.PACKET_NANOS;
                pattern.listen(samples, encoder.format(), Moment.ofMillis(pts, 1_764_000_000_500L + i * 20L));
                var frame = encoder.encode(samples, pts).orElseThrow();
                assertThat(frame.keyframe()).isTrue();
                assertThat(frame.payload().length()).isLessThan(1000);
                var heard = ear.samples(frame);
                assertThat(heard).hasSize(OpusEncoder.PACKET_SAMPLES);
                for (float sample : heard) loud[i] |= Math.abs(sample) > 0.2;
            }
        }
        for (int i = 0; i < loud.length; i++) {
            int inSecond = (i + 25) % 50; // began half a second after the beat
            if (inSecond > 0 && inSecond < 5)
                assertThat(loud[i]).as("packet " + i).isTrue();
            if (inSecond > 6) assertThat(loud[i]).as("packet " + i).isFalse();
        }
    }

    @Test
    void takesTwentyMillisecondsAtATime() {
        try (var encoder = new OpusEncoder(1, AudioSettings.standard(Codec.OPUS))) {
            assertThatThrownBy(() -> encoder.encode(new short[100], 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void keepsItsSettingsWithinTheGlassesLimits() {
        assertThat(AudioSettings.within(Codec.OPUS, 1, 1, 1))
                .isEqualTo(new AudioSettings(Codec.OPUS, 32_000, 22_050, 1));
        assertThat(AudioSettings.within(Codec.OPUS, 1e9, 1e9, 2))
                .isEqualTo(new AudioSettings(Codec.OPUS, 320_000, 48_000, 2));
    }
}
