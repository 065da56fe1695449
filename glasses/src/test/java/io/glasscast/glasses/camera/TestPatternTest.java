package io.glasscast.glasses.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.glasses.codec.I420;
import io.glasscast.kernel.Chance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestPatternTest {
    private final TestPattern pattern = new TestPattern(Chance.seeded(1));

    @Test
    void flashesWhileItBeeps() {
        var canvas = I420.black(854, 480);
        for (int ms = 0; ms < 2000; ms += 10) {
            pattern.look(canvas, Moment.ofMillis(ms * 1_000_000L, 1_764_000_000_000L + ms), ms);
            boolean white = canvas.brightness(TestPattern.flashX(854), TestPattern.flashY(480)) > 220;
            assertThat(white).as(ms + " ms").isEqualTo(ms % 1000 < 100);
        }
    }

    @Test
    void writesTheTimeOfDay() {
        assertThat(TestPattern.clock(1_764_000_000_007L)).isEqualTo("16:00:00.007 UTC");
        assertThat(TestPattern.clock(0)).isEqualTo("00:00:00.000 UTC");
    }

    @Test
    void looksTheSameForTheSameMoment() {
        var one = I420.black(320, 240);
        var other = I420.black(320, 240);
        pattern.look(one, Moment.ofMillis(5, 1234), 3);
        new TestPattern(Chance.seeded(1)).look(other, Moment.ofMillis(5, 1234), 3);
        assertThat(one.y()).isEqualTo(other.y());
        assertThat(one.u()).isEqualTo(other.u());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "250", "251", "4294967295", "1764000000123", "-1"})
    void theStripSaysWhatWasWritten(long millis) {
        for (int[] size : new int[][] {{320, 240}, {640, 360}, {854, 480}, {1280, 720}, {1920, 1080}, {1918, 242}}) {
            var canvas = I420.black(size[0], size[1]);
            TimeStrip.draw(canvas, millis);
            assertThat(TimeStrip.read(canvas)).hasValue(millis & 0xFFFF_FFFFL);
        }
    }

    @Test
    void aBlurredStripIsNotRead() {
        var canvas = I420.black(854, 480);
        TimeStrip.draw(canvas, 1_764_000_000_123L);
        canvas.fill(0, 0, 22, 40, canvas.brightness(5, 5) > 128 ? 16 : 235, 128, 128);
        assertThat(TimeStrip.read(canvas)).isEmpty();
    }
}
