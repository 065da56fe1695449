package io.glasscast.protocol.srtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.kernel.Bytes;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever arrives is opened or refused. The corpus was sealed with the all-zero keys used here.
class SrtpFuzzTest {
    private static final Map<SrtpProfile, PacketCipher> CIPHERS = new EnumMap<>(SrtpProfile.class);

    static {
        for (var profile : SrtpProfile.values()) {
            var key = Bytes.of(new byte[profile.keyLength()]);
            var salt = Bytes.of(new byte[profile.saltLength()]);
            CIPHERS.put(profile, PacketCipher.of(profile, SessionKeys.forRtp(profile, key, salt)));
        }
    }

    static void fuzz(byte[] input) {
        CIPHERS.forEach((profile, cipher) -> {
            var receiver = new SrtpReceiver(profile, cipher, cipher);
            var _ = receiver.openRtp(Bytes.of(input.clone()));
            var _ = receiver.openRtcp(Bytes.of(input.clone()));
        });
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("srtp", SrtpFuzzTest::fuzz);
    }

    @Tag("fuzz")
    static class Fuzzing {
        @FuzzTest
        void fuzz(byte[] input) {
            SrtpFuzzTest.fuzz(input);
        }
    }
}
