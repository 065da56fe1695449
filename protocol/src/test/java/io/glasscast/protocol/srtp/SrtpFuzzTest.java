package io.glasscast.protocol.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever arrives is opened or refused. The corpus was sealed with the all-zero keys used here.
class SrtpFuzzTest {
    private static final Map<SrtpProfile, PacketCipher> RTP = new EnumMap<>(SrtpProfile.class);

    private static final Map<SrtpProfile, PacketCipher> RTCP = new EnumMap<>(SrtpProfile.class);

    static {
        for (var profile : SrtpProfile.values()) {
            var key = Bytes.of(new byte[profile.keyLength()]);
            var salt = Bytes.of(new byte[profile.saltLength()]);
            RTP.put(profile, PacketCipher.of(profile, SessionKeys.forRtp(profile, key, salt)));
            RTCP.put(profile, PacketCipher.of(profile, SessionKeys.forRtcp(profile, key, salt)));
        }
    }

    static void fuzz(byte[] input) {
        for (var profile : SrtpProfile.values()) {
            var receiver = new SrtpReceiver(profile, cipher(RTP, profile), cipher(RTCP, profile));
            var _ = receiver.openRtp(Bytes.of(input.clone()));
            var _ = receiver.openRtcp(Bytes.of(input.clone()));
        }
    }

    private static PacketCipher cipher(Map<SrtpProfile, PacketCipher> ciphers, SrtpProfile profile) {
        return Objects.requireNonNull(ciphers.get(profile));
    }

    /// Or the corpus would exercise nothing but refusals. Two packets a profile lie behind a roll-over and stay shut.
    @Test
    void someOfItsCorpusOpens() {
        long opened = Corpus.inputs("srtp").stream().filter(SrtpFuzzTest::opens).count();
        assertThat(opened).isGreaterThanOrEqualTo(3L * SrtpProfile.values().length);
    }

    private static boolean opens(byte[] input) {
        for (var profile : SrtpProfile.values()) {
            var receiver = new SrtpReceiver(profile, cipher(RTP, profile), cipher(RTCP, profile));
            if (receiver.openRtp(Bytes.of(input.clone())) instanceof Parsed.Ok) return true;
            if (receiver.openRtcp(Bytes.of(input.clone())) instanceof Parsed.Ok) return true;
        }
        return false;
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("srtp", SrtpFuzzTest::fuzz);
    }

    @Tag("fuzz")
    static class Fuzzing {
        @Seeds("srtp")
        @FuzzTest
        void fuzz(byte[] input) {
            SrtpFuzzTest.fuzz(input);
        }
    }
}
