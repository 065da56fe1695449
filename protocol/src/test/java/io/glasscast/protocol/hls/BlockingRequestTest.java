package io.glasscast.protocol.hls;

import static io.glasscast.protocol.fmp4.Camera.MS;
import static io.glasscast.protocol.fmp4.Camera.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.fmp4.Camera;
import io.glasscast.protocol.fmp4.Rendition;
import io.glasscast.protocol.fmp4.Window;
import io.glasscast.protocol.hls.BlockingRequest.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// draft-pantos-hls-rfc8216bis §6.2.5.2 put to a window of segments 1000 and 1001 of ten parts, and 1002 of four.
class BlockingRequestTest {
    private static Window window(long lengthNanos) {
        var packager = Camera.packager();
        packager.begin(new Camera().tracks(), List.of());
        new Camera().film(0, lengthNanos).forEach(packager::frame);
        return packager.window().orElseThrow();
    }

    private static Verdict verdict(String query, Window window) {
        Rendition rendition = window.video().orElseThrow();
        return BlockingRequest.parse(query).orThrow().on(window, rendition);
    }

    @ParameterizedTest
    @CsvSource({
        // What is there, and what was there before the window.
        "'',ANSWER",
        "_HLS_skip=YES,ANSWER",
        "_HLS_msn=3,ANSWER",
        "_HLS_msn=3&_HLS_part=99,ANSWER",
        "_HLS_msn=1000,ANSWER",
        "_HLS_msn=1001&_HLS_part=9,ANSWER",
        "_HLS_msn=1002&_HLS_part=3,ANSWER",
        // Behind a segment's last part comes the first of the next.
        "_HLS_msn=1001&_HLS_part=10,ANSWER",
        "_HLS_msn=1000&_HLS_part=700,ANSWER",
        // What comes next.
        "_HLS_msn=1002&_HLS_part=4,WAIT",
        "_HLS_msn=1002,WAIT",
        "_HLS_msn=1003&_HLS_part=0,WAIT",
        "_HLS_msn=1003,WAIT",
        "_HLS_msn=1004,WAIT",
        // More than two segments ahead.
        "_HLS_msn=1005,TOO_FAR",
        "_HLS_msn=1005&_HLS_part=0,TOO_FAR",
        "_HLS_msn=999999999999,TOO_FAR",
        // The advance part limit is 3 s by a part target of 0.21 s: fourteen parts behind part 3.
        "_HLS_msn=1002&_HLS_part=17,WAIT",
        "_HLS_msn=1002&_HLS_part=18,TOO_FAR",
        "_HLS_msn=1002&_HLS_part=999999999999,TOO_FAR"
    })
    void answersWaitsOrRefuses(String query, Verdict verdict) {
        assertThat(verdict(query, window(4 * SECOND + 850 * MS))).isEqualTo(verdict);
    }

    @Test
    void aSegmentIsThereWhenItIsWhole() {
        assertThat(verdict("_HLS_msn=1001", window(3_900 * MS))).isEqualTo(Verdict.WAIT);
        assertThat(verdict("_HLS_msn=1001", window(4_050 * MS))).isEqualTo(Verdict.ANSWER);
    }

    @Test
    void directivesMeanNothingOnceTheStreamHasEnded() {
        var packager = Camera.packager();
        packager.begin(new Camera().tracks(), List.of());
        new Camera().film(0, 5 * SECOND).forEach(packager::frame);
        packager.end();
        var window = packager.window().orElseThrow();
        assertThat(verdict("_HLS_msn=5000&_HLS_part=7", window)).isEqualTo(Verdict.ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_HLS_part=0",
                "_HLS_part=0&_HLS_skip=YES",
                "_HLS_msn=",
                "_HLS_msn",
                "_HLS_msn=-1",
                "_HLS_msn=1.5",
                "_HLS_msn=0x10",
                "_HLS_msn=9999999999999999999",
                "_HLS_msn=1&_HLS_part=x"
            })
    void refusesWhatCannotBeMeant(String query) {
        assertThat(BlockingRequest.parse(query)).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void readsDirectivesAmongOthers() {
        assertThat(BlockingRequest.parse("token=a%20b&_HLS_part=2&x&_HLS_msn=7&_HLS_skip=v2")
                        .orThrow())
                .isEqualTo(new BlockingRequest(7, 2, true));
        assertThat(BlockingRequest.parse("_HLS_skip=maybe").orThrow()).isEqualTo(new BlockingRequest(-1, -1, false));
        assertThat(BlockingRequest.parse("x=" + "y".repeat(2_000))).isInstanceOf(Parsed.Malformed.class);
    }

    @Test
    void waitsForThreeTargetDurationsAtMost() {
        assertThat(BlockingRequest.patienceNanos(window(SECOND))).isEqualTo(12 * SECOND);
    }
}
