package io.glasscast.glasses.camera;

import io.glasscast.glasses.clock.Time;
import io.glasscast.glasses.codec.AudioSettings;
import io.glasscast.glasses.codec.CodecException;
import io.glasscast.glasses.codec.I420;
import io.glasscast.glasses.codec.SoundEncoder;
import io.glasscast.glasses.codec.SoundFormat;
import io.glasscast.glasses.codec.VideoEncoder;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import java.util.function.Consumer;

/// Camera and microphone while they are on: one thread that looks, listens, codes and hands out frames in real time.
///
/// The thread owns source and encoders from first to last; other threads only leave wishes ([#requestKeyframe()],
/// [#bitrate(long)]) that it reads before the next picture, and ask it to end ([#close()], which waits for it).
public final class Camera implements AutoCloseable {
    private static final int VIDEO_TRACK = 0, AUDIO_TRACK = 1;

    /// How far behind the clock pictures may be before they are left out: a machine that cannot keep up must lose
    /// pictures, not time.
    private static final long LATE_NANOS = 200_000_000;

    /// How far the wall clock may wander off before the time in the pictures follows it.
    private static final long CLOCK_SLACK_MILLIS = 3;

    /// Opens what the camera films. Called on the camera's thread; its failure is told to the listener.
    @FunctionalInterface
    public interface SourceOpener {
        Source open(VideoSettings video, AudioSettings audio);
    }

    /// Told on the camera's thread.
    public interface Listener {
        /// @param frame its time is the clock's when it was captured
        void frame(Frame frame);

        /// The camera has switched itself off.
        void failed(String reason);
    }

    private final Time time;
    private final VideoSettings video;
    private final AudioSettings audio;
    private final Listener listener;
    private final Thread thread;

    private volatile boolean closing;
    private volatile boolean keyframeWanted;
    private volatile long wantedBitrate;
    private volatile long dropped;

    private Camera(Time time, VideoSettings video, AudioSettings audio, SourceOpener opener, Listener listener) {
        this.time = time;
        this.video = video;
        this.audio = audio;
        this.listener = listener;
        this.wantedBitrate = video.bitrate();
        this.thread = Thread.ofPlatform().name("glasses-camera").daemon().unstarted(() -> live(opener));
    }

    /// Switches the camera on.
    public static Camera start(
            Time time, VideoSettings video, AudioSettings audio, SourceOpener opener, Listener listener) {
        var camera = new Camera(time, video, audio, opener, listener);
        camera.thread.start();
        return camera;
    }

    /// What the frames belong to: H.264 in track 0, sound in track 1.
    public static List<Track> tracks(AudioSettings audio) {
        return List.of(new Track(VIDEO_TRACK, Codec.H264), audio.track(AUDIO_TRACK));
    }

    /// Loads the native libraries and codes one small picture, so that the first stream does not wait for it. Takes
    /// half a second the first time; does no harm where there are no natives: opening a camera will say so.
    public static void warmUp() {
        var small = new VideoSettings(320, 240, 100_000, 15);
        try (var video = new VideoEncoder(VIDEO_TRACK, small);
                var opus = SoundEncoder.open(AUDIO_TRACK, AudioSettings.standard(Codec.OPUS));
                var aac = SoundEncoder.open(AUDIO_TRACK, AudioSettings.standard(Codec.AAC))) {
            var _ = video.encode(I420.black(small.width(), small.height()), 0, true);
            var _ = opus.encode(new short[opus.packetSamples()], 0);
            var _ = aac.encode(new short[aac.packetSamples()], 0);
        } catch (CodecException | LinkageError _) {
            return;
        }
    }

    /// Makes the next picture a keyframe.
    public void requestKeyframe() {
        keyframeWanted = true;
    }

    /// Sets the video bitrate to aim at.
    public void bitrate(long bitsPerSecond) {
        wantedBitrate = bitsPerSecond;
    }

    /// Pictures left out because the machine was too slow.
    public long dropped() {
        return dropped;
    }

