package io.glasscast.protocol.hls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.fmp4.Camera;
import io.glasscast.protocol.fmp4.Window;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Any text is a file's name or is not, and names go both ways; any query is read or refused, and what was read has a
/// verdict.
class PlaybackFuzzTest {
    private static final Window WINDOW = window();

    private static Window window() {
        var packager = Camera.packager();
        packager.begin(new Camera().tracks(), List.of());
        new Camera().film(0, 5 * Camera.SECOND).forEach(packager::frame);
        return packager.window().orElseThrow();
    }

    static void fuzz(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        if (PlaybackFile.parse(text) instanceof Parsed.Ok<PlaybackFile>(var file)
                && !file.name().equals(text)) throw new AssertionError(text + " was read as " + file);
        if (BlockingRequest.parse(text) instanceof Parsed.Ok<BlockingRequest>(var request))
            for (var rendition : WINDOW.renditions()) {
                var verdict = request.on(WINDOW, rendition);
                if (request.msn() < 0 && verdict != BlockingRequest.Verdict.ANSWER)
                    throw new AssertionError("nothing was asked for, and it waits");
            }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("hls", PlaybackFuzzTest::fuzz);
    }

    @Test
    void namesGoBothWays() {
        for (var name : List.of(
                "index.m3u8",
                "manifest.mpd",
                "video.m3u8",
                "audio.m3u8",
                "init-video-0123456789abcdef.mp4",
                "video-1767225600.m4s",
                "audio-1767225600.12.m4s"))
            assertThat(PlaybackFile.parse(name).orThrow().name()).isEqualTo(name);
        for (var name : List.of(
                "",
                ".",
                "..",
                "video-.m4s",
                "video-01.m4s",
                "video-1..m4s",
                "video-1.2.3.m4s",
                "init-video-.mp4",
                "VIDEO.m3u8")) assertThat(PlaybackFile.parse(name)).as(name).isInstanceOf(Parsed.Malformed.class);
    }

    @Tag("fuzz")
    @Seeds("hls")
    @FuzzTest
    void fuzzes(byte[] input) {
        fuzz(input);
    }
}
