package io.glasscast.glasses.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.glasses.codec.Decoder;
import io.glasscast.protocol.srt.SrtSecret;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SrtUplinkTest {
    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(Decoder.nativeObjects()).isZero();
    }

    @Test
    void carriesPictureAndSoundTogetherAndSaysGoodBye() throws Exception {
        try (var server = new SrtFarEnd(Optional.empty());
                var filming = new Filming(Weather.FAIR, new Trust.Usual())) {
            filming.publish(server.url("streamid=publish:key"));
            assertThat(filming.nextNews()).isEqualTo("connected");
            assertThat(server.calls.take()).isEqualTo("PUBLISH key");
            Filming.expectTheBeepOnTheSecond(Filming.next(server.tracks), server.frames);
            filming.stop();
            assertThat(Filming.next(server.goodbyes)).isEqualTo("srt-peer-closed");
            assertThat(filming.news).isEmpty();
        }
    }

    @Test
    void whoLosesTheNetworkSaysNothing() throws Exception {
        try (var server = new SrtFarEnd(Optional.empty());
                var filming = new Filming(Weather.FAIR, new Trust.Usual())) {
            filming.publish(server.url("streamid=publish:key"));
            assertThat(filming.nextNews()).isEqualTo("connected");
            filming.vanish();
            assertThat(Filming.next(server.goodbyes)).isNotEqualTo("srt-peer-closed");
            assertThat(filming.news).isEmpty();
        }
    }

    @Test
    void anEncryptedOneGetsThroughBadWeather() throws Exception {
        var weather = Weather.FAIR.withLoss(0.02).withDelayMillis(10).withJitterMillis(5);
        try (var server = new SrtFarEnd(Optional.of(new SrtSecret("correct horse")));
                var filming = new Filming(weather, new Trust.Usual())) {
            filming.publish(server.url("streamid=#!::r=key,m=publish&passphrase=correct%20horse&latency=300"));
            assertThat(filming.nextNews()).isEqualTo("connected");
            assertThat(server.calls.take()).isEqualTo("PUBLISH key");
            Filming.expectTheBeepOnTheSecond(Filming.next(server.tracks), server.frames);
        }
    }

    @Test
    void saysWhyItCannotCall() throws Exception {
        try (var server = new SrtFarEnd(Optional.of(new SrtSecret("correct horse")));
                var filming = new Filming(Weather.FAIR, new Trust.Usual())) {
            filming.publish(server.url("streamid=publish:key&passphrase=wrong%20horses"));
            assertThat(filming.nextNews()).isNotEqualTo("connected");
            filming.publish("srt://127.0.0.1?streamid=x");
            assertThat(filming.nextNews()).contains("needs a port");
        }
    }

    @Test
    void noticesASilentServer() throws Exception {
        try (var server = new SrtFarEnd(Optional.empty());
                var filming = new Filming(Weather.FAIR, new Trust.Usual())) {
            filming.publish(server.url("streamid=publish:key"));
            assertThat(filming.nextNews()).isEqualTo("connected");
            server.goDeaf();
            assertThat(filming.nextNews()).isNotBlank();
        }
    }
}
