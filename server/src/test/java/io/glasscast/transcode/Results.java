package io.glasscast.transcode;

import io.glasscast.hub.Transcoder;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Hears what becomes of a job, and lets a test wait for it.
final class Results implements Transcoder.Result {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    final List<Track> tracks = new ArrayList<>();
    final List<Frame> frames = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    long firstFrameNanos;

    @Override
    public synchronized void track(Track track, long nowNanos) {
        tracks.add(track);
        notifyAll();
    }

    @Override
    public synchronized void frame(Frame frame, long nowNanos) {
        if (frames.isEmpty()) firstFrameNanos = nowNanos;
        frames.add(frame);
        notifyAll();
    }

    @Override
    public synchronized void failed(String why, long nowNanos) {
        failures.add(why);
        notifyAll();
    }

    synchronized int soFar() {
        return frames.size();
    }

    /// Waits until it is so.
    synchronized void await(String what, Predicate<Results> so) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!so.test(this)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) throw new AssertionError("no %s; %d frames, %s".formatted(what, frames.size(), failures));
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
