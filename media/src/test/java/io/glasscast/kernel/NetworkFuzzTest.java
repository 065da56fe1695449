package io.glasscast.kernel;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Any text is a network or is none, and a network holds the address it was written with.
final class NetworkFuzzTest {
    static void fuzz(byte[] input) {
        Network.parse(new String(input, StandardCharsets.UTF_8)).ifPresent(network -> {
            if (!network.contains(network.first().getAddress())) throw new AssertionError(network);
            if (network.contains(new byte[5])) throw new AssertionError(network);
        });
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("network", NetworkFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("network")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
