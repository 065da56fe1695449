package io.glasscast.protocol.flv;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.Keyframes;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes the seeds of FLV's corpora: short films of every codec. Run by hand where they change.
final class CorpusSeeds {
    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    /// Enough to be read; every mutation reads all of it.
    private static final int MAX_FRAME = 400;

    private CorpusSeeds() {}

    public static void main(String[] arguments) throws IOException {
        for (var samples : List.of(Samples.H264, Samples.H265, Samples.AV1, Samples.VP9, Samples.VP8)) {
            var tags = new ArrayList<FlvTag>();
            var writer = new FlvWriter(tags::add);
            var sound = samples == Samples.H264
                    ? new Track(1, Codec.AAC, AudioSpecificConfig.lc(48_000, 2).write())
                    : new Track(1, Codec.OPUS);
            writer.begin(List.of(new Track(0, samples.codec()), sound));
            int index = 0;
            for (var payload : samples.frames().subList(0, 4)) {
                boolean keyframe = Keyframes.isKeyframe(samples.codec(), payload);
                long time = 40_000_000L * index++;
                writer.frame(new Frame(0, time + 40_000_000, time, keyframe, payload));
                writer.frame(new Frame(1, time, true, Bytes.hex("211004608c1c")));
            }
            writer.flush();
            var small = tags.stream()
                    .map(tag -> new FlvTag(
                            tag.kind(),
                            tag.timestampMillis(),
                            tag.body().slice(0, Math.min(MAX_FRAME, tag.body().length()))))
                    .toList();
            write(
                    "flv",
                    samples.name().toLowerCase(java.util.Locale.ROOT),
                    Tape.file(small).from(13));
            if (samples == Samples.H264)
                write("amf0", "metadata", tags.getFirst().body());
        }
        write(
                "flv",
                "modifier",
                Bytes.hex("09 000010 000000 00 000000 a7 02 07a120 03 61766331 00000002 4198 0000001b"));
        write("flv", "channels", Bytes.hex("08 000007 000000 00 000000 94 4f707573 01 06 00000012"));
        write(
                "amf0",
                "all",
                Bytes.hex(
                        "00400c000000000000 0101 020003666f6f 05 06 0b4271d4d7b9e800000000"
                                + "0c00000003666f6f 0300016101010000 09 10000154000161050000 09 0800000001000161050000 09 0a000000020506"));
    }

    private static void write(String corpus, String name, Bytes bytes) throws IOException {
        var folder = Files.createDirectories(CORPUS.resolve(corpus));
        Files.write(folder.resolve(name), bytes.toArray());
    }
}
