package io.glasscast.protocol.flv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.protocol.flv.amf0.Amf0;
import io.glasscast.protocol.flv.amf0.Amf0Reader;
import io.glasscast.protocol.flv.amf0.Amf0Writer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class FlvFuzzTest {
    @Test
    void amf0ReplaysItsCorpus() {
        Corpus.replay("amf0", FlvFuzzTest::fuzzAmf0);
    }

    @Test
    void tagsReplayTheirCorpus() {
        Corpus.replay("flv", FlvFuzzTest::fuzzTags);
    }

    @Tag("fuzz")
    @Seeds("amf0")
    @FuzzTest
    void amf0(byte[] input) {
        fuzzAmf0(input);
    }

    @Tag("fuzz")
    @Seeds("flv")
    @FuzzTest
    void tags(byte[] input) {
        fuzzTags(input);
    }

    /// What was read can be written, and reads the same again.
    static void fuzzAmf0(byte[] input) {
        if (!(Amf0Reader.all(Bytes.of(input)) instanceof Parsed.Ok<List<Amf0>>(var values))) return;
        var written = Amf0Writer.write(values);
        assertThat(Amf0Writer.write(Amf0Reader.all(written).orThrow())).isEqualTo(written);
    }

    /// Tags as in a file: whatever they hold, tracks come before frames, frames are whole, and times are in order.
    static void fuzzTags(byte[] input) {
        var tape = new Tape();
        var bytes = Bytes.of(input);
        for (int at = 0; bytes.length() - at >= 11; ) {
            int size = Math.min(bytes.u24(at + 1), bytes.length() - at - 11);
            long timestamp = (long) bytes.u8(at + 7) << 24 | bytes.u24(at + 4);
            var body = bytes.slice(at + 11, size);
            tape.nowNanos += 20_000_000;
            switch (bytes.u8(at)) {
                case 8 -> tape.read(Tape.audio(timestamp, body));
                case 9 -> tape.read(Tape.video(timestamp, body));
                default -> tape.read(new FlvTag(FlvTag.Kind.DATA, timestamp, body));
            }
            at += 11 + size + 4;
        }
        check(tape);
    }

    private static void check(Tape tape) {
        if (tape.frames().isEmpty()) return;
        int told = tape.events.indexOf(tape.of(FlvReader.Event.Tracks.class).getFirst());
        int media = tape.events.indexOf(tape.of(FlvReader.Event.Media.class).getFirst());
        assertThat(told).isLessThan(media);
        var tags = new ArrayList<FlvTag>();
        var writer = new FlvWriter(tags::add);
        for (var event : tape.events) {
            switch (event) {
                case FlvReader.Event.Tracks(var tracks) -> writer.begin(tracks);
                case FlvReader.Event.Media(var frame) -> {
                    assertThat(frame.ptsNanos()).isGreaterThanOrEqualTo(frame.dtsNanos());
                    writer.frame(frame);
                }
                case FlvReader.Event.Present _, FlvReader.Event.Refused _, FlvReader.Event.Discarded _ -> {}
            }
        }
        writer.flush();
        var first = tape.tracks().getFirst();
        if (first.codec() == Codec.H264 && tape.of(FlvReader.Event.Tracks.class).size() == 1)
            for (var frame : tape.frames(0))
                assertThat(NalUnits.split(frame.payload())).isInstanceOf(Parsed.Ok.class);
        long last = 0;
        for (var tag : tags) {
            assertThat(tag.timestampMillis()).isGreaterThanOrEqualTo(last);
            last = tag.timestampMillis();
        }
    }
}
