package io.glasscast.protocol.rtp.payload;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Packets that FFmpeg made of the samples give the samples back.
class ForeignPacketsTest {
    private static final int RTP_HEADER = 12;

    @ParameterizedTest
    @CsvSource({"H264, ffmpeg-h264.rtp", "H265, ffmpeg-h265.rtp", "VP8, ffmpeg-vp8.rtp", "VP9, ffmpeg-vp9.rtp"})
    void comeOutAsTheFramesTheyWere(Samples sample, String file) throws IOException {
        var units = new ArrayList<AccessUnit>();
        var discarded = new ArrayList<String>();
        var depacketizer = Depacketizer.of(sample.codec(), discarded::add);
        var dump = read(file);
        for (int at = 0; at < dump.length(); ) {
            int size = dump.u16(at);
            var packet = dump.slice(at + 2, size);
            boolean marker = (packet.u8(1) & 0x80) != 0;
            depacketizer.push(packet.from(RTP_HEADER), packet.u32(4), marker, false, units::add);
            at += 2 + size;
        }
        assertThat(discarded).isEmpty();
        assertThat(units).extracting(AccessUnit::payload).isEqualTo(sample.frames());
    }

    private static Bytes read(String file) throws IOException {
        try (var stream = Samples.class.getResourceAsStream("/samples/" + file)) {
            if (stream == null) throw new IllegalStateException(file);
            return Bytes.of(stream.readAllBytes());
        }
    }
}
