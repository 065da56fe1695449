package io.glasscast.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalUnitsTest {
    private static final Bytes A = Bytes.hex("67 42 00 00 03 01");
    private static final Bytes B = Bytes.hex("68 ce");

    @Test
    void lengthsAndBack() {
        var joined = NalUnits.join(List.of(A, B));
        assertThat(joined).isEqualTo(Bytes.hex("00000006 674200000301 00000002 68ce"));
        assertThat(NalUnits.split(joined).orThrow()).containsExactly(A, B);
        assertThat(NalUnits.split(Bytes.EMPTY).orThrow()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "000001, nal-length-short",
        "00000000, nal-empty",
        "00000002 68, nal-truncated",
        "ffffffff 68, nal-truncated"
    })
    void malformedLengths(String hex, String why) {
        assertThat(NalUnits.split(Bytes.hex(hex))).isEqualTo(Parsed.malformed(why));
        assertThat(NalUnits.toAnnexB(Bytes.hex(hex))).isEqualTo(Parsed.malformed(why));
    }

    @Test
    void tooManyUnits() {
        var many = Bytes.of(new byte[5 * (NalUnits.MAX_COUNT + 1)]);
        for (int i = 0; i <= NalUnits.MAX_COUNT; i++) many.array()[5 * i + 3] = 1;
        assertThat(NalUnits.split(many)).isEqualTo(Parsed.malformed("nal-count"));
    }

    /// H.264 §B.1.1: three- and four-byte start codes, leading and trailing zeros.
    @ParameterizedTest
    @CsvSource({
        "00000001 674200000301 00000001 68ce",
        "000001 674200000301 000001 68ce",
        "0000000000000001 674200000301 0000 000001 68ce 000000",
        "674200000301 000001 68ce",
        "000001 000001 674200000301 000001 68ce 000001"
    })
    void annexB(String hex) {
        assertThat(NalUnits.splitAnnexB(Bytes.hex(hex)).orThrow()).containsExactly(A, B);
        assertThat(NalUnits.fromAnnexB(Bytes.hex(hex)).orThrow()).isEqualTo(NalUnits.join(List.of(A, B)));
    }

    @Test
    void toAnnexB() {
        assertThat(NalUnits.toAnnexB(NalUnits.join(List.of(A, B))).orThrow())
                .isEqualTo(Bytes.hex("00000001 674200000301 00000001 68ce"));
    }

    @Test
    void startCodesAreFoundWhereverTheyAre() {
        for (int before = 0; before < 9; before++) {
            var array = new byte[before + 3 + 4];
            java.util.Arrays.fill(array, (byte) 0x7F);
            array[before] = 0;
            array[before + 1] = 0;
            array[before + 2] = 1;
            assertThat(NalUnits.startCode(Bytes.of(array), 0)).isEqualTo(before);
            assertThat(NalUnits.startCode(Bytes.of(array, 0, before + 2), 0)).isEqualTo(before + 2);
            assertThat(NalUnits.startCode(Bytes.of(array), before + 1)).isEqualTo(array.length);
            assertThat(NalUnits.startCode(Bytes.of(array, before, 7), 0)).isZero();
        }
    }

    @Test
    void aWholeStreamSurvives() {
        var nals = NalUnits.splitAnnexB(Samples.H264_SLICES.bytes()).orThrow();
        var stream = NalUnits.toAnnexB(NalUnits.join(nals)).orThrow();
        assertThat(NalUnits.splitAnnexB(stream).orThrow()).isEqualTo(nals);
        assertThat(nals).hasSizeGreaterThan(45);
    }
}
