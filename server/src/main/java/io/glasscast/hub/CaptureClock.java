package io.glasscast.hub;

/// How long before its time on the stream's timeline the present picture was captured, by what its publisher says of
/// its own wall clock.
///
/// A picture cannot have come before it was captured, nor does one come much later than that. So a publisher's clock
/// that is a little ahead of ours says that pictures are captured when they come; one that is off by more than `trust`
/// was never set, and is worth less than the time of arrival.
///
/// What was said to be later stays later: a finding is followed no faster than time passes. The first one is followed
/// by half, for it comes within the first seconds and had nothing to compare with, and later ones by a twentieth.
final class CaptureClock {
    private static final int FIRST_SHARE = 2;
    private static final int SHARE = 20;

    private final long trustNanos;
    /// Whether anything was shown of this publication.
    private boolean begun;
    /// Whether what its publisher said first was reached.
    private boolean settled;
    private long ageNanos;
    private long statedNanos;
    private long reachedNanos = Long.MIN_VALUE;

    CaptureClock(long trustNanos) {
        this.trustNanos = trustNanos;
    }

    /// Another publisher, with another clock.
    void restart() {
        begun = false;
        settled = false;
        statedNanos = 0;
    }

    /// @param nanos what the publisher says; negative when it speaks of the future
    void stated(long nanos) {
        statedNanos = nanos > trustNanos || nanos < -trustNanos ? 0 : Math.max(0, nanos);
    }

    /// The stream's timeline has come to `ptsNanos`.
    void reached(long ptsNanos) {
        long passed = reachedNanos == Long.MIN_VALUE ? Long.MAX_VALUE : Math.max(0, ptsNanos - reachedNanos);
        reachedNanos = Math.max(reachedNanos, ptsNanos);
        long owed = statedNanos - ageNanos;
        if (owed == 0) {
            begun = true;
            settled |= statedNanos != 0;
            return;
        }
        // Between two publishers nobody is shown anything: all of the pause may be used up.
        long most = !begun ? passed : passed / (settled ? SHARE : FIRST_SHARE);
        begun = true;
        ageNanos += Math.clamp(owed, -most, most);
        settled |= ageNanos == statedNanos;
    }

    /// To be taken off a time on the stream's timeline.
    long ageNanos() {
        return ageNanos;
    }
}
