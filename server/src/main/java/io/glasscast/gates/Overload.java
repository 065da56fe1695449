package io.glasscast.gates;

/// Notices when the media thread does not keep up, so that nobody new is let in at the cost of those who are
/// there.
///
/// A turn that is late now and then is life: a neighbour on the machine, a collection of garbage, a keyframe
/// for hundreds. So not the latest turn counts but the least late one of some seconds: as long as any is in
/// time, there is time left over. That is how queues that stand are told from those that come and go (RFC 8289
/// §3).
///
/// Belongs to the media thread.
public final class Overload {
    /// How often the loop is to be asked: often enough for a window to have many answers, and nothing beside
    /// its work.
    public static final long EVERY_NANOS = 100_000_000L;

    /// Packets that leave so late are seen: players hold back about as much.
    private static final long LATE_NANOS = 200_000_000L;

    private static final long WINDOW_NANOS = 3_000_000_000L;

    /// One long pause is one turn, however long.
    private static final int WINDOW_TURNS = 5;

    /// What who is refused is told.
    static final String SENTENCE = "The server has as much to do as it can: try again in some seconds.";

    private long windowEndNanos;
    private long leastLateNanos = Long.MAX_VALUE;
    private int turns;
    private boolean lasts;

    /// A turn of the loop that was due so long ago has come.
    public void turned(long lateNanos, long nowNanos) {
        if (turns++ == 0) windowEndNanos = nowNanos + WINDOW_NANOS;
        leastLateNanos = Math.min(leastLateNanos, lateNanos);
        if (leastLateNanos < LATE_NANOS) lasts = false;
        if (nowNanos < windowEndNanos || turns < WINDOW_TURNS) return;
        lasts = leastLateNanos >= LATE_NANOS;
        leastLateNanos = Long.MAX_VALUE;
        turns = 0;
    }

    /// Whether new work is to be refused.
    public boolean lasts() {
        return lasts;
    }
}
