package io.glasscast.app.house;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a client says it reached us by: an address that can be offered, or nothing.
final class RequestHostFuzzTest {
    private static final Addresses ADDRESSES = Addresses.of("127.0.0.1", List.of());

    static void fuzz(byte[] input) {
        var host = new String(input, StandardCharsets.UTF_8);
        var offered = ADDRESSES.offeredTo(host, 1);
        for (var address : offered)
            if (address.socket().getAddress().isAnyLocalAddress()) throw new AssertionError(address);
        boolean known = Addresses.literal(host).isEmpty() && !host.equals("localhost");
        if (known && !offered.equals(ADDRESSES.offeredTo("", 1))) throw new AssertionError(host + ": " + offered);
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("request-host", RequestHostFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("request-host")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
