package io.glasscast.bitstream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// No header breaks its reader: inputs are what one parser is given, behind a byte that chooses it.
final class BitstreamFuzzTest {
    static void fuzz(byte[] input) {
        if (input.length == 0) return;
        var bytes = Bytes.of(input).from(1);
        switch (input[0] & 7) {
            case 0 -> {
                if (H264SequenceParameterSet.parse(bytes) instanceof Parsed.Ok<H264SequenceParameterSet>(var sps)) {
                    sane(sps.size());
                    sps.profileLevelId();
                    if (sps.maxReorderFrames() > 16) throw new AssertionError(sps);
                }
            }
            case 1 -> {
                if (H265SequenceParameterSet.parse(bytes) instanceof Parsed.Ok<H265SequenceParameterSet>(var sps)) {
                    sane(sps.size());
                    sps.profileTierLevel().codecString();
                }
            }
            case 2 -> H265VideoParameterSet.parse(bytes);
            case 3 -> Vp8FrameHeader.parse(bytes);
            case 4 -> Vp9FrameHeader.parse(bytes);
            case 5 -> {
                Av1SequenceHeader.parse(bytes);
                if (Av1Obu.split(bytes) instanceof Parsed.Ok<java.util.List<Av1Obu>>(var units)
                        && !Av1Obu.split(Av1Obu.join(units)).orThrow().equals(units)) throw new AssertionError();
            }
            case 6 -> OpusPacket.parse(bytes);
            default -> {
                var units = NalUnits.splitAnnexB(bytes).orThrow();
                if (!NalUnits.split(NalUnits.join(units)).orThrow().equals(units)) throw new AssertionError();
                NalUnits.toAnnexB(bytes);
            }
        }
        for (var codec : Codec.values()) {
            Keyframes.isKeyframe(codec, bytes);
            PictureSize.of(codec, bytes);
        }
    }

    private static void sane(PictureSize size) {
        if (size.width() < 1 || size.height() < 1 || size.width() > 40_000 || size.height() > 40_000)
            throw new AssertionError(size);
    }

    @Tag("fuzz")
    @Seeds("bitstream")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("bitstream", BitstreamFuzzTest::fuzz);
    }
}
