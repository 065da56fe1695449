package io.glasscast.protocol.hls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.dash.Manifest;
import io.glasscast.protocol.fmp4.Boxes;
import io.glasscast.protocol.fmp4.Camera;
import io.glasscast.protocol.fmp4.Described;
import io.glasscast.protocol.fmp4.Packager;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever a publisher calls a frame: what is packaged can be read back, and playlists and manifests of it are
/// written.
///
/// Inputs: a byte for the codec, then for each frame a byte of flags (1 keyframe, 2 sound, 4 not a frame but how sound
/// is coded from here on, and in the upper half steps of 20 ms), two for its length, and the payload.
final class PackagedFuzzTest {
    private static final List<Codec> CODECS = List.of(Codec.H264, Codec.H265, Codec.VP8, Codec.VP9, Codec.AV1);
    private static final long STEP = 20 * Camera.MS;

    static void fuzz(byte[] input) {
        if (input.length == 0) return;
        var bytes = Bytes.of(input);
        var pictures = new Track(0, CODECS.get(bytes.u8(0) % CODECS.size()));
        var packager = Camera.packager();
        packager.begin(List.of(pictures), List.of());
        long now = Camera.SECOND;
        for (int at = 1; at + 3 <= bytes.length(); ) {
            int flags = bytes.u8(at);
            int size = Math.min(bytes.u16(at + 1), bytes.length() - at - 3);
            var payload = bytes.slice(at + 3, size);
            now += (flags >>> 4) * STEP;
            if ((flags & 4) != 0) packager.begin(List.of(pictures, new Track(1, Codec.AAC, payload)), List.of());
            else packager.frame(new Frame((flags & 2) >>> 1, now, (flags & 3) != 0, payload));
            at += 3 + size;
        }
        // Half of the streams end there.
        if ((input.length & 1) == 0) packager.end();
        readable(packager);
    }

    private static void readable(Packager packager) {
        var found = packager.window();
        if (found.isEmpty()) return;
        var window = found.get();
        for (var rendition : window.renditions()) {
            Listed.read(MediaPlaylist.of(window, rendition, false));
            for (var segment : rendition.segments()) {
                if (!Described.of(segment.init().bytes())
                        .codecs()
                        .equals(segment.init().codecs())) throw new AssertionError(segment.init());
                for (var part : segment.parts()) Boxes.samples(part.bytes());
            }
        }
        MultivariantPlaylist.of(window, "");
        new Manifest().of(window);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("packaged", PackagedFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("packaged")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
