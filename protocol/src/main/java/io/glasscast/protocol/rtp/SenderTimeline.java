package io.glasscast.protocol.rtp;

/// What ties the tracks of one sender together: where its wall clock, as sender reports state it, lies on the
/// receiver's timeline. One for all [RtpClock]s of a publication.
///
/// The first report of any track fixes it, so that the track keeps the times it has; the others then move to it. Where
/// that would take a track back, the others go forward instead: the latest of them is where all meet.
public final class SenderTimeline {
    private boolean known;
    private int anchors;
    private long wallMinusLocalNanos;
    private long movedNanos;

    boolean isKnown() {
        return known;
    }

    /// Says that the sender's `wallNanos` is `localNanos` here.
    void anchor(long wallNanos, long localNanos) {
        wallMinusLocalNanos = wallNanos - localNanos;
        known = true;
        anchors++;
    }

    /// How often it was tied to the sender's clock.
    int anchors() {
        return anchors;
    }

    long localNanos(long wallNanos) {
        return wallNanos - wallMinusLocalNanos;
    }

    /// Puts all that the sender's clock says later by `nanos`.
    void moveOn(long nanos) {
        wallMinusLocalNanos -= nanos;
        movedNanos += nanos;
    }

    /// By how much it was moved so far.
    long movedNanos() {
        return movedNanos;
    }

    /// Forgets the sender's clock, as when another publisher takes over: the next report fixes it anew.
    public void reset() {
        known = false;
    }
}
