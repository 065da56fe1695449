package io.glasscast.interop;

import io.glasscast.glasses.camera.Camera;
import io.glasscast.glasses.camera.TestPattern;
import io.glasscast.glasses.clock.Time;
import io.glasscast.glasses.codec.AudioSettings;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.glasses.uplink.Publication;
import io.glasscast.glasses.uplink.Surroundings;
import io.glasscast.glasses.uplink.Transport;
import io.glasscast.glasses.uplink.Trust;
import io.glasscast.glasses.uplink.Uplink;
import io.glasscast.glasses.uplink.Uplinks;
import io.glasscast.glasses.uplink.Weather;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Frame;
import io.glasscast.protocol.dtls.DtlsIdentity;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The camera and the uplinks of our glasses without their obedience: publishes wherever a test wants, one address
/// after the other.
final class Wanderer implements AutoCloseable {
    private static final VideoSettings VIDEO = VideoSettings.DEFAULT;

    private final Time time = Time.system();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Uplinks uplinks;
    private Optional<Camera> camera = Optional.empty();
    private volatile Optional<Uplink> uplink = Optional.empty();

    Wanderer() {
        var chance = Chance.secure();
        var surroundings = new Surroundings(time, chance, Weather.FAIR, Weather.FAIR, 1, new Trust.Usual());
        var identity = DtlsIdentity.generate(chance, Instant.now().minus(Duration.ofDays(1)), Duration.ofDays(30));
        uplinks = new Uplinks(surroundings, http, identity);
    }

    /// Publishes there and nowhere else any more, from when it returns.
    void publish(String url) throws Exception {
        leave();
        var audio = AudioSettings.standard(Transport.of(url).orElseThrow().sound());
        var filming = Camera.start(
                time, VIDEO, audio, (video, sound) -> new TestPattern(Chance.seeded(1)), new Camera.Listener() {
                    @Override
                    public void frame(Frame frame) {
                        uplink.ifPresent(open -> open.frame(frame));
                    }

                    @Override
                    public void failed(String reason) {
                        throw new AssertionError(reason);
                    }
                });
        camera = Optional.of(filming);
        var connected = new CompletableFuture<String>();
        uplink = Optional.of(uplinks.open(
                new Publication(url, Camera.tracks(audio), VIDEO.bitrate(), audio.bitrate()), new Uplink.Listener() {
                    @Override
                    public void connected() {
                        filming.requestKeyframe();
                        connected.complete("");
                    }

                    @Override
                    public void failed(String reason) {
                        connected.completeExceptionally(new AssertionError(reason));
                    }

                    @Override
                    public void keyframeRequested() {
                        filming.requestKeyframe();
                    }

                    @Override
                    public void targetBitrate(long bitsPerSecond) {
                        filming.bitrate(bitsPerSecond);
                    }
                }));
        Stage.await(connected);
    }

    /// Ends the publication with a good-bye.
    void leave() {
        uplink.ifPresent(Uplink::stop);
        uplink = Optional.empty();
        camera.ifPresent(Camera::close);
        camera = Optional.empty();
    }

    @Override
    public void close() {
        leave();
        http.shutdownNow();
    }
}
