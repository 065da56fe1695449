package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RtcpFuzzTest {
    @Test
    void replaysItsCorpus() {
        Corpus.replay("rtcp", RtcpFuzzTest::fuzz);
    }

    @Tag("fuzz")
    @Seeds("rtcp")
    @FuzzTest
    void fuzzRtcp(byte[] input) {
        fuzz(input);
    }

    /// What was read can be written; from then on nothing changes (the first time may tidy, as a NACK's pairs).
    static void fuzz(byte[] input) {
        switch (Rtcp.parse(Bytes.of(input))) {
            case Parsed.Malformed(var why) -> assertThat(why).startsWith("rtcp-");
            case Parsed.Ok(var packets) -> {
                var once = Rtcp.parse(Rtcp.write(packets)).orThrow();
                assertThat(once).hasSameSizeAs(packets);
                assertThat(Rtcp.parse(Rtcp.write(once)).orThrow()).isEqualTo(once);
            }
        }
    }
}
