package io.glasscast.protocol.rtp;

/// What ties the tracks of one sender together: where its wall clock, as sender reports state it, lies on the
/// receiver's timeline. One for all [RtpClock]s of a publication.
///
/// The first report of any track fixes it, so that the track keeps the times it has; the others then move to it.
public final class SenderTimeline {
    private boolean known;
    private long wallMinusLocalNanos;

    boolean isKnown() {
        return known;
    }

    /// Says that the sender's `wallNanos` is `localNanos` here.
    void anchor(long wallNanos, long localNanos) {
        wallMinusLocalNanos = wallNanos - localNanos;
        known = true;
    }

    long localNanos(long wallNanos) {
        return wallNanos - wallMinusLocalNanos;
    }

    /// Forgets the sender's clock, as when another publisher takes over: the next report fixes it anew.
    public void reset() {
        known = false;
    }
}
