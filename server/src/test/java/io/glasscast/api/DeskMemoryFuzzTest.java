package io.glasscast.api;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a database may hold after another version, or a bad disk: a desk's memory, or nothing.
final class DeskMemoryFuzzTest {
    static void fuzz(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        DeskMemoryJson.read(text).ifPresent(memory -> {
            if (!DeskMemoryJson.write(memory).equals(text)) throw new AssertionError(memory);
        });
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("desk-memory", 2_000, DeskMemoryFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("desk-memory")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
