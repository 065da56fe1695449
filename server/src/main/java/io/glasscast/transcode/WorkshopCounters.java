package io.glasscast.transcode;

import java.util.concurrent.atomic.LongAdder;

/// What the workshop has done since it opened. Counted on the media loop, read from anywhere.
public final class WorkshopCounters {
    final LongAdder started = new LongAdder();
    final LongAdder crashed = new LongAdder();
    final LongAdder hung = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder soundJobs = new LongAdder();
    final LongAdder pictureJobs = new LongAdder();
    final LongAdder workers = new LongAdder();
    final LongAdder ready = new LongAdder();
    final LongAdder thumbnails = new LongAdder();

    /// Worker processes started.
    public long started() {
        return started.sum();
    }

    /// Workers that ended by themselves, or said what no worker says.
    public long crashed() {
        return crashed.sum();
    }

    /// Workers that were ended because they did not answer.
    public long hung() {
        return hung.sum();
    }

    /// Frames that were thrown away because a worker did not keep up.
    public long lost() {
        return lost.sum();
    }

    /// Jobs that were not taken because there were too many.
    public long refused() {
        return refused.sum();
    }

    /// Jobs of sound that run now.
    public long soundJobs() {
        return soundJobs.sum();
    }

    /// Jobs of pictures that run now.
    public long pictureJobs() {
        return pictureJobs.sum();
    }

    /// Worker processes that live now, the spare included.
    public long workers() {
        return workers.sum();
    }

    /// Workers that have loaded FFmpeg, since the workshop opened.
    public long ready() {
        return ready.sum();
    }

    /// Thumbnails made.
    public long thumbnails() {
        return thumbnails.sum();
    }
}
