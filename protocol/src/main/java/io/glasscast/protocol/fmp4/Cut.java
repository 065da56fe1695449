package io.glasscast.protocol.fmp4;

/// Where a segment begins in both renditions.
///
/// @param nanos                 on the stream's timeline
/// @param discontinuity         whether what follows does not continue what was before
/// @param discontinuitySequence how many such cuts there were up to here
record Cut(long msn, long nanos, boolean discontinuity, long discontinuitySequence) {}
