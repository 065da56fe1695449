package io.glasscast.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// AAC's two framings: ADTS and LATM.
class AacStreamsTest {
    private static final AudioSpecificConfig STEREO = AudioSpecificConfig.lc(48_000, 2);

    /// What FFmpeg writes before an AAC-LC frame of 100 bytes, 48 kHz, stereo.
    @Test
    void adtsHeader() {
        var header = AdtsHeader.parse(Bytes.hex("fff14c800d7ffc 00")).orThrow();
        assertThat(header).isEqualTo(new AdtsHeader(STEREO, 7, 107, 1));
        assertThat(AdtsHeader.wrap(STEREO, Bytes.of(new byte[100])).slice(0, 7)).isEqualTo(Bytes.hex("fff14c800d7ffc"));
    }

    @Test
    void everyConfigurationSurvives() {
        for (int rate : new int[] {96_000, 44_100, 7_350})
            for (int channels : new int[] {1, 2, 3, 4, 5, 6, 8}) {
                var config = AudioSpecificConfig.lc(rate, channels);
                assertThat(AdtsHeader.canSay(config)).isTrue();
                var frame = AdtsHeader.wrap(config, Bytes.of(new byte[AdtsHeader.maxAccessUnit()]));
                assertThat(AdtsHeader.parse(frame).orThrow()).isEqualTo(new AdtsHeader(config, 7, frame.length(), 1));
            }
        assertThat(AdtsHeader.canSay(AudioSpecificConfig.lc(47_999, 2))).isFalse();
        assertThat(AdtsHeader.canSay(AudioSpecificConfig.lc(48_000, 7))).isFalse();
        assertThat(AdtsHeader.canSay(new AudioSpecificConfig(2, 48_000, 2, 960)))
                .isFalse();
    }

    /// With protection_absent 0 a CRC of two bytes follows.
    @Test
    void adtsWithCrc() {
        assertThat(AdtsHeader.parse(Bytes.hex("fff04c800d7ffc 1234")).orThrow().length())
                .isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "fff14c80, adts-short",
        "fef14c800d7ffc, adts-syncword",
        "fff34c800d7ffc, adts-layer",
        "fff174800d7ffc, adts-rate",
        "fff14c8000fffc, adts-frame-length",
        "fff14c000d7ffc, adts-channels"
    })
    void adtsThatIsNone(String hex, String why) {
        assertThat(AdtsHeader.parse(Bytes.hex(hex))).isEqualTo(Parsed.malformed(why));
    }

    /// StreamMuxConfig of version 0: one program, one layer, AAC-LC 48 kHz stereo, then two bytes of payload.
    @Test
    void latm() {
        // 0 | 0 1 000000 0000 000 | 00010 0011 0010 000 | 000 11111111 0 0 | 00000010 | aabb
        var element = bits("0 0 1 000000 0000 000 00010 0011 0010 000 000 11111111 0 0 00000010 10101010 10111011");
        var stream = new LatmStream();
        assertThat(stream.read(element).orThrow())
                .isEqualTo(new LatmStream.Element(STEREO, List.of(Bytes.hex("aabb"))));
        // useSameStreamMux
        assertThat(stream.read(bits("1 00000001 11001100")).orThrow().accessUnits())
                .containsExactly(Bytes.hex("cc"));
    }

    @Test
    void latmOfVersionOneWithSubFramesAndOtherData() {
        // taraBufferFullness one byte; two subframes; ascLen 16; otherDataLenBits 8.
        var element =
                bits("0 1 0 00 00000000 1 000001 0000 000 00 00010000 00010 0011 0010 000 000 11111111 1 00 00001000 0"
                        + " 00000001 10101010 00000010 10111011 11001100 01010101");
        assertThat(new LatmStream().read(element).orThrow().accessUnits())
                .containsExactly(Bytes.hex("aa"), Bytes.hex("bbcc"));
    }

    @Test
    void latmThatCannotBeRead() {
        assertThat(new LatmStream().read(bits("1 00000001 11001100"))).isEqualTo(Parsed.malformed("latm-no-config"));
        assertThat(new LatmStream().read(bits("0 0 1 000000 0001 000"))).isEqualTo(Parsed.malformed("latm-programs"));
        assertThat(new LatmStream().read(bits("0 1 1"))).isEqualTo(Parsed.malformed("latm-version"));
        assertThat(new LatmStream()
                        .read(bits("0 0 1 000000 0000 000 00010 0011 0010 000 000 11111111 0 0 00010010 10101010")))
                .isEqualTo(Parsed.malformed("latm-length"));
    }

    @Test
    void loas() {
        assertThat(LatmStream.loasLength(Bytes.hex("56e00a"), 0)).isEqualTo(13);
        assertThat(LatmStream.loasLength(Bytes.hex("56c00a"), 0)).isZero();
    }

    private static Bytes bits(String text) {
        var digits = text.replace(" ", "");
        var bytes = new byte[(digits.length() + 7) / 8];
        for (int i = 0; i < digits.length(); i++) if (digits.charAt(i) == '1') bytes[i / 8] |= (byte) (0x80 >>> i % 8);
        return Bytes.of(bytes);
    }
}
