package io.glasscast.protocol.rtp.payload;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.bitstream.Av1Obu;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No sequence of payloads breaks a depacketizer, and what comes out has the shape that [Codec] promises and can be
/// packetized again.
///
/// Inputs: a byte for the codec, then for each packet a byte of flags (1 marker, 2 new timestamp, 4 after a gap), a
/// byte for the payload's length, and the payload.
final class DepacketizerFuzzTest {
    private static final List<Codec> CODECS =
            List.of(Codec.H264, Codec.H265, Codec.VP8, Codec.VP9, Codec.AV1, Codec.OPUS);

    static void fuzz(byte[] input) {
        if (input.length == 0) return;
        var bytes = Bytes.of(input);
        var codec = CODECS.get(bytes.u8(0) % CODECS.size());
        var depacketizer = Depacketizer.of(codec, why -> {});
        var packetizer = Packetizer.of(codec);
        long timestamp = 0;
        for (int at = 1; at + 2 <= bytes.length(); ) {
            int flags = bytes.u8(at);
            int size = Math.min(bytes.u8(at + 1), bytes.length() - at - 2);
            if ((flags & 2) != 0) timestamp += 3000;
            var payload = bytes.slice(at + 2, size);
            depacketizer.push(
                    payload, timestamp, (flags & 1) != 0, (flags & 4) != 0, unit -> check(codec, packetizer, unit));
            at += 2 + size;
        }
    }

    private static void check(Codec codec, Packetizer packetizer, AccessUnit unit) {
        if (unit.payload().isEmpty()) throw new AssertionError("empty unit");
        switch (codec) {
            case H264, H265 -> NalUnits.split(unit.payload()).orThrow();
            case AV1 -> Av1Obu.split(unit.payload()).orThrow();
            case VP8, VP9, OPUS, AAC -> {}
        }
        for (var payload : packetizer.packetize(unit.payload(), 100))
            if (payload.length() > 100) throw new AssertionError(payload);
    }

    @Tag("fuzz")
    @Seeds({"payload-h264", "payload-h265", "payload-vp8", "payload-vp9", "payload-av1", "payload-opus"})
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264", "h265", "vp8", "vp9", "av1", "opus"})
    void replaysItsCorpus(String codec) {
        Corpus.replay("payload-" + codec, DepacketizerFuzzTest::fuzz);
    }
}
