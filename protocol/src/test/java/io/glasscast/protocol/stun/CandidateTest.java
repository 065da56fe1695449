package io.glasscast.protocol.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.Candidate.TcpType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {
    private static final String HOST = "1 1 udp 2130706431 127.0.0.1 8189 typ host";

    @ParameterizedTest
    @ValueSource(strings = {"", "candidate:", "a=candidate:", "A=CANDIDATE:"})
    void readsWithAndWithoutItsName(String prefix) {
        Candidate candidate = Candidate.parse(prefix + HOST).orThrow();
        assertThat(candidate)
                .isEqualTo(new Candidate(
                        "1",
                        1,
                        TransportAddress.Transport.UDP,
                        2130706431,
                        "127.0.0.1",
                        8189,
                        Candidate.Type.HOST,
                        Optional.empty()));
        assertThat(candidate.write()).isEqualTo("candidate:" + HOST);
    }

    @Test
    void readsWhatBrowsersWrite() {
        Candidate mdns = Candidate.parse("candidate:2054377128 1 udp 2113937151"
                        + " 1f4712db-ea17-4bcf-a596-105139dfd8bf.local 54596 typ host generation 0"
                        + " ufrag 5MUt network-id 1 network-cost 10")
                .orThrow();
        assertThat(mdns.transportAddress()).isEmpty();
        Candidate active = Candidate.parse(
                        "candidate:1 1 tcp 1518280447 192.0.2.2 9 typ host tcptype active generation 0")
                .orThrow();
        assertThat(active.tcpType()).contains(TcpType.ACTIVE);
        assertThat(active.transportAddress()).isEmpty();
        Candidate reflexive = Candidate.parse(
                        "candidate:842163049 1 UDP 1677729535 2001:db8::1 61764 typ srflx raddr :: rport 0")
                .orThrow();
        assertThat(reflexive.type()).isEqualTo(Candidate.Type.SRFLX);
        assertThat(reflexive.transportAddress())
                .contains(TransportAddress.udp(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 61764)));
        assertThat(reflexive.write())
                .isEqualTo("candidate:842163049 1 udp 1677729535 2001:db8::1 61764 typ srflx raddr :: rport 0");
    }

    @ParameterizedTest
    @CsvSource({
        "'',candidate-grammar",
        "1 1 udp 1 127.0.0.1 1 typ,candidate-grammar",
        "1 1 udp 1 127.0.0.1 1 kind host,candidate-grammar",
        "1 0 udp 1 127.0.0.1 1 typ host,candidate-component",
        "1 257 udp 1 127.0.0.1 1 typ host,candidate-component",
        "1 1 ssltcp 1 127.0.0.1 1 typ host,candidate-transport",
        "1 1 udp 4294967296 127.0.0.1 1 typ host,candidate-priority",
        "1 1 udp -1 127.0.0.1 1 typ host,candidate-priority",
        "1 1 udp 1 127.0.0.1 65536 typ host,candidate-port",
        "1 1 udp 1 127.0.0.1 ١ typ host,candidate-port",
        "1 1 udp 1 127.0.0.1 1 typ ghost,candidate-type",
        "123456789012345678901234567890123 1 udp 1 127.0.0.1 1 typ host,candidate-foundation",
    })
    void refusesWhatTheGrammarDoes(String text, String why) {
        assertThat(Candidate.parse(text)).isEqualTo(Parsed.malformed(why));
    }

    @Test
    void refusesEndlessText() {
        assertThat(Candidate.parse("1 ".repeat(600))).isEqualTo(Parsed.malformed("candidate-long"));
        assertThat(Candidate.parse("1 1 udp 1 " + "x".repeat(256) + " 1 typ host"))
                .isEqualTo(Parsed.malformed("candidate-address"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "example.org",
                "127.1",
                "1",
                "0x7f.0.0.1",
                "1.2.3.4.",
                "256.1.1.1",
                "fe80::1%lo",
                "[::1]",
                ":",
                "1.2.3",
                "::ffff:1.2.3.4.5",
                "017.0.0.1x"
            })
    void neverLooksUpAName(String host) {
        assertThat(Candidate.parse("1 1 udp 1 " + host + " 1 typ host")
                        .orThrow()
                        .transportAddress())
                .isEmpty();
    }

    @Test
    void ourOwnUdpComesBeforeOurOwnTcp() {
        var socket = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8189);
        Candidate udp = Candidate.host(TransportAddress.udp(socket), 0);
        Candidate tcp = Candidate.host(TransportAddress.tcp(socket), 1);
        assertThat(udp.write()).isEqualTo("candidate:" + HOST);
        assertThat(tcp.write()).isEqualTo("candidate:tcp2 1 tcp 1520434943 127.0.0.1 8189 typ host tcptype passive");
        assertThat(Candidate.parse(tcp.write())).isEqualTo(Parsed.ok(tcp));
        assertThat(tcp.transportAddress()).contains(TransportAddress.tcp(socket));
        Candidate v6 =
                Candidate.host(TransportAddress.udp(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::7"), 1)), 3);
        assertThat(v6.priority()).isLessThan(udp.priority()).isGreaterThan(tcp.priority());
        assertThat(Candidate.parse(v6.write())).isEqualTo(Parsed.ok(v6));
    }
}
