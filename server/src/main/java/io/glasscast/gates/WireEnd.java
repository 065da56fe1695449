package io.glasscast.gates;

import io.glasscast.kernel.Bytes;

/// What a gate puts at the end of a [Wire]. Called on the media loop.
public interface WireEnd {
    /// Bytes came, in any portions. They are the end's to keep.
    void received(Bytes bytes, long nowNanos);

    /// The connection is over, whoever ended it. Called once, last.
    void closed(long nowNanos);
}
