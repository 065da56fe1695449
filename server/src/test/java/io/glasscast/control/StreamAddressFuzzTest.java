package io.glasscast.control;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Where miniapps want their streams to go.
final class StreamAddressFuzzTest {
    static void fuzz(byte[] input) {
        var text = new String(input, StandardCharsets.UTF_8);
        var canonical = StreamAddress.canonical(text);
        if (!StreamAddress.canonical(canonical).equals(canonical)) throw new AssertionError(canonical);
        StreamAddress.parse(text).ifPresent(address -> {
            var user = address.user().map(known -> known + "@").orElse("");
            var port = address.port().isPresent() ? ":" + address.port().getAsInt() : "";
            var again = StreamAddress.parse(address.scheme() + "://" + user + address.host() + port + address.rest());
            if (!again.equals(java.util.Optional.of(address))) throw new AssertionError(address + " became " + again);
            if (StreamAddress.parse(address.place()).isEmpty()) throw new AssertionError(address.place());
        });
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("stream-address", StreamAddressFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("stream-address")
    @FuzzTest
    void fuzzed(byte[] input) {
        fuzz(input);
    }
}
