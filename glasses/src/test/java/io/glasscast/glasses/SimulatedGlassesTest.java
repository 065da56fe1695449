package io.glasscast.glasses;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import io.glasscast.glasses.camera.TimeStrip;
import io.glasscast.glasses.codec.Decoder;
import io.glasscast.glasses.pair.Happening;
import io.glasscast.glasses.uplink.RtmpFarEnd;
import io.glasscast.glasses.uplink.SrtFarEnd;
import io.glasscast.glasses.uplink.Weather;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Real sockets on loopback, the real encoder, and a cloud that a test can steer.
@Timeout(30)
class SimulatedGlassesTest {
    private final BlockingQueue<GlassesEvent> events = new LinkedBlockingQueue<>();
    private FakeCloud cloud;

    @BeforeEach
    void openCloud() throws Exception {
        cloud = new FakeCloud();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        cloud.close();
        assertThat(Decoder.nativeObjects()).isZero();
    }

    private SimulatedGlasses glasses(GlassesOptions options) {
        return SimulatedGlasses.start(options, events::add);
    }

    private GlassesOptions options() {
        return GlassesOptions.of(cloud.address(), "secret token");
    }

    private static CloudToGlasses.StartStream start(String id, String url) {
        return new CloudToGlasses.StartStream(
                Dialect.STREAM, id, "app", url, VideoConfig.NONE, AudioConfig.NONE, StreamConfig.NONE, true, true);
    }

    @Test
    void publishesPicturesThatTellTheTimeAndStopsWhenTold() throws Exception {
        try (var glasses = glasses(options());
                var decoder = Decoder.h264();
                var ear = Decoder.opus()) {
            assertThat(next(GlassesEvent.Connected.class)).isNotNull();
            assertThat(cloud.requestLines.take()).startsWith("GET /glasses-ws?token=secret+token ");
            cloud.tell(start("s1", cloud.whipUrl()));
            expect(StreamState.INITIALIZING, StreamState.CONNECTING, StreamState.STREAMING);

            int pictures = 0, sounds = 0;
            long loudest = 0;
            while (pictures < 15 || sounds < 55) {
                var frame = cloud.received.poll(10, TimeUnit.SECONDS);
                assertThat(frame).as("a frame").isNotNull();
                if (frame.track() == 1) {
                    sounds++;
                    for (float sample : ear.samples(frame))
                        loudest = Math.max(loudest, (long) (Math.abs(sample) * 100));
                    continue;
                }
                for (var picture : decoder.pictures(frame)) {
                    pictures++;
                    long shown = TimeStrip.read(picture).orElseThrow();
                    long now = System.currentTimeMillis() & 0xFFFF_FFFFL;
                    assertThat(now - shown).as("latency in ms").isBetween(-5L, 3000L);
                }
            }
            assertThat(loudest).as("a beep within the second").isGreaterThan(20);

            cloud.tell(new CloudToGlasses.KeepStreamAlive(Dialect.STREAM, "s1", "a1"));
            cloud.tell(new CloudToGlasses.StopStream(Dialect.STREAM, "s1", "app"));
            expect(StreamState.STOPPING, StreamState.STOPPED);
        }
        assertThat(cloud.deletes).hasValue(1);
        assertThat(events).contains(new GlassesEvent.FilmingOver());
    }

