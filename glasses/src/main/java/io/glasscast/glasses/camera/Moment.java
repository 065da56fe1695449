package io.glasscast.glasses.camera;

/// When something is captured, on both clocks.
///
/// @param ptsNanos   since the camera was switched on
/// @param epochNanos wall clock, since 1970
public record Moment(long ptsNanos, long epochNanos) {
    private static final long MILLI = 1_000_000;

    public static Moment ofMillis(long ptsNanos, long epochMillis) {
        return new Moment(ptsNanos, epochMillis * MILLI);
    }

    public long epochMillis() {
        return Math.floorDiv(epochNanos, MILLI);
    }
}
