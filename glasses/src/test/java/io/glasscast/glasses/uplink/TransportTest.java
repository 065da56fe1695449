package io.glasscast.glasses.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "http://127.0.0.1:8080/whip/key WHIP",
                "https://host/whip/key WHIP",
                "srt://host:4201?streamid=#!::r=key,m=publish SRT",
                "SRT://[::1]:4201 SRT",
                "rtmp://host/live/key RTMP",
                "rtmps://host:1936/live/key?x=y RTMP"
            })
    void followsFromTheScheme(String url, Transport transport) {
        assertThat(Transport.of(url)).hasValue(transport);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rtmp", "rtmp:/host/x", "srt://", "srt://?streamid=x", "rtp://host/x", "srt://a b"})
    void othersHaveNone(String url) {
        assertThat(Transport.of(url)).isEmpty();
    }
}
