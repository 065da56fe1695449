package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The main job with glasses that send in each of their ways: libwebrtc sees pictures that move and tell the time.
@Tag("interop")
class IngestTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(strings = {"whip", "srt", "rtmp"})
    void whoWatchesByWebRtcSeesTheGlassesWhateverTheySend(String ingest) throws Exception {
        try (var stage = Stage.open(data, "127.0.0.1", Map.of("streams.ingest", ingest))) {
            var urls = stage.livestream();
            var seen = new Frames();
            stage.keep(new Libwebrtc()).view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
            seen.await(frames -> frames.timed() > 60);
            System.out.println("Glasses by " + ingest + ", libwebrtc: " + seen);
            assertThat(seen.width()).isEqualTo(854);
        }
    }
}
