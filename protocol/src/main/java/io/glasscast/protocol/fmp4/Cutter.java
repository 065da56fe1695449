package io.glasscast.protocol.fmp4;

/// Numbers the segments for both lanes, and knows what one lane must know of the other.
interface Cutter {
    /// A segment begins at `nanos`.
    Cut cut(long nanos, boolean discontinuity);

    /// Whether the next cut is a discontinuity, for a reason outside of the lane that makes it.
    boolean broken();

    /// Whether the other lane waits for a cut that is a discontinuity.
    boolean awaitsBreak();

    /// The lane's own time broke off: nothing can continue.
    void breakOff();
}
