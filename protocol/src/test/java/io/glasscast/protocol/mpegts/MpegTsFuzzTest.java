package io.glasscast.protocol.mpegts;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.bitstream.AdtsHeader;
import io.glasscast.bitstream.LatmStream;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.mpegts.TsDemuxer.Output;
import java.util.HashSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// No stream breaks its reader: inputs are what one parser is given, behind a byte that chooses it.
final class MpegTsFuzzTest {
    static void fuzz(byte[] input) {
        if (input.length == 0) return;
        var bytes = Bytes.of(input).from(1);
        switch (input[0] & 7) {
            case 0 -> demuxer(bytes);
            case 1 -> sections(bytes);
            case 2 -> {
                if (PesHeader.parse(bytes) instanceof Parsed.Ok<PesHeader>(var header)
                        && (header.length() > bytes.length() || header.pts() >= 1L << 33 || header.dts() >= 1L << 33))
                    throw new AssertionError(header);
            }
            case 3 -> units(new AdtsUnits(), bytes);
            case 4 -> units(new LatmUnits(), bytes);
            case 5 -> units(new OpusUnits(2), bytes);
            case 6 -> units(new VideoUnits((bytes.length() & 1) == 0), bytes);
            default -> {
                AdtsHeader.parse(bytes);
                new LatmStream().read(bytes);
                TsPacket.parse(bytes);
            }
        }
    }

    /// Every frame belongs to a track that was said, and is decoded before it is shown.
    private static void demuxer(Bytes bytes) {
        var demuxer = new TsDemuxer();
        var numbers = new HashSet<Integer>();
        for (int turn = 0; turn < 2; turn++) {
            demuxer.feed(bytes, output -> check(output, numbers));
            demuxer.flush(output -> check(output, numbers));
        }
    }

    private static void check(Output output, HashSet<Integer> numbers) {
        switch (output) {
            case Output.Tracks(var tracks) -> {
                numbers.clear();
                tracks.forEach(track -> numbers.add(track.number()));
                if (numbers.size() != tracks.size()) throw new AssertionError(tracks);
            }
            case Output.Whole(var frame) -> {
                if (!numbers.contains(frame.track()) || frame.dtsNanos() > frame.ptsNanos())
                    throw new AssertionError(frame);
            }
            case Output.Refused _, Output.Discarded _, Output.Clock _, Output.Present _ -> {}
        }
    }

    /// A section and what its body says as either table.
    private static void sections(Bytes bytes) {
        if (PsiSection.parse(bytes) instanceof Parsed.Ok<PsiSection>(var section)
                && !section.write().slice(0, 3).equals(bytes.slice(0, 3))
                && (bytes.u8(1) & 0xF0) == 0xB0) throw new AssertionError(section);
        ProgramAssociation.read(bytes);
        if (ProgramMap.read(bytes) instanceof Parsed.Ok<ProgramMap>(var map))
            map.streams().forEach(StreamFormat::of);
        // Whatever the input, its CRC can be made right.
        var body = bytes.slice(0, Math.min(bytes.length(), 1_000));
        var reader = new SectionReader();
        var wire =
                new Wire().section(0, new PsiSection(2, 1, 0, true, 0, 0, body)).take();
        int[] read = {0};
        for (int at = 0; at < wire.length(); at += 188)
            reader.payload(
                    TsPacket.parse(wire.slice(at, 188)).orThrow(),
                    section -> read[0] += section.body().equals(body) ? 1 : 100,
                    why -> {
                        throw new AssertionError(why);
                    });
        if (read[0] != 1) throw new AssertionError();
    }

    private static void units(Units units, Bytes bytes) {
        var sink = new Units.Sink() {
            @Override
            public void configured(Bytes configuration) {}

            @Override
            public void unit(long ptsNanos, long dtsNanos, boolean keyframe, Bytes payload) {
                if (payload.isEmpty()) throw new AssertionError("empty unit");
            }

            @Override
            public void discarded(String why) {}

            @Override
            public void refused(String name) {}
        };
        int half = bytes.length() / 2;
        units.pes(new Units.Times(0, 0), bytes.slice(0, half), sink);
        units.pes(Units.Times.UNKNOWN, bytes.from(half), sink);
        units.gap();
        units.pes(new Units.Times(5, 5), bytes, sink);
    }

    @Tag("fuzz")
    @Seeds("mpegts")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("mpegts", MpegTsFuzzTest::fuzz);
    }

    /// Damage in whole recordings, which are too long to be mutated as a corpus.
    @Test
    void recordingsWithNoise() {
        for (var recording : Recordings.values()) {
            var bytes = recording.bytes();
            var random = new java.util.SplittableRandom(recording.ordinal());
            for (int turn = 0; turn < 20; turn++) {
                var noisy = bytes.toArray();
                for (int n = 0; n < 1 << turn % 10; n++)
                    noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
                fuzz(new ByteWriter(noisy.length + 1)
                        .u8(0)
                        .bytes(noisy)
                        .toBytes()
                        .toArray());
            }
        }
    }
}
