package io.glasscast.drive;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.srt.KeyDerivation;
import io.glasscast.protocol.srt.SrtSecret;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyBenchTest {
    private static final KeyDerivation WORK =
            new KeyDerivation(new SrtSecret("0123456789abc"), Bytes.of(new byte[16]), 16);

    /// Keys come back in the order in which they were asked for, as tasks of the loop.
    @Test
    void makesKeysElsewhereAndTellsTheLoop() throws InterruptedException {
        var loop = new LinkedBlockingQueue<Runnable>();
        var answers = new LinkedBlockingQueue<String>();
        try (var bench = new KeyBench(loop::add, () -> 42)) {
            bench.derive(WORK, (_, now) -> answers.add("first at " + now));
            bench.derive(WORK, (_, now) -> answers.add("second at " + now));
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
}