    @Test
    void closingStopsAStreamAndSaysSo() throws Exception {
        try (var glasses =
                glasses(options().withWeather(Weather.FAIR.withDelayMillis(5).withLoss(0.02), 7))) {
            next(GlassesEvent.Connected.class);
            cloud.tell(start("s1", cloud.whipUrl()));
            expect(StreamState.INITIALIZING, StreamState.CONNECTING, StreamState.STREAMING);
            assertThat(cloud.received.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        expect(StreamState.STOPPING, StreamState.STOPPED);
        assertThat(cloud.deletes).hasValue(1);
    }

    @Test
    void glassesThatLoseTheirWifiSayNoGoodbye() throws Exception {
        try (var glasses = glasses(options())) {
            next(GlassesEvent.Connected.class);
            cloud.tell(start("s1", cloud.whipUrl()));
            expect(StreamState.INITIALIZING, StreamState.CONNECTING, StreamState.STREAMING);
            assertThat(cloud.received.poll(10, TimeUnit.SECONDS)).isNotNull();
            glasses.happen(new Happening.WifiChanged(false));
            expect(StreamState.RECONNECTING);
        }
        expect(StreamState.STOPPING, StreamState.STOPPED);
        assertThat(cloud.deletes).hasValue(0);
    }

    @Test
    void triesAgainWhenTheServerWillNotHaveIt() throws Exception {
        cloud.whipStatus = 404;
        try (var glasses = glasses(options())) {
            next(GlassesEvent.Connected.class);
            cloud.tell(start("s1", cloud.whipUrl()));
            expect(StreamState.INITIALIZING, StreamState.CONNECTING);
            var status = cloud.nextStatus();
            assertThat(status.state()).isEqualTo(StreamState.RECONNECTING);
            assertThat(status.reason()).hasValue("HTTP 404");
            assertThat(glasses.snapshot().get().state()).isEqualTo(StreamState.RECONNECTING);
        }
        expect(StreamState.STOPPING, StreamState.STOPPED);
        assertThat(cloud.deletes).hasValue(0);
    }

    @Test
    void publishesBySrtWhenTheAddressSaysSo() throws Exception {
        try (var server = new SrtFarEnd(Optional.empty());
                var glasses = glasses(options())) {
            next(GlassesEvent.Connected.class);
            cloud.tell(start("s1", server.url("streamid=publish:key")));
            expect(StreamState.INITIALIZING, StreamState.CONNECTING);
            expectStreamingOver("srt");
            expectPictureAndSound(server.tracks, server.frames);
            cloud.tell(new CloudToGlasses.StopStream(Dialect.STREAM, "s1", "app"));
            expect(StreamState.STOPPING, StreamState.STOPPED);
        }
    }

    @Test
    void comesBackByRtmpAfterItWasCutOff() throws Exception {
        try (var server = RtmpFarEnd.plain();
                var glasses = glasses(options())) {
            next(GlassesEvent.Connected.class);
            cloud.tell(start("s1", server.url("/live/key")));
            expect(StreamState.INITIALIZING, StreamState.CONNECTING);
            expectStreamingOver("rtmp");
            expectPictureAndSound(server.tracks, server.frames);
            server.frames.clear();
            server.cut();
            var broken = cloud.nextStatus();
            assertThat(broken.state()).isEqualTo(StreamState.RECONNECTING);
            assertThat(broken.attempt()).hasValue(1);
            assertThat(broken.maxAttempts()).hasValue(10);
            assertThat(broken.reason().orElse("")).contains("connection");
            var back = cloud.nextStatus();
            assertThat(back.state()).isEqualTo(StreamState.RECONNECTED);
            assertThat(back.attempt()).hasValue(1);
            expectPictureAndSound(server.tracks, server.frames);
        }
        expect(StreamState.STOPPING, StreamState.STOPPED);
    }

    private void expectStreamingOver(String transport) throws InterruptedException {
        var status = cloud.nextStatus();
        assertThat(status.state()).isEqualTo(StreamState.STREAMING);
        var config = status.resolvedConfig().orElseThrow();
        assertThat(config.transport()).hasValue(transport);
        assertThat(config.audio().sampleRate()).hasValue(44_100);
    }

    private static void expectPictureAndSound(BlockingQueue<List<Track>> tracks, BlockingQueue<Frame> frames)
            throws InterruptedException {
        assertThat(tracks.poll(10, TimeUnit.SECONDS))
                .extracting(Track::codec)
                .containsExactlyInAnyOrder(Codec.H264, Codec.AAC);
        boolean[] seen = new boolean[2];
        while (!seen[0] || !seen[1]) {
            var frame = frames.poll(10, TimeUnit.SECONDS);
            assertThat(frame).isNotNull();
            seen[frame.track()] = true;
        }
    }

    @Test
    void dialsAgainWhenCutOffAndTellsHowItDoes() throws Exception {
        try (var glasses = glasses(options())) {
            next(GlassesEvent.Connected.class);
            cloud.tell(start("s1", cloud.whipUrl()));
            expect(StreamState.INITIALIZING, StreamState.CONNECTING, StreamState.STREAMING);
            cloud.cut();
            assertThat(next(GlassesEvent.Disconnected.class)).isNotNull();
            assertThat(next(GlassesEvent.Connected.class)).isNotNull();
            expect(StreamState.STREAMING);
        }
    }

    @Test
    void givesUpWithATokenThatIsRefused() throws Exception {
        cloud.refuseEverybody();
        try (var glasses = glasses(options())) {
            var refused = next(GlassesEvent.Refused.class);
            assertThat(refused.reason()).contains("401");
        }
    }

    @Test
    void answersPingsAndRefusesOnALowBattery() throws Exception {
        try (var glasses = glasses(options().withBattery(50))) {
            next(GlassesEvent.Connected.class);
            cloud.tell(new CloudToGlasses.Ping());
            glasses.happen(new Happening.BatterySet(9));
            cloud.tell(start("s1", cloud.whipUrl()));
            GlassesToCloud message;
            boolean ponged = false;
            do {
                message = cloud.heard.poll(10, TimeUnit.SECONDS);
                ponged |= message instanceof GlassesToCloud.Pong;
            } while (!(message instanceof GlassesToCloud.StreamStatus));
            assertThat(ponged).isTrue();
            assertThat(((GlassesToCloud.StreamStatus) message).errorDetails().orElse(""))
                    .startsWith("Battery level too low (9%)");
        }
    }

    private void expect(StreamState... states) throws InterruptedException {
        for (var state : states) assertThat(cloud.nextStatus().state()).isEqualTo(state);
    }

    private <E extends GlassesEvent> E next(Class<E> kind) throws InterruptedException {
        while (true) {
            var event = events.poll(10, TimeUnit.SECONDS);
            assertThat(event).as(kind.getSimpleName()).isNotNull();
            if (kind.isInstance(event)) return kind.cast(event);
        }
    }
}
