package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;

/// A CMAF chunk: one `moof` and its `mdat`; a partial segment of HLS.
///
/// @param durationNanos how long it plays
/// @param independent   whether decoding can start in it
public record Part(Bytes bytes, long durationNanos, boolean independent) {}
