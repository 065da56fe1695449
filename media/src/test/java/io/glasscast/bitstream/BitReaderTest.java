package io.glasscast.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BitReaderTest {
    /// ITU-T H.264 Table 9-2 gives the bit strings, Table 9-3 the signed values.
    @ParameterizedTest
    @CsvSource({
        "1, 0, 0",
        "010, 1, 1",
        "011, 2, -1",
        "00100, 3, 2",
        "00101, 4, -2",
        "00110, 5, 3",
        "00111, 6, -3",
        "0001000, 7, 4",
        "0001001, 8, -4",
        "0001010, 9, 5"
    })
    void expGolomb(String code, long unsigned, long signed) {
        var ue = new BitReader(bits(code));
        assertThat(ue.ue()).isEqualTo(unsigned);
        assertThat(ue.position()).isEqualTo(code.length());
        assertThat(new BitReader(bits(code)).se()).isEqualTo(signed);
        assertThat(ue.overran()).isFalse();
    }

    @Test
    void largestExpGolomb() {
        var reader = new BitReader(bits("0".repeat(31) + "1" + "1".repeat(31)));
        assertThat(reader.ue()).isEqualTo(0xFFFF_FFFEL);
        assertThat(reader.overran()).isFalse();
    }

    @Test
    void tooManyZerosAreNoNumber() {
        var reader = new BitReader(bits("0".repeat(32) + "1".repeat(40)));
        assertThat(reader.ue()).isZero();
        assertThat(reader.overran()).isTrue();
    }

    @Test
    void fixedLengths() {
        var reader = new BitReader(Bytes.hex("a5 ff00 12345678"));
        assertThat(reader.u(4)).isEqualTo(0xA);
        assertThat(reader.flag()).isFalse();
        assertThat(reader.u(3)).isEqualTo(5);
        reader.skip(8);
        assertThat(reader.u(8)).isZero();
        assertThat(reader.u(32)).isEqualTo(0x12345678L);
        assertThat(reader.u(0)).isZero();
        assertThat(reader.overran()).isFalse();
    }

    @Test
    void pastTheEndAreZerosAndItIsRemembered() {
        var reader = new BitReader(Bytes.hex("ff"));
        assertThat(reader.u(12)).isEqualTo(0xFF0);
        assertThat(reader.overran()).isTrue();
        var skipping = new BitReader(Bytes.hex("ff"));
        skipping.skip(9);
        assertThat(skipping.overran()).isTrue();
        assertThat(new BitReader(Bytes.EMPTY).ue()).isZero();
    }

    @Test
    void emulationPreventionIsRemoved() {
        var reader = BitReader.rbsp(Bytes.hex("67 000003 00 000003 01 0003 000003"), 1);
        for (int expected : new int[] {0, 0, 0, 0, 0, 1, 0, 3, 0, 0})
            assertThat(reader.i(8)).isEqualTo(expected);
        assertThat(reader.overran()).isFalse();
        reader.skip(1);
        assertThat(reader.overran()).isTrue();
        assertThat(BitReader.rbsp(Bytes.hex("67"), 4).u(8)).isZero();
    }

    private static Bytes bits(String digits) {
        var bytes = new byte[(digits.length() + 7) / 8];
        for (int i = 0; i < digits.length(); i++) if (digits.charAt(i) == '1') bytes[i / 8] |= (byte) (0x80 >>> i % 8);
        return Bytes.of(bytes);
    }
}
