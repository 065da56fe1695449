package io.glasscast.protocol.stun;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Parsed;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever stands in a description is a candidate or refused; what is read can be written and read again.
class CandidateFuzzTest {
    static void fuzz(byte[] input) {
        switch (Candidate.parse(new String(input, StandardCharsets.UTF_8))) {
            case Parsed.Malformed<Candidate> _ -> {}
            case Parsed.Ok<Candidate>(var candidate) -> {
                candidate.transportAddress();
                if (!Candidate.parse(candidate.write()).equals(Parsed.ok(candidate)))
                    throw new AssertionError("written otherwise: " + candidate.write());
            }
        }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("candidate", CandidateFuzzTest::fuzz);
    }

    @Tag("fuzz")
    static class Fuzzing {
        @Seeds("candidate")
        @FuzzTest
        void fuzz(byte[] input) {
            CandidateFuzzTest.fuzz(input);
        }
    }
}
