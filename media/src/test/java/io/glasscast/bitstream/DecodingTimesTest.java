package io.glasscast.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pictures whose parameter sets say nothing, so that order alone teaches; real B-frames are in the tests of mpegts.
class DecodingTimesTest {
    private static final long MS = 1_000_000;
    private static final Bytes SLICE = Bytes.hex("00000002 4180");
    private static final Bytes KEY = Bytes.hex("00000002 6580");

    private final DecodingTimes times = new DecodingTimes(Codec.H264);
    private final List<Frame> placed = new ArrayList<>();

    private void picture(long ms, boolean keyframe) {
        placed.add(times.place(new Frame(0, ms * MS, keyframe, keyframe ? KEY : SLICE)));
    }

    private void rising() {
        for (int n = 0; n < placed.size(); n++) {
            assertThat(placed.get(n).dtsNanos())
                    .isLessThanOrEqualTo(placed.get(n).ptsNanos());
            if (n > 0)
                assertThat(placed.get(n).dtsNanos())
                        .as("picture %d", n)
                        .isGreaterThan(placed.get(n - 1).dtsNanos());
        }
    }

    @Test
    void inOrderNothingChanges() {
        for (int n = 0; n < 200; n++) picture(33L * n, n % 30 == 0);
        assertThat(placed).allSatisfy(frame -> assertThat(frame.dtsNanos()).isEqualTo(frame.ptsNanos()));
        assertThat(times.depth()).isZero();
    }

    /// I0 P4 B2 b1 b3 P8 B6 b5 b7: two pictures before one that is shown earlier.
    @Test
    void depthIsLearnt() {
        picture(0, true);
        for (int group = 0; group < 20; group++)
            for (int place : new int[] {4, 2, 1, 3}) picture(40L * (4 * group + place), false);
        rising();
        assertThat(times.depth()).isEqualTo(2);
        // Only the first ones were shown late.
        for (int group = 1; group < 20; group++)
            assertThat(placed.get(4 * group + 3).ptsNanos()).isEqualTo(40 * MS * (4 * group + 1));
        // In the end each is decoded as the one two places before it is shown.
        assertThat(placed.get(80).dtsNanos()).isEqualTo(40 * MS * 78);
    }

    @Test
    void aDepthThatIsNotNeededIsForgotten() {
        picture(0, true);
        for (int place : new int[] {3, 1, 2, 6, 4, 5}) picture(40L * place, false);
        assertThat(times.depth()).isEqualTo(1);
        for (int n = 7; n < 200; n++) picture(40L * n, n % 25 == 0);
        rising();
        assertThat(times.depth()).isZero();
        assertThat(placed.getLast().dtsNanos()).isEqualTo(placed.getLast().ptsNanos());
    }

    @Test
    void lostPicturesDoNotAddUp() {
        picture(0, true);
        for (int group = 0; group < 500; group++)
            for (int place : new int[] {4, 2, 1, 3})
                if ((group + place) % 7 != 0) picture(40L * (4 * group + place), false);
        rising();
        assertThat(placed.getLast().ptsNanos() - placed.getLast().dtsNanos()).isLessThan(200 * MS);
    }

    @Test
    void aJumpBeginsAnew() {
        picture(100_000, true);
        picture(100_040, false);
        picture(5_000, true);
        picture(5_040, false);
        picture(900_000, true);
        assertThat(placed).allSatisfy(frame -> assertThat(frame.dtsNanos()).isEqualTo(frame.ptsNanos()));
    }

    @Test
    void otherCodecsAreLeftAlone() {
        var frame = new Frame(0, 5, 3, false, SLICE);
        assertThat(new DecodingTimes(Codec.VP8).place(frame)).isSameAs(frame);
    }

    @Test
    void whatParameterSetsSay() {
        for (var sample : List.of(Samples.H264, Samples.H265)) {
            var real = new DecodingTimes(sample.codec());
            long n = 0;
            for (var payload : sample.frames()) {
                var frame =
                        real.place(new Frame(0, 40 * MS * n++, Keyframes.isKeyframe(sample.codec(), payload), payload));
                assertThat(frame.ptsNanos()).isEqualTo(40 * MS * (n - 1));
            }
        }
    }
}
