package io.glasscast.protocol.hls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondsTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "2000000000,2",
        "200000000,0.2",
        "1033333333,1.033333",
        "1000000,0.001",
        "10000000499,10",
        "1999999500,2",
        "24000001000,24.000001"
    })
    void areWrittenToTheMicrosecondWithoutZerosThatSayNothing(long nanos, String text) {
        assertThat(MediaPlaylist.seconds(nanos)).isEqualTo(text);
    }
}
