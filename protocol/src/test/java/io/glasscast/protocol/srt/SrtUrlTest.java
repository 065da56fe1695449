package io.glasscast.protocol.srt;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SrtUrlTest {
    @Test
    void theShortest() {
        assertThat(SrtUrl.parse("srt://host:9000"))
                .isEqualTo(Parsed.ok(new SrtUrl("host", 9000, "", Optional.empty(), Duration.ofMillis(120))));
    }

    @Test
    void everything() {
        var text = "srt://example.org:9000?mode=caller&streamid=publish%3Akey&passphrase=0123456789abc&pbkeylen=32"
                + "&latency=400&transtype=live";
        var url = SrtUrl.parse(text).orThrow();
        assertThat(url.streamId()).isEqualTo("publish:key");
        assertThat(url.secret()).contains(new SrtSecret("0123456789abc", 32));
        assertThat(url.latency()).isEqualTo(Duration.ofMillis(400));
        assertThat(url).hasToString("srt://example.org:9000");
        assertThat(url.caller()).isEqualTo(new SrtCaller("publish:key", url.latency(), url.secret()));
    }

    @Test
    void aStreamIdThatNobodyEncoded() {
        var url = SrtUrl.parse("SRT://[::1]:9000?streamid=#!::r=live/cam1,m=publish&latency=200")
                .orThrow();
        assertThat(url.host()).isEqualTo("::1");
        assertThat(url.streamId()).isEqualTo("#!::r=live/cam1,m=publish");
        assertThat(url.latency()).isEqualTo(Duration.ofMillis(200));
        assertThat(url).hasToString("srt://[::1]:9000");
    }

    @Test
    void aPathIsAStreamIdWhereThereIsNoOther() {
        assertThat(SrtUrl.parse("srt://host:9000/live/key").orThrow().streamId())
                .isEqualTo("live/key");
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://host/app, srt-url-scheme",
        "srt://host, srt-url-port",
        "srt://host:0, srt-url-port",
        "srt://host:65536, srt-url-port",
        "srt://[::1], srt-url-port",
        "srt://:9000, srt-url-host",
        "srt://host:9000?mode=listener, srt-url-mode",
        "srt://host:9000?mode=rendezvous, srt-url-mode",
        "srt://host:9000?latency=10001, srt-url-latency",
        "srt://host:9000?latency=-1, srt-url-latency",
        "srt://host:9000?passphrase=short, srt-url-passphrase",
        "srt://host:9000?passphrase=0123456789&pbkeylen=17, srt-url-key-length"
    })
    void whatCannotBeIsSaidInWords(String text, String why) {
        assertThat(SrtUrl.parse(text)).isEqualTo(Parsed.malformed(why));
        assertThat(SrtUrl.sentence(why)).endsWith(".").isNotEqualTo("The SRT URL cannot be read.");
    }

    @Test
    void keepsItsSecretsToItself() {
        var url = SrtUrl.parse("srt://host:9000?streamid=key&passphrase=0123456789")
                .orThrow();
        assertThat(url.toString()).doesNotContain("key").doesNotContain("0123456789");
        assertThat(url.secret().orElseThrow().toString()).doesNotContain("0123456789");
        assertThat(url.caller().toString()).doesNotContain("0123456789").doesNotContain("key");
    }
}
