package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveEdgeTest {
    /// In the manner of the draft's appendix B.
    private static final byte[] PLAYLIST = """
            #EXTM3U
            #EXT-X-TARGETDURATION:4
            #EXT-X-PART-INF:PART-TARGET=0.33334
            #EXT-X-MEDIA-SEQUENCE:266
            #EXT-X-MAP:URI="init.mp4"
            #EXTINF:4.00008,
            fileSequence266.mp4
            #EXT-X-PART:DURATION=0.33334,INDEPENDENT=YES,URI="filePart267.0.mp4"
            #EXT-X-PART:DURATION=0.33334,URI="filePart267.1.mp4"
            #EXTINF:4.00008,
            fileSequence267.mp4
            #EXT-X-PART:DURATION=0.33334,URI="filePart268.0.mp4"
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="filePart268.1.mp4"
            """.getBytes(StandardCharsets.US_ASCII);

    @Test
    void numbersPartsBySegmentAndPlace() {
        assertThat(LiveEdge.after(LiveEdge.Part.NONE, PLAYLIST))
                .containsExactly(
                        new LiveEdge.Part(267, 0, "filePart267.0.mp4"),
                        new LiveEdge.Part(267, 1, "filePart267.1.mp4"),
                        new LiveEdge.Part(268, 0, "filePart268.0.mp4"));
    }

    @Test
    void leavesOutWhatWasHad() {
        assertThat(LiveEdge.after(new LiveEdge.Part(267, 0, "any"), PLAYLIST))
                .extracting(LiveEdge.Part::uri)
                .containsExactly("filePart267.1.mp4", "filePart268.0.mp4");
        assertThat(LiveEdge.after(new LiveEdge.Part(268, 0, "any"), PLAYLIST)).isEmpty();
    }

    @Test
    void soundMayBeARenditionOfItsOwn() {
        assertThat(Playlists.in("""
                        #EXTM3U
                        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="Sound",URI="audio.m3u8"
                        #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="sound"
                        video.m3u8
                        #EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="sound"
                        audio.m3u8
                        """)).containsExactly("video.m3u8", "audio.m3u8");
        assertThat(Playlists.in("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nall.m3u8\n"))
                .containsExactly("all.m3u8");
    }

    @Test
    void picturesAreFoundInAPart() {
        var moof = new ByteWriter().u32(12).utf8("moof").u32(7).toBytes();
        var mdat = new ByteWriter()
                .u32(8 + 4 + 1 + 4 + 2)
                .utf8("mdat")
                .u32(1)
                .u8(9)
                .u32(2)
                .u8(5)
                .u8(6)
                .toBytes();
        var units =
                FragmentPictures.units(new ByteWriter().bytes(moof).bytes(mdat).toBytes());
        assertThat(units).extracting(Bytes::length).containsExactly(1, 2);
        assertThat(units.getLast().u8(0)).isEqualTo(5);
        assertThat(FragmentPictures.units(mdat.slice(0, mdat.length() - 1))).isEmpty();
    }
}
