package io.glasscast.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FrameHeadersTest {
    @ParameterizedTest
    @EnumSource(value = Samples.class, names = "OPUS", mode = EnumSource.Mode.EXCLUDE)
    void keyframesTellTheirSize(Samples sample) {
        var frames = sample.frames();
        assertThat(frames).hasSizeGreaterThanOrEqualTo(15);
        assertThat(Keyframes.isKeyframe(sample.codec(), frames.getFirst())).isTrue();
        for (var frame : frames)
            if (Keyframes.isKeyframe(sample.codec(), frame))
                assertThat(PictureSize.of(sample.codec(), frame).orThrow())
                        .isEqualTo(new PictureSize(Samples.WIDTH, Samples.HEIGHT));
    }

    /// The samples were made with a keyframe every eight frames.
    @ParameterizedTest
    @CsvSource({"H264", "H265", "VP8", "VP9", "AV1"})
    void keyframesAreWhereTheyWereAskedFor(Samples sample) {
        var frames = sample.frames();
        assertThat(IntStream.range(0, frames.size()).filter(i -> Keyframes.isKeyframe(sample.codec(), frames.get(i))))
                .containsExactly(0, 8);
    }

    /// RFC 6386 §9.1: a shown keyframe of 176x144, scales 0.
    @Test
    void vp8() {
        var header = Vp8FrameHeader.parse(Bytes.hex("10 0200 9d012a b000 9000")).orThrow();
        assertThat(header).isEqualTo(new Vp8FrameHeader(true, 0, true, 176, 144));
        assertThat(Vp8FrameHeader.parse(Bytes.hex("10 0200 9d012b b000 9000")))
                .isEqualTo(Parsed.malformed("vp8-start-code"));
        assertThat(Vp8FrameHeader.parse(Bytes.hex("10 0200 9d012a b000"))).isEqualTo(Parsed.malformed("vp8-short"));
        assertThat(Vp8FrameHeader.parse(Bytes.hex("31 0200")).orThrow().size())
                .isEqualTo(Parsed.malformed("vp8-no-keyframe"));
    }

    @Test
    void vp9() {
        // marker 10, profile 00, not existing, keyframe, shown, not resilient; sync; colour 001 0; 64x36.
        var header = Vp9FrameHeader.parse(Bytes.hex("82 498342 2003f0023000")).orThrow();
        assertThat(header).isEqualTo(new Vp9FrameHeader(0, false, true, true, 8, 64, 36));
        assertThat(Vp9FrameHeader.parse(Bytes.hex("88")).orThrow().showExisting())
                .isTrue();
        assertThat(Vp9FrameHeader.parse(Bytes.hex("42"))).isEqualTo(Parsed.malformed("vp9-frame-marker"));
        assertThat(Vp9FrameHeader.parse(Bytes.hex("82 498343 20"))).isEqualTo(Parsed.malformed("vp9-sync-code"));
        assertThat(Vp9FrameHeader.parse(Bytes.hex("82 498342 20"))).isEqualTo(Parsed.malformed("vp9-short"));
    }

    @Test
    void av1SequenceHeader() {
        var header = Av1SequenceHeader.find(Samples.AV1.frames().getFirst()).orThrow();
        assertThat(header.codecString()).isEqualTo("av01.0.00M.08");
        assertThat(header.monochrome()).isFalse();
    }

    /// AV1 §5.3: units with and without extension and size.
    @Test
    void av1Units() {
        var units = Av1Obu.split(Bytes.hex("1200 0a01ff 36 48 02 aabb")).orThrow();
        assertThat(units).extracting(Av1Obu::type).containsExactly(2, 1, 6);
        assertThat(units.getLast().extension()).isEqualTo(0x48);
        assertThat(units.getLast().element()).isEqualTo(Bytes.hex("34 48 aabb"));
        assertThat(Av1Obu.parse(Bytes.hex("34 48 aabb")).orThrow()).isEqualTo(units.getLast());
        assertThat(Av1Obu.join(units)).isEqualTo(Bytes.hex("1200 0a01ff 36 48 02 aabb"));
        assertThat(Av1Obu.split(Bytes.hex("30aa"))).isEqualTo(Parsed.malformed("av1-obu-sizeless"));
        assertThat(Av1Obu.split(Bytes.hex("3202aa"))).isEqualTo(Parsed.malformed("av1-obu-size"));
        assertThat(Av1Obu.split(Bytes.hex("36"))).isEqualTo(Parsed.malformed("av1-obu-short"));
        assertThat(Av1Obu.split(Bytes.hex("b200"))).isEqualTo(Parsed.malformed("av1-obu-forbidden-bit"));
    }

    /// AV1 §4.10.5.
    @ParameterizedTest
    @CsvSource({
        "00, 0, 1",
        "7f, 127, 1",
        "8001, 128, 2",
        "e58e26, 624485, 3",
        "8080808000, 0, 5",
        "ffffffff07, 2147483647, 5"
    })
    void leb128(String hex, int value, int length) {
        assertThat(Leb128.read(Bytes.hex(hex), 0)).isEqualTo(new Leb128(value, length));
        var shortest = new byte[5];
        int end = Leb128.put(shortest, 0, value);
        assertThat(end).isEqualTo(Leb128.size(value)).isLessThanOrEqualTo(length);
        assertThat(Leb128.read(Bytes.of(shortest, 0, end), 0)).isEqualTo(new Leb128(value, end));
    }

    @ParameterizedTest
    @CsvSource({"80", "ffffffff08", "ffffffff0f", "808080808080808000"})
    void noLeb128(String hex) {
        assertThat(Leb128.read(Bytes.hex(hex), 0)).isEqualTo(Leb128.NONE);
        assertThat(Leb128.read(Bytes.EMPTY, 0)).isEqualTo(Leb128.NONE);
    }

    /// RFC 6716 Table 2 and §3.2: configuration, channels, frame count, samples.
    @ParameterizedTest
    @CsvSource({
        "00, 0, 1, 1, 480",
        "18, 3, 1, 1, 2880",
        "59, 11, 1, 2, 2880",
        "60, 12, 1, 1, 480",
        "7c, 15, 2, 1, 960",
        "80, 16, 1, 1, 120",
        "fc, 31, 2, 1, 960",
        "fe, 31, 2, 2, 960",
        "ff83, 31, 2, 3, 960",
        "8330, 16, 1, 48, 120"
    })
    void opus(String hex, int config, int channels, int frames, int frameSamples) {
        var packet = OpusPacket.parse(Bytes.hex(hex)).orThrow();
        assertThat(packet).isEqualTo(new OpusPacket(config, channels, frames, frameSamples));
        assertThat(packet.durationNanos()).isEqualTo(frames * frameSamples * 1_000_000_000L / 48_000);
    }

    @Test
    void malformedOpus() {
        assertThat(OpusPacket.parse(Bytes.EMPTY)).isEqualTo(Parsed.malformed("opus-empty"));
        assertThat(OpusPacket.parse(Bytes.hex("ff"))).isEqualTo(Parsed.malformed("opus-frame-count"));
        assertThat(OpusPacket.parse(Bytes.hex("ff00"))).isEqualTo(Parsed.malformed("opus-frame-count"));
        // 48 frames of 20 ms.
        assertThat(OpusPacket.parse(Bytes.hex("ff30"))).isEqualTo(Parsed.malformed("opus-duration"));
    }

    @Test
    void opusSampleIsStereoAndTwentyMilliseconds() {
        for (var frame : Samples.OPUS.frames()) {
            var packet = OpusPacket.parse(frame).orThrow();
            assertThat(packet.channels()).isEqualTo(2);
            assertThat(packet.samples()).isEqualTo(960);
        }
        assertThat(PictureSize.of(Codec.OPUS, Bytes.EMPTY)).isEqualTo(Parsed.malformed("size-of-audio"));
    }
}