    /// Switches the camera off and waits until everything native is free. From the camera's own thread it only asks.
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        if (Thread.currentThread() == thread) return;
        boolean interrupted = false;
        while (true)
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true; // freeing native memory is not optional: wait on, then pass it up
            }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void live(SourceOpener opener) {
        try (Source source = opener.open(video, audio);
                var videoEncoder = new VideoEncoder(VIDEO_TRACK, video);
                var audioEncoder = SoundEncoder.open(AUDIO_TRACK, audio)) {
            new Run(source, videoEncoder, audioEncoder).untilClosed();
        } catch (RuntimeException | LinkageError e) {
            // LinkageError is JavaCPP's word for a platform without natives.
            if (!closing) listener.failed(String.valueOf(e.getMessage()));
        }
    }

    /// One run of the camera, on its thread.
    private final class Run {
        private final Source source;
        private final VideoEncoder videoEncoder;
        private final SoundEncoder audioEncoder;
        private final SoundFormat format;
        private final I420 canvas = I420.black(video.width(), video.height());
        private final short[] samples;
        private final long startNanos = time.nanos();
        private long startMillis = time.epochMillis();
        private final Consumer<Frame> out = listener::frame;
        private long pictures;
        private long packets;

        Run(Source source, VideoEncoder videoEncoder, SoundEncoder audioEncoder) {
            this.source = source;
            this.videoEncoder = videoEncoder;
            this.audioEncoder = audioEncoder;
            this.format = audioEncoder.format();
            this.samples = new short[audioEncoder.packetSamples() * format.channels()];
        }

        void untilClosed() {
            while (!closing) {
                long picturePts = picturePts(pictures);
                // Sound exists only once its last sample has been heard.
                long soundDue = soundPts(packets + 1);
                long due = startNanos + Math.min(picturePts, soundDue);
                long now = time.nanos();
                if (now < due) time.sleepUntil(due);
                else if (picturePts <= soundDue) shoot(now - startNanos);
                else listen(now - startNanos);
            }
        }

        private long picturePts(long number) {
            return number * 1_000_000_000L / video.frameRate();
        }

        private long soundPts(long packet) {
            return format.nanos(packet * audioEncoder.packetSamples());
        }

        private void shoot(long elapsedNanos) {
            if (elapsedNanos - picturePts(pictures) > LATE_NANOS) {
                long present = elapsedNanos / 1_000 * video.frameRate() / 1_000_000;
                dropped += present - pictures;
                pictures = present;
            }
            long number = pictures++;
            // The picture is of now, not of when it was due: the time in it is what people measure with, and its own
            // time must say the same, or its sound would be apart from it.
            long ptsNanos = Math.max(picturePts(number), elapsedNanos);
            boolean keyframe = keyframeWanted;
            if (keyframe) keyframeWanted = false;
            videoEncoder.bitrate(wantedBitrate);
            source.look(canvas, moment(ptsNanos), number);
            out.accept(videoEncoder.encode(canvas, startNanos + ptsNanos, keyframe));
        }

        private void listen(long elapsedNanos) {
            if (elapsedNanos - soundPts(packets) > LATE_NANOS)
                packets = format.samples(elapsedNanos) / audioEncoder.packetSamples() - 1;
            long ptsNanos = soundPts(packets++);
            source.listen(samples, format, moment(ptsNanos));
            audioEncoder.encode(samples, startNanos + ptsNanos).ifPresent(out);
        }

        /// Both clocks run side by side without asking the wall clock every time, whose rounding would be heard as
        /// clicks in the tone; it is asked again when someone has set it.
        private Moment moment(long ptsNanos) {
            long startsNow = time.epochMillis() - (time.nanos() - startNanos) / 1_000_000;
            if (Math.abs(startsNow - startMillis) > CLOCK_SLACK_MILLIS) startMillis = startsNow;
            return new Moment(ptsNanos, startMillis * 1_000_000 + ptsNanos);
        }
    }
}
