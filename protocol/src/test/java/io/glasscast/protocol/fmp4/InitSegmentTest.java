package io.glasscast.protocol.fmp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitSegmentTest {
    private static final String ENTRY = "moov/trak/mdia/minf/stbl/stsd";

    @ParameterizedTest
    @CsvSource({
        "H264,avc1,avcC,avc1.42c00d",
        "H264_SLICES,avc1,avcC,avc1.64000c",
        "H265,hvc1,hvcC,hvc1.1.6.L60.90",
        "VP9,vp09,vpcC,vp09.00.11.08",
        "AV1,av01,av1C,av01.0.00M.08"
    })
    void describesPicturesByTheirOwnKeyframe(Samples samples, String type, String configuration, String codecs) {
        var entry = SampleEntry.ofKeyframe(samples.codec(), samples.frames().getFirst())
                .orThrow();
        var init = InitSegment.of(entry);
        assertThat(init.codecs()).isEqualTo(codecs);
        assertThat(init.width()).isEqualTo(Samples.WIDTH);
        assertThat(init.height()).isEqualTo(Samples.HEIGHT);
        var box = Boxes.of(Boxes.at(init.bytes(), ENTRY).from(8)).getFirst();
        assertThat(box.type()).isEqualTo(type);
        assertThat(box.content().u16(24)).isEqualTo(Samples.WIDTH);
        assertThat(Boxes.of(box.content().from(78)).getFirst().type()).isEqualTo(configuration);
        assertThat(Boxes.at(init.bytes(), "moov/trak/mdia/mdhd").u32(12)).isEqualTo(90_000);
        assertThat(Boxes.at(init.bytes(), "moov/mvex/trex").u32(4)).isEqualTo(1);
    }

    @Test
    void describesSoundByItsConfiguration() {
        var config = AudioSpecificConfig.lc(44_100, 2).write();
        var init = InitSegment.of(
                SampleEntry.ofSound(new Track(0, Codec.AAC, config)).orThrow());
        assertThat(init.codecs()).isEqualTo("mp4a.40.2");
        assertThat(init.timescale()).isEqualTo(44_100);
        var box = Boxes.of(Boxes.at(init.bytes(), ENTRY).from(8)).getFirst();
        assertThat(box.type()).isEqualTo("mp4a");
        assertThat(box.content().u16(16)).isEqualTo(2);
        assertThat(box.content().u32(24)).isEqualTo(44_100L << 16);
        // ES_Descriptor, DecoderConfigDescriptor, DecoderSpecificInfo, SLConfigDescriptor (ISO/IEC 14496-1 §7.2.6).
        assertThat(Boxes.of(box.content().from(28)).getFirst().content().from(4))
                .isEqualTo(Bytes.hex("0319000000 0411 4015 000000 00000000 00000000 0502" + config.hex() + "060102"));
    }

    /// OpusHead is little-endian, dOps is not (RFC 7845 §5.1, Opus-ISOBMFF §4.3.2).
    @Test
    void turnsOpusHeadRound() {
        var head = Bytes.hex("4f70757348656164 01 02 3801 80bb0000 0000 00");
        var init = InitSegment.of(
                SampleEntry.ofSound(new Track(0, Codec.OPUS, head)).orThrow());
        var box = Boxes.of(Boxes.at(init.bytes(), ENTRY).from(8)).getFirst();
        assertThat(Boxes.at(box.content().from(28), "dOps")).isEqualTo(Bytes.hex("00 02 0138 0000bb80 0000 00"));
    }

    @Test
    void isNamedByWhatIsInIt() {
        var one = InitSegment.of(
                SampleEntry.ofKeyframe(Codec.H264, Camera.KEYFRAME).orThrow());
        var same = InitSegment.of(
                SampleEntry.ofKeyframe(Codec.H264, Camera.KEYFRAME).orThrow());
        var other = InitSegment.of(
                SampleEntry.ofKeyframe(Codec.H264, Samples.H264_SLICES.frames().getFirst())
                        .orThrow());
        assertThat(one.id()).isEqualTo(same.id()).isNotEqualTo(other.id());
    }

    @Test
    void refusesWhatMp4HasNoPlaceFor() {
        assertThat(SampleEntry.ofKeyframe(Codec.VP8, Samples.VP8.frames().getFirst()))
                .isInstanceOf(Parsed.Malformed.class);
        assertThat(SampleEntry.ofKeyframe(Codec.H264, Camera.DELTA)).isInstanceOf(Parsed.Malformed.class);
        assertThat(SampleEntry.ofSound(new Track(0, Codec.AAC, Bytes.EMPTY))).isInstanceOf(Parsed.Malformed.class);
        var endless = Bytes.hex("1190" + "00".repeat(103));
        assertThat(SampleEntry.ofSound(new Track(0, Codec.AAC, endless))).isInstanceOf(Parsed.Malformed.class);
    }
}
