package io.glasscast.protocol.hls;

import static io.glasscast.protocol.fmp4.Camera.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.protocol.fmp4.Camera;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MultivariantPlaylistTest {
    private static List<String> lines(Camera camera) {
        var packager = Camera.packager();
        packager.begin(camera.tracks(), List.of());
        camera.film(0, 9 * SECOND).forEach(packager::frame);
        return MultivariantPlaylist.of(packager.window().orElseThrow(), "")
                .lines()
                .toList();
    }

    private static Map<String, String> attributes(String line) {
        return Listed.attributes(line.substring(line.indexOf(':') + 1));
    }

    @Test
    void namesPicturesWithSoundAndSoundAlone() {
        var lines = lines(new Camera().pictures(n -> n * 1_001 * SECOND / 30_000));
        assertThat(lines.subList(0, 2)).containsExactly("#EXTM3U", "#EXT-X-VERSION:9");
        assertThat(attributes(lines.get(2)))
                .containsEntry("GROUP-ID", "sound")
                .containsEntry("DEFAULT", "YES")
                .containsEntry("CHANNELS", "2")
                .containsEntry("URI", "audio.m3u8");
        assertThat(attributes(lines.get(3)))
                .containsEntry("CODECS", "avc1.42c00d,mp4a.40.2")
                .containsEntry("RESOLUTION", "320x180")
                .containsEntry("FRAME-RATE", "29.970")
                .containsEntry("AUDIO", "sound");
        assertThat(lines.get(4)).isEqualTo("video.m3u8");
        assertThat(attributes(lines.get(5)))
                .containsEntry("CODECS", "mp4a.40.2")
                .doesNotContainKey("RESOLUTION");
        assertThat(lines.get(6)).isEqualTo("audio.m3u8");
    }

    @Test
    void namesSoundAloneOfAStreamWithoutPictures() {
        var lines = lines(new Camera().blind());
        assertThat(lines).hasSize(4);
        assertThat(lines.get(2)).startsWith("#EXT-X-STREAM-INF:").doesNotContain("AUDIO=", "EXT-X-MEDIA");
        assertThat(lines.get(3)).isEqualTo("audio.m3u8");
    }
}
