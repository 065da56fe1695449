package io.glasscast.protocol.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.BitReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilentAacTest {
    /// The elements of ISO/IEC 14496-3 Table 1.19: S single, P pair, L low frequency.
    @ParameterizedTest
    @CsvSource({"1,S", "2,P", "3,SP", "4,SPS", "5,SPP", "6,SPPL", "7,SPPSL", "8,SPPPL"})
    void hasTheElementsOfItsChannels(int channels, String elements) {
        var unit = SilentAac.accessUnit(channels);
        var bits = new BitReader(unit);
        var found = new StringBuilder();
        for (int element = bits.i(3); element != 7; element = bits.i(3)) {
            found.append("SP?L".charAt(element));
            bits.skip(4);
            if (element == 1) bits.skip(1 + 11 + 2 + 2 * (8 + 3));
            else bits.skip(8 + 11 + 3);
        }
        assertThat(bits.overran()).isFalse();
        assertThat((bits.position() + 7) / 8).isEqualTo(unit.length());
        assertThat(found.toString()).isEqualTo(elements);
    }

    @Test
    void costsNextToNothing() {
        assertThat(SilentAac.accessUnit(2).length()).isLessThan(10);
    }
}
