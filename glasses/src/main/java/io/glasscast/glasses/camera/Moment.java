package io.glasscast.glasses.camera;

/// When something is captured, on both clocks.
///
/// @param ptsNanos    since the camera was switched on
/// @param epochMillis wall clock, since 1970
public record Moment(long ptsNanos, long epochMillis) {}
