package io.glasscast.protocol.fmp4;

/// Where a segment begins in both renditions.
///
/// @param nanos                 on the stream's timeline
/// @param unixNanos             nanoseconds since 1970 when was seen what is shown then; one for both, because players
///                              put them together by it
/// @param discontinuity         whether what follows does not continue what was before
/// @param discontinuitySequence how many such cuts there were up to here
record Cut(long msn, long nanos, long unixNanos, boolean discontinuity, long discontinuitySequence) {}
