package io.glasscast.transcode.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A worker that was taken over says anything at all.
class WorkerMessageFuzzTest {
    static void fuzz(byte[] input) {
        var in = new ByteArrayInputStream(input);
        try {
            for (var message = MessageStream.read(in); message.isPresent(); message = MessageStream.read(in)) {
                check(Answer.parse(message.get()), message.get());
                check(Order.parse(message.get()), message.get());
            }
        } catch (IOException e) {
            // Cut off, or a length out of bounds: the worker is ended.
        }
    }

    /// What can be read is written as it was.
    private static void check(Parsed<? extends WorkerMessage> parsed, Bytes message) {
        if (!(parsed instanceof Parsed.Ok<? extends WorkerMessage> ok) || ok.value() instanceof Answer.Failed) return;
        if (!ok.value().write().equals(message)) throw new AssertionError(ok.value() + " was " + message);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("worker-message", WorkerMessageFuzzTest::fuzz);
    }

    @Tag("fuzz")
    static class Fuzzing {
        @Seeds("worker-message")
        @FuzzTest
        void fuzz(byte[] input) {
            WorkerMessageFuzzTest.fuzz(input);
        }
    }
}
