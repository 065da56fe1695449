package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;

/// A CMAF chunk: one `moof` and its `mdat`; a partial segment of HLS.
///
/// @param durationNanos how far it takes the stream: as long as it plays, unless frames came late
/// @param independent   whether decoding can start in it
public record Part(Bytes bytes, long durationNanos, boolean independent) {}
