package io.glasscast.protocol.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SdpFragmentTest {
    private static SdpFragment of(String name) throws Exception {
        return SdpFragment.parse(Files.readString(Path.of("src/test/resources/corpus/sdpfrag", name)))
                .orThrow();
    }

    @Test
    void readsTheExampleOfRfc9725() throws Exception {
        var fragment = of("rfc9725");
        assertThat(fragment.ufrag()).isEqualTo("EsAw");
        assertThat(fragment.mid()).isEqualTo("0");
        assertThat(fragment.candidates()).hasSize(2).allMatch(line -> line.startsWith("candidate:"));
        assertThat(fragment.endOfCandidates()).isTrue();
    }

    @Test
    void readsRestartsAndSeveralSections() throws Exception {
        assertThat(of("restart").candidates()).isEmpty();
        assertThat(of("restart").mid()).isEmpty();
        assertThat(of("two-sections").candidates()).hasSize(2);
        assertThat(of("two-sections").mid()).isEqualTo("video0");
    }

    @Test
    void writesWhatItReads() {
        var fragment = new SdpFragment(
                "abcd", "abcdefghijklmnopqrstuv", "0", List.of("candidate:1 1 udp 1 192.0.2.1 9 typ host"), true);
        assertThat(SdpFragment.parse(fragment.write())).isEqualTo(Parsed.ok(fragment));
        assertThat(fragment.toString()).doesNotContain("192.0.2.1").doesNotContain("abcdefg");
    }

    @Test
    void refusesWhatHasNoCredentials() {
        assertThat(SdpFragment.parse("")).isEqualTo(Parsed.malformed("sdp-ice-credentials"));
        assertThat(SdpFragment.parse("a=ice-ufrag:abcd\r\n")).isEqualTo(Parsed.malformed("sdp-ice-credentials"));
        assertThat(SdpFragment.parse("nonsense")).isEqualTo(Parsed.malformed("sdp-line"));
    }
}
