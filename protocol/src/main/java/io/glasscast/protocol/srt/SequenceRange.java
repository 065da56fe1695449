package io.glasscast.protocol.srt;

/// Sequence numbers from `first` to `last`, both of them in it; 31 bits each, so `last` may be the smaller
/// number.
record SequenceRange(int first, int last) {}
