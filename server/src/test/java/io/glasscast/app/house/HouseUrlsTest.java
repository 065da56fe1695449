package io.glasscast.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.control.Ingest;
import io.glasscast.control.StreamNames;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HouseUrlsTest {
    private static final StreamNames NAMES = new StreamNames("m1", "ingestkey", "playback");

    @ParameterizedTest
    @CsvSource({
        "WHIP, https://live.example.org, 4201, 1935, https://live.example.org/whip/ingestkey",
        "SRT, https://live.example.org, 4201, 1935, srt://live.example.org:4201?streamid=publish:ingestkey",
        "RTMP, https://live.example.org:8443, 4201, 1935, rtmp://live.example.org:1935/live/ingestkey",
        "SRT, http://[::1]:8080, 4201, 1935, srt://[::1]:4201?streamid=publish:ingestkey",
        "SRT, http://127.0.0.1:8080/below, 5000, , srt://127.0.0.1:5000?streamid=publish:ingestkey",
        "SRT, http://h:8080, , 1935, http://h:8080/whip/ingestkey",
        "RTMP, http://h:8080, 4201, , http://h:8080/whip/ingestkey"
    })
    void theWayInIsOnTheHostThatLinksName(String ingest, String base, Integer srt, Integer rtmp, String url) {
        var urls = new HouseUrls(() -> base, () -> new IngestPorts(port(srt), port(rtmp), Optional.empty()));
        assertThat(urls.ingest(NAMES, Ingest.valueOf(ingest))).isEqualTo(url);
    }

    private static OptionalInt port(@org.jspecify.annotations.Nullable Integer port) {
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }
}
