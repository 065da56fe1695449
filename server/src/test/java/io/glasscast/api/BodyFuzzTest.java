package io.glasscast.api;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Bodies of REST calls: an object or nothing, and whatever is asked of it has an answer.
final class BodyFuzzTest {
    static void fuzz(byte[] input) {
        Call.parse(new String(input, StandardCharsets.UTF_8)).ifPresent(body -> {
            if (!Call.parse(body.toString()).equals(Optional.of(body))) throw new AssertionError(body);
            var call = new Call(Map.of(), Map.of(), Optional.empty(), body);
            for (var name : body.keySet()) {
                call.text(name);
                call.bool(name);
                if (call.texts(name).size() > 64) throw new AssertionError(body);
            }
        });
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("body", BodyFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("body")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
