package io.glasscast.protocol.srt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Parsed;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever a caller says of itself names a resource or does not; whatever a person types is a URL or is
/// refused in words.
class SrtTextFuzzTest {
    static void fuzz(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        if (StreamId.parse(text) instanceof Parsed.Ok<StreamId>(var id)
                && (id.resource().isBlank() || id.resource().contains("/"))) throw new AssertionError(id.toString());
        switch (SrtUrl.parse(text)) {
            case Parsed.Ok<SrtUrl>(var url) -> url.caller();
            case Parsed.Malformed<SrtUrl>(var why) -> {
                if (SrtUrl.sentence(why).equals("The SRT URL cannot be read.")) throw new AssertionError(why);
            }
        }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("srt-text", SrtTextFuzzTest::fuzz);
    }

    @Tag("fuzz")
    static class Fuzzing {
        @Seeds("srt-text")
        @FuzzTest
        void fuzz(byte[] input) {
            SrtTextFuzzTest.fuzz(input);
        }
    }
}
