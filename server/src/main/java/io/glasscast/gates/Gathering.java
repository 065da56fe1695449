package io.glasscast.gates;

import io.glasscast.kernel.Machine;

/// When what was made for one player leaves. Each call of the kernel costs more than the picture in it, so sound
/// waits for the picture behind it, and where many play, pictures wait for each other. The order stays.
final class Gathering {
    /// Two pieces of AAC, less than players keep in store.
    private static final long SOUND_NANOS = 45_000_000;
    /// Nothing is let out between two pictures: who waits for one gets it all with the next. One that stays away is
    /// not waited for.
    private static final long PATIENCE_NANOS = 50_000_000;
    /// As much as a socket takes at once.
    private static final int MOST_BYTES = 64 << 10;

    private boolean pictures;
    private int bytes;
    /// When what was held last left, or would have.
    private long leftNanos;
    private long dueNanos = Machine.NEVER;

    /// @param leftNanos when it is to be thought that something left: players that come together leave at different
    ///                  times afterwards
    Gathering(long leftNanos) {
        this.leftNanos = leftNanos;
    }

    /// Whether pictures are to come; without them sound does not wait for any.
    void pictures(boolean toCome) {
        pictures = toCome;
    }

    /// Whether something leaves now, and all that was held before it.
    ///
    /// @param picture     whether it is one, or has one in it
    /// @param windowNanos how long pictures may wait
    boolean leaves(boolean picture, int length, long windowNanos, long nowNanos) {
        bytes += length;
        long wait = pictures && !picture ? SOUND_NANOS : 0;
        dueNanos = Math.min(dueNanos, Math.max(leftNanos + windowNanos, nowNanos + wait));
        if (nowNanos < dueNanos && bytes < MOST_BYTES) return false;
        left(nowNanos);
        return true;
    }

    /// All that was held leaves.
    void left(long nowNanos) {
        leftNanos = nowNanos;
        dueNanos = Machine.NEVER;
        bytes = 0;
    }

    /// When what is held is to leave at the latest, whatever comes.
    long deadlineNanos() {
        return dueNanos == Machine.NEVER ? Machine.NEVER : dueNanos + PATIENCE_NANOS;
    }
}
