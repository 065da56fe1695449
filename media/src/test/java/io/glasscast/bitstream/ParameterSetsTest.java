package io.glasscast.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import org.junit.jupiter.api.Test;

/// Parameter sets of x264 and x265, whose settings are known (see the samples' README).
class ParameterSetsTest {
    private static Bytes first(Samples sample, int type) {
        boolean h265 = sample == Samples.H265;
        return NalUnits.split(sample.frames().getFirst()).orThrow().stream()
                .filter(nal -> (h265 ? H265NalUnit.type(nal) : H264NalUnit.type(nal)) == type)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void baseline() {
        var sps = H264SequenceParameterSet.parse(first(Samples.H264, H264NalUnit.SPS))
                .orThrow();
        assertThat(sps.size()).isEqualTo(new PictureSize(Samples.WIDTH, Samples.HEIGHT));
        assertThat(sps.profileLevelId()).isEqualTo("42c00d");
        assertThat(sps.maxReorderFrames()).isZero();
        var timing = sps.vui().flatMap(H264Vui::timing).orElseThrow();
        assertThat(timing.timeScale()).isEqualTo(2 * 15 * timing.unitsInTick());
    }

    @Test
    void highWithReordering() {
        var sps = H264SequenceParameterSet.parse(first(Samples.H264_SLICES, H264NalUnit.SPS))
                .orThrow();
        assertThat(sps.size()).isEqualTo(new PictureSize(Samples.WIDTH, Samples.HEIGHT));
        assertThat(sps.profileLevelId()).isEqualTo("64000c");
        assertThat(sps.vui().flatMap(H264Vui::reordering).orElseThrow().frames())
                .isEqualTo(2);
        assertThat(sps.maxReorderFrames()).isEqualTo(2);
    }

    /// A constrained baseline SPS without VUI, 640x480, picture order type 2: as libwebrtc's OpenH264 sends it.
    @Test
    void withoutUsabilityInformation() {
        // 66, c0, 31; id 0, frame_num 4 bits, type 2, 1 reference, 40x30 macroblocks, frames only, no crop, no VUI.
        var sps = H264SequenceParameterSet.parse(Bytes.hex("67 42c01f da 02 80 f6 40"))
                .orThrow();
        assertThat(sps.orderType()).isEqualTo(2);
        assertThat(sps.size()).isEqualTo(new PictureSize(640, 480));
        assertThat(sps.vui()).isEmpty();
        assertThat(sps.maxReorderFrames()).isZero();
        assertThat(sps.profileLevelId()).isEqualTo("42c01f");
    }

    @Test
    void h265() {
        var sps = H265SequenceParameterSet.parse(first(Samples.H265, H265NalUnit.SPS))
                .orThrow();
        assertThat(sps.size()).isEqualTo(new PictureSize(Samples.WIDTH, Samples.HEIGHT));
        assertThat(sps.bitDepth()).isEqualTo(8);
        assertThat(sps.chromaFormat()).isEqualTo(1);
        assertThat(sps.profileTierLevel().profile()).isEqualTo(1);
        assertThat(sps.profileTierLevel().level()).isEqualTo(60);
        assertThat(sps.profileTierLevel().codecString()).isEqualTo("hvc1.1.6.L60.90");
        var vps = H265VideoParameterSet.parse(first(Samples.H265, H265NalUnit.VPS))
                .orThrow();
        assertThat(vps.profileTierLevel()).isEqualTo(sps.profileTierLevel());
        assertThat(vps.id()).isEqualTo(sps.videoParameterSetId());
    }

    @Test
    void everyTruncationIsMalformedOrFine() {
        var sps = first(Samples.H264, H264NalUnit.SPS);
        assertThat(H264SequenceParameterSet.parse(Bytes.EMPTY)).isEqualTo(Parsed.malformed("h264-sps-type"));
        for (int size = 1; size < sps.length() - 1; size++)
            assertThat(H264SequenceParameterSet.parse(sps.slice(0, size)))
                    .isEqualTo(Parsed.malformed("h264-sps-short"));
        var h265 = first(Samples.H265, H265NalUnit.SPS);
        for (int size = 2; size < 20; size++)
            assertThat(H265SequenceParameterSet.parse(h265.slice(0, size))).isInstanceOf(Parsed.Malformed.class);
    }
}
