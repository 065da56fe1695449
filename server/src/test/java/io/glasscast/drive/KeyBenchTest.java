package io.glasscast.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.gates.KeyMaker;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Mishaps;
import io.glasscast.protocol.srt.KeyDerivation;
import io.glasscast.protocol.srt.KeyWrap;
import io.glasscast.protocol.srt.SrtSecret;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyBenchTest {
    private static final KeyDerivation WORK =
            new KeyDerivation(new SrtSecret("0123456789abc"), Bytes.of(new byte[16]), 16);
    /// No key has no bytes.
    private static final KeyDerivation IMPOSSIBLE =
            new KeyDerivation(new SrtSecret("0123456789abc"), Bytes.of(new byte[16]), 0);

    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private KeyMaker.Answer answer(String name) {
        return new KeyMaker.Answer() {
            @Override
            public void derived(KeyWrap key, long nowNanos) {
                answers.add(name + " at " + nowNanos);
            }

            @Override
            public void failed(long nowNanos) {
                answers.add(name + " failed at " + nowNanos);
            }
        };
    }

    /// Keys come back in the order in which they were asked for, as tasks of the loop.
    @Test
    void makesKeysElsewhereAndTellsTheLoop() throws InterruptedException {
        var loop = new LinkedBlockingQueue<Runnable>();
        try (var bench = new KeyBench(loop::add, Mishaps.UNFORGIVEN, () -> 42)) {
            bench.derive(WORK, answer("first"));
            bench.derive(WORK, answer("second"));
            var first = loop.poll(30, TimeUnit.SECONDS);
            var second = loop.poll(30, TimeUnit.SECONDS);
            assertThat(answers).as("nobody but the loop tells").isEmpty();
            assertThat(first).isNotNull();
            assertThat(second).isNotNull();
            first.run();
            second.run();
            assertThat(answers).containsExactly("first at 42", "second at 42");
        }
    }

    @Test
    void whoWaitsForAKeyThatCannotBeMadeHearsSoAndTheNextIsMade() throws InterruptedException {
        var loop = new LinkedBlockingQueue<Runnable>();
        try (var bench = new KeyBench(loop::add, (turn, _) -> answers.add(turn), () -> 42)) {
            bench.derive(IMPOSSIBLE, answer("first"));
            bench.derive(WORK, answer("second"));
            for (int i = 0; i < 2; i++) {
                var told = loop.poll(30, TimeUnit.SECONDS);
                assertThat(told).isNotNull();
                told.run();
            }
            assertThat(answers).containsExactly("the making of a key", "first failed at 42", "second at 42");
        }
    }
}
