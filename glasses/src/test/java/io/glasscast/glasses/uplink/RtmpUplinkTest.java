package io.glasscast.glasses.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.glasses.codec.Decoder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RtmpUplinkTest {
    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(Decoder.nativeObjects()).isZero();
    }

    @Test
    void carriesPictureAndSoundTogetherAndSaysGoodBye() throws Exception {
        try (var server = RtmpFarEnd.plain();
                var filming = new Filming(Weather.FAIR.withDelayMillis(20).withLoss(0.5), new Trust.Usual())) {
            filming.publish(server.url("/live/key?a=b"));
            assertThat(filming.nextNews()).isEqualTo("connected");
            assertThat(server.asked.take()).isEqualTo("live key?a=b");
            Filming.expectTheBeepOnTheSecond(Filming.next(server.tracks), server.frames);
            filming.stop();
            assertThat(Filming.next(server.goodbyes)).isEqualTo("left");
            assertThat(filming.news).isEmpty();
        }
    }

    @Test
    void speaksTlsWithWhoeverItTrusts(@TempDir Path folder) throws Exception {
        var pem = folder.resolve("door.pem");
        try (var server = RtmpFarEnd.secure(pem)) {
            try (var filming = new Filming(Weather.FAIR, new Trust.Usual())) {
                filming.publish(server.url("/live/key"));
                assertThat(filming.nextNews()).startsWith("cannot connect: ");
            }
            try (var filming = new Filming(Weather.FAIR, new Trust.Anybody())) {
                filming.publish(server.url("/live/key"));
                assertThat(filming.nextNews()).isEqualTo("connected");
                Filming.expectTheBeepOnTheSecond(Filming.next(server.tracks), server.frames);
            }
            // The certificate itself is trusted now, but it is for nobody of that name.
            try (var filming = new Filming(Weather.FAIR, new Trust.Authorities(pem))) {
                filming.publish(server.url("/live/key"));
                assertThat(filming.nextNews()).startsWith("cannot connect: ");
            }
        }
    }

    @Test
    void saysWhyItCannotPublish() throws Exception {
        try (var server = RtmpFarEnd.plain();
                var filming = new Filming(Weather.FAIR, new Trust.Usual())) {
            server.refusing = true;
            filming.publish(server.url("/live/key"));
            assertThat(filming.nextNews()).isNotEqualTo("connected").doesNotContain("/key");
            filming.publish(server.url(""));
            assertThat(filming.nextNews()).startsWith("not an address to publish to");
        }
    }

    @Test
    void noticesThatItIsCutOffAndComesBack() throws Exception {
        try (var server = RtmpFarEnd.plain();
                var filming = new Filming(Weather.FAIR, new Trust.Usual())) {
            filming.publish(server.url("/live/key"));
            assertThat(filming.nextNews()).isEqualTo("connected");
            Filming.next(server.frames);
            server.cut();
            assertThat(filming.nextNews()).contains("connection");
            filming.stop();
            server.tracks.clear();
            filming.publish(server.url("/live/key"));
            assertThat(filming.nextNews()).isEqualTo("connected");
            assertThat(Filming.next(server.tracks)).hasSize(2);
        }
    }

    @Test
    void stopsAtOnceBeforeAServerThatSaysNothing() throws Exception {
        try (var server = new java.net.ServerSocket(0);
                var filming = new Filming(Weather.FAIR, new Trust.Usual())) {
            filming.publish("rtmp://127.0.0.1:" + server.getLocalPort() + "/live/key");
            try (var socket = server.accept()) {
                assertThat(socket.getInputStream().readNBytes(1537)).hasSize(1537);
                filming.stop();
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(filming.news).isEmpty();
        }
    }
}
