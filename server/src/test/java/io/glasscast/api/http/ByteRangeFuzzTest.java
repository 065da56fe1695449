package io.glasscast.api.http;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `Range` headers: whatever is sent lies within what there is.
final class ByteRangeFuzzTest {
    private static final long[] LENGTHS = {0, 1, 1_000};

    static void fuzz(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        for (long length : LENGTHS)
            if (ByteRange.of(text, length) instanceof ByteRange.Part part
                    && (part.from() < 0 || part.length() < 1 || part.to() >= length))
                throw new AssertionError(part + " of " + length);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("byte-range", ByteRangeFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
