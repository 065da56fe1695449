package io.glasscast.glasses.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.glasses.camera.Camera;
import io.glasscast.glasses.camera.TestPattern;
import io.glasscast.glasses.camera.TimeStrip;
import io.glasscast.glasses.clock.Time;
import io.glasscast.glasses.codec.AudioSettings;
import io.glasscast.glasses.codec.Decoder;
import io.glasscast.glasses.codec.SoundFormat;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A camera before an uplink of any kind, and eyes and ears behind the server at its other end.
final class Filming implements AutoCloseable {
    private static final VideoSettings SMALL = new VideoSettings(320, 240, 300_000, 15);
    private static final AudioSettings AAC = AudioSettings.standard(Codec.AAC);

    /// `connected`, or why not.
    final BlockingQueue<String> news = new LinkedBlockingQueue<>();

    private final Time time = Time.system();
    private final Surroundings surroundings;
    private final Camera camera;
    private volatile Optional<Uplink> uplink = Optional.empty();

    Filming(Weather weather, Trust trust) {
        surroundings = new Surroundings(time, Chance.secure(), weather, weather, 1, trust);
        camera = Camera.start(
                time, SMALL, AAC, (video, audio) -> new TestPattern(Chance.seeded(1)), new Camera.Listener() {
                    @Override
                    public void frame(Frame frame) {
                        uplink.ifPresent(open -> open.frame(frame));
                    }

                    @Override
                    public void failed(String reason) {
                        news.add(reason);
                    }
                });
    }

    void publish(String url) {
        var publication = new Publication(url, Camera.tracks(AAC), SMALL.bitrate(), AAC.bitrate());
        var listener = new Uplink.Listener() {
            @Override
            public void connected() {
                camera.requestKeyframe();
                news.add("connected");
            }

            @Override
            public void failed(String reason) {
                news.add(reason);
            }

            @Override
            public void keyframeRequested() {}

            @Override
            public void targetBitrate(long bitsPerSecond) {}
        };
        uplink = Optional.of(
                Transport.of(url).orElseThrow() == Transport.SRT
                        ? SrtUplink.open(publication, listener, surroundings)
                        : RtmpUplink.open(publication, listener, surroundings));
    }

    void vanish() {
        uplink.ifPresent(Uplink::vanish);
    }

    void stop() {
        uplink.ifPresent(Uplink::stop);
    }

    String nextNews() throws InterruptedException {
        return next(news);
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        var next = queue.poll(15, TimeUnit.SECONDS);
        assertThat(next).as("something, in 15 s").isNotNull();
        return next;
    }

    /// Watches and listens until a beep has been heard from its beginning, and checks that it began when the picture's
    /// clock showed a full second.
    static void expectTheBeepOnTheSecond(Iterable<Track> tracks, BlockingQueue<Frame> frames) throws Exception {
        int sound = -1;
        Track soundTrack = new Track(9, Codec.OPUS);
        for (var track : tracks)
            if (track.kind() == Codec.Kind.AUDIO) {
                sound = track.number();
                soundTrack = track;
            }
        assertThat(soundTrack.codec()).isEqualTo(Codec.AAC);
        // How far the wall clock in the pictures is ahead of the stream's time; known from the first picture on.
        Optional<Long> epochNanos = Optional.empty();
        Optional<Long> onsetNanos = Optional.empty();
        var format = new SoundFormat(AAC.sampleRate(), 1);
        int pictures = 0;
        long quietSince = Long.MAX_VALUE;
        try (var eye = Decoder.h264();
                var ear = Decoder.aac(soundTrack.configuration())) {
            while (onsetNanos.isEmpty() || pictures < 20) {
                var frame = next(frames);
                if (frame.track() != sound) {
                    for (var picture : eye.pictures(frame)) {
                        pictures++;
                        long shown = epochMillis(TimeStrip.read(picture).orElseThrow());
                        // Pictures show when they were made, which is when they were due or a little later.
                        long ahead = (shown - frame.ptsNanos() / 1_000_000) * 1_000_000;
                        epochNanos = Optional.of(Math.min(ahead, epochNanos.orElse(ahead)));
                    }
                    continue;
                }
                var heard = ear.samples(frame);
                for (int i = 0; i < heard.length && onsetNanos.isEmpty(); i++) {
                    long at = frame.ptsNanos() + format.nanos(i);
                    boolean loud = Math.abs(heard[i]) > 0.1;
                    // Not the rest of a beep that had begun before we listened.
                    if (loud && quietSince < at - 200_000_000L) onsetNanos = Optional.of(at);
                    if (loud) quietSince = Long.MAX_VALUE;
                    else if (quietSince == Long.MAX_VALUE) quietSince = at;
                }
            }
        }
        long millis = (onsetNanos.get() + epochNanos.orElseThrow()) / 1_000_000 % 1000;
        assertThat(millis > 500 ? millis - 1000 : millis)
                .as("ms from the second to the beep")
                .isBetween(-20L, 20L);
    }

    /// The whole of a time of which the strip shows the lower 32 bits.
    private static long epochMillis(long shown) {
        long now = System.currentTimeMillis();
        return now - (int) (now - shown);
    }

    @Override
    public void close() {
        stop();
        camera.close();
    }
}
