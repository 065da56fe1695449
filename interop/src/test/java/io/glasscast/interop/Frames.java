package io.glasscast.interop;

import dev.onvoid.webrtc.media.video.VideoFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// What a viewer has seen so far, and how old it was.
final class Frames {
    private final List<Long> ages = new ArrayList<>();
    private int count;
    private int width;
    private long lastNanos;
    private long longestNanos;

    synchronized void see(VideoFrame frame) {
        long now = System.nanoTime();
        if (count++ > 0) longestNanos = Math.max(longestNanos, now - lastNanos);
        lastNanos = now;
        width = frame.buffer.getWidth();
        Picture.age(frame).ifPresent(ages::add);
        notifyAll();
    }

    synchronized int count() {
        return count;
    }

    /// Frames whose time could be read.
    synchronized int timed() {
        return ages.size();
    }

    /// Of the last frame.
    synchronized int width() {
        return width;
    }

    /// The longest wait from one frame to the next, since this was asked last.
    synchronized Duration longestWait() {
        var longest = Duration.ofNanos(longestNanos);
        longestNanos = 0;
        return longest;
    }

    /// Waits until `enough`, which is asked after each frame.
    void await(Predicate<Frames> enough) throws InterruptedException {
        await(enough, Stage.PATIENCE);
    }

    synchronized void await(Predicate<Frames> enough, Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!enough.test(this)) {
            long left = until - System.nanoTime();
            if (left <= 0) throw new AssertionError("not enough: " + this);
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public synchronized String toString() {
        var words = count + " frames, " + width + " wide";
        if (ages.isEmpty()) return words;
        var sorted = new ArrayList<>(ages);
        Collections.sort(sorted);
        return words + ", " + ages.size() + " with a time; ms to the viewer: p50 " + sorted.get(sorted.size() / 2)
                + ", p95 " + sorted.get(sorted.size() * 95 / 100);
    }
}
