package io.glasscast.glasses.camera;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.glasses.clock.Time;
import io.glasscast.glasses.codec.AudioSettings;
import io.glasscast.glasses.codec.CodecException;
import io.glasscast.glasses.codec.Decoder;
import io.glasscast.glasses.codec.I420;
import io.glasscast.glasses.codec.SoundFormat;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CameraTest {
    private static final VideoSettings SMALL = new VideoSettings(320, 240, 200_000, 15);

    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(Decoder.nativeObjects()).isZero();
    }

    /// A clock that jumps to whatever it is asked to wait for. `slowNanos` is what every look at it costs.
    private static final class LeapingTime implements Time {
        private final long slowNanos;
        private long now = 5_000_000_000L;

        LeapingTime(long slowNanos) {
            this.slowNanos = slowNanos;
        }

        @Override
        public synchronized long nanos() {
            return now += slowNanos;
        }

        @Override
        public synchronized long epochMillis() {
            return 1_764_000_000_000L + now / 1_000_000;
        }

        @Override
        public synchronized void sleepUntil(long deadlineNanos) {
            now = Math.max(now, deadlineNanos);
        }
    }

    /// Everything a camera makes until there are `count` frames.
    private static List<Frame> film(Time time, int count, Consumption consumption) throws InterruptedException {
        return film(time, count, new TestPattern(Chance.seeded(1)), consumption);
    }

    private static List<Frame> film(Time time, int count, Source source, Consumption consumption)
            throws InterruptedException {
        var frames = new CopyOnWriteArrayList<Frame>();
        var enough = new CountDownLatch(count);
        var camera = new CompletableFuture<Camera>();
        var started = Camera.start(
                time, SMALL, AudioSettings.standard(Codec.OPUS), (video, audio) -> source, listener(frame -> {
                    if (enough.getCount() == 0) return;
                    frames.add(frame);
                    consumption.after(camera.join(), frames.size());
                    enough.countDown();
                }));
        camera.complete(started);
        try (started) {
            assertThat(enough.await(15, TimeUnit.SECONDS)).isTrue();
        }
        return frames;
    }

    private interface Consumption {
        void after(Camera camera, int frames);
    }

    private static Camera.Listener listener(java.util.function.Consumer<Frame> frames) {
        return new Camera.Listener() {
            @Override
            public void frame(Frame frame) {
                frames.accept(frame);
            }

            @Override
            public void failed(String reason) {
                throw new AssertionError(reason);
            }
        };
    }

    @Test
    void makesPicturesAndSoundAtTheirRates() throws Exception {
        var frames = film(new LeapingTime(0), 65 * 3, (camera, count) -> {});
        var pictures = frames.stream().filter(f -> f.track() == 0).toList();
        var sounds = frames.stream().filter(f -> f.track() == 1).toList();
        assertThat(pictures).hasSizeBetween(44, 46);
        assertThat(sounds).hasSizeBetween(149, 151);
        for (int i = 0; i < pictures.size(); i++)
            assertThat(pictures.get(i).ptsNanos()).isEqualTo(5_000_000_000L + i * 1_000_000_000L / 15);
        for (int i = 0; i < sounds.size(); i++)
            assertThat(sounds.get(i).ptsNanos()).isEqualTo(5_000_000_000L + i * 20_000_000L);
    }

    @Test
    void makesAKeyframeWhenAskedTo() throws Exception {
        var frames = film(new LeapingTime(0), 65, (camera, count) -> {
            if (count == 30) camera.requestKeyframe();
        });
        assertThat(frames.stream().filter(f -> f.track() == 0 && f.keyframe())).hasSize(2);
    }

    @Test
    void leavesPicturesOutWhenItIsTooSlow() throws Exception {
        // Each look at the clock costs 40 ms: half a picture's time.
        var frames = film(new LeapingTime(40_000_000), 60, (camera, count) -> {});
        var pictures = frames.stream().filter(f -> f.track() == 0).toList();
        long span = pictures.getLast().ptsNanos() - pictures.getFirst().ptsNanos();
        assertThat(pictures.size()).isLessThan((int) (span / SMALL.frameNanos()));
    }

    @Test
    void aPictureThatIsTakenLateSaysSo() throws Exception {
        var moments = new CopyOnWriteArrayList<Long>();
        var source = new Source() {
            @Override
            public void look(I420 canvas, Moment moment, long number) {
                moments.add(moment.ptsNanos());
            }

            @Override
            public void listen(short[] interleaved, SoundFormat format, Moment moment) {}

            @Override
            public void close() {}
        };
        var frames = film(new LeapingTime(40_000_000), 60, source, (camera, count) -> {});
        var pictures = frames.stream().filter(f -> f.track() == 0).toList();
        long start = pictures.getFirst().ptsNanos() - moments.getFirst();
        for (int i = 0; i < pictures.size(); i++)
            assertThat(pictures.get(i).ptsNanos() - start).isEqualTo(moments.get(i));
    }

    @Test
    void saysWhyItCannotFilm() throws Exception {
        var reason = new CompletableFuture<String>();
        var camera = Camera.start(
                Time.system(),
                SMALL,
                AudioSettings.standard(Codec.OPUS),
                (video, audio) -> {
                    throw new CodecException("cannot read x.mp4");
                },
                new Camera.Listener() {
                    @Override
                    public void frame(Frame frame) {
                        reason.complete("a frame");
                    }

                    @Override
                    public void failed(String why) {
                        reason.complete(why);
                    }
                });
        assertThat(reason.get(10, TimeUnit.SECONDS)).isEqualTo("cannot read x.mp4");
        camera.close();
    }

    @Test
    void isOffAndFreeWhenCloseReturns() {
        for (int i = 0; i < 20; i++) {
            var camera = Camera.start(
                    Time.system(),
                    SMALL,
                    AudioSettings.standard(Codec.OPUS),
                    (video, audio) -> new TestPattern(Chance.seeded(1)),
                    listener(frame -> {}));
            camera.close();
            assertThat(Decoder.nativeObjects()).isZero();
        }
    }
}
