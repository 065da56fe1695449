package io.glasscast.protocol.stun;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever arrives is a message or refused, and every question about a message has an answer.
class StunFuzzTest {
    static void fuzz(byte[] input) {
        var bytes = Bytes.of(input);
        boolean looksLikeStun = Stun.isStun(bytes);
        var _ = Stun.localUfrag(bytes);
        switch (StunMessage.parse(bytes)) {
            case Parsed.Malformed<StunMessage> _ -> {}
            case Parsed.Ok<StunMessage>(var message) -> {
                if (!looksLikeStun && input[0] <= 3) throw new AssertionError("parsed but not routed");
                for (var attribute : StunAttribute.values()) message.value(attribute);
                message.username();
                message.xorMappedAddress();
                message.errorCode();
                message.unknownRequired();
                message.authentic("VOkJxbRl1RmTxUk/WvJxBt");
            }
        }
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("stun", StunFuzzTest::fuzz);
    }

    @Tag("fuzz")
    static class Fuzzing {
        @Seeds("stun")
        @FuzzTest
        void fuzz(byte[] input) {
            StunFuzzTest.fuzz(input);
        }
    }
}
