package io.glasscast.api.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Headers that are taken apart here: whatever range is sent lies within what there is, and the rest is yes or no.
final class HeaderFuzzTest {
    private static final String SDP = "application/sdp";
    private static final long[] LENGTHS = {0, 1, 1_000};

    static void fuzz(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        for (long length : LENGTHS)
            if (ByteRange.of(text, length) instanceof ByteRange.Part part
                    && (part.from() < 0 || part.length() < 1 || part.to() >= length))
                throw new AssertionError(part + " of " + length);
        Gzip.accepted(text);
        if (!Gzip.accepted(text + ",gzip")) throw new AssertionError("gzip is taken by whom says so");
        WhipWhep.isType(text, SDP);
        if (!WhipWhep.accepts(text + "," + SDP, SDP)) throw new AssertionError("so is " + SDP);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("header", HeaderFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("header")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
