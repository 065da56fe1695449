package io.glasscast.bitstream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What decoders must know beforehand, from RTMP's sequence headers and from keyframes: whatever can be read can be
/// written, and reads the same again. Inputs are what one parser is given, behind a byte that chooses it.
final class ConfigurationFuzzTest {
    private static final int MOST_RATE = 1 << 24;

    static void fuzz(byte[] input) {
        if (input.length == 0) return;
        var bytes = Bytes.of(input).from(1);
        switch (input[0] & 7) {
            case 0 -> avc(bytes);
            case 1 -> hevc(bytes);
            case 2 -> av1(bytes);
            case 3 -> aac(bytes);
            case 4 -> keyframe(Codec.H264, bytes);
            case 5 -> keyframe(Codec.H265, bytes);
            case 6 -> keyframe(Codec.AV1, bytes);
            default -> {
                VpConfiguration.ofVp8(bytes).then(vp -> Parsed.ok(vp.write()));
                VpConfiguration.ofVp9(bytes).then(vp -> Parsed.ok(vp.write()));
            }
        }
    }

    private static void avc(Bytes bytes) {
        if (!(AvcConfiguration.parse(bytes) instanceof Parsed.Ok<AvcConfiguration>(var record))) return;
        var again = AvcConfiguration.parse(record.write()).orThrow();
        if (!again.parameterSets().equals(record.parameterSets())) throw new AssertionError(again);
        keyframe(Codec.H264, NalUnits.join(record.parameterSets()));
    }

    private static void hevc(Bytes bytes) {
        if (!(HevcConfiguration.parse(bytes) instanceof Parsed.Ok<HevcConfiguration>(var record))) return;
        if (record.write() instanceof Parsed.Ok<Bytes>(var written)
                && !HevcConfiguration.parse(written).orThrow().parameterSets().equals(record.parameterSets()))
            throw new AssertionError(record);
        keyframe(Codec.H265, NalUnits.join(record.parameterSets()));
    }

    private static void av1(Bytes bytes) {
        if (Av1Configuration.parse(bytes) instanceof Parsed.Ok<Av1Configuration>(var record)
                && record.write() instanceof Parsed.Ok<Bytes>(var written)
                && !Av1Configuration.parse(written).orThrow().equals(record)) throw new AssertionError(record);
    }

    private static void aac(Bytes bytes) {
        if (!(AudioSpecificConfig.parse(bytes) instanceof Parsed.Ok<AudioSpecificConfig>(var config))) return;
        if (config.sampleRate() < 1 || config.sampleRate() >= MOST_RATE || config.frameNanos() < 1)
            throw new AssertionError(config);
        if (!AudioSpecificConfig.parse(config.write()).orThrow().equals(config)) throw new AssertionError(config);
    }

    /// A keyframe may come with any parameter sets, and be shown in any order.
    private static void keyframe(Codec codec, Bytes bytes) {
        switch (codec) {
            case H264 -> AvcConfiguration.of(bytes).then(avc -> AvcConfiguration.parse(avc.write()));
            case H265 -> HevcConfiguration.of(bytes).then(HevcConfiguration::write);
            case AV1 -> Av1Configuration.of(bytes).then(Av1Configuration::write);
            case VP8, VP9, OPUS, AAC -> {}
        }
        var times = new DecodingTimes(codec);
        long last = Long.MIN_VALUE;
        for (int n = 0; n < 8; n++) {
            var placed = times.place(new Frame(0, (n * 5 % 8) * 40_000_000L, n == 0, bytes));
            if (placed.dtsNanos() > placed.ptsNanos() || (n > 0 && codec != Codec.AV1 && placed.dtsNanos() <= last))
                throw new AssertionError(placed);
            last = placed.dtsNanos();
        }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("configuration", ConfigurationFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("configuration")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
