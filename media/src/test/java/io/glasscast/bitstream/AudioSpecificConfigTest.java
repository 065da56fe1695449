package io.glasscast.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioSpecificConfigTest {
    @ParameterizedTest
    @CsvSource({"1210, 44100, 2", "1190, 48000, 2", "1208, 44100, 1", "1388, 22050, 1", "11b8, 48000, 8"})
    void readsWhatEncodersWrite(String hex, int sampleRate, int channels) {
        var config = AudioSpecificConfig.parse(Bytes.hex(hex)).orThrow();

        assertThat(config).isEqualTo(AudioSpecificConfig.lc(sampleRate, channels));
        assertThat(config.write()).isEqualTo(Bytes.hex(hex));
    }

    @Test
    void writesARateThatTheTableDoesNotHave() {
        var config = AudioSpecificConfig.lc(47_999, 2);

        assertThat(AudioSpecificConfig.parse(config.write()).orThrow()).isEqualTo(config);
        assertThat(config.sampleRateIndex()).isEqualTo(15);
    }

    @Test
    void readsTheCoreBehindASignalOfSpectralBandReplication() {
        // Object type 5, 24 kHz core, 2 channels, 48 kHz extension, then object type 2.
        assertThat(AudioSpecificConfig.parse(Bytes.hex("2b118800")).orThrow())
                .isEqualTo(AudioSpecificConfig.lc(24_000, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "12, aac-config-short",
        "1690, aac-config-rate",
        "1200, aac-config-channels",
        "0190, aac-config-object-type"
    })
    void saysWhatIsWrong(String hex, String why) {
        assertThat(AudioSpecificConfig.parse(Bytes.hex(hex))).isEqualTo(Parsed.malformed(why));
    }
}
