package io.glasscast.glasses.pair;

/// Whether the camera can be had for a stream.
public enum CameraState {
    FREE,
    /// Another program on the glasses has it.
    TAKEN,
    /// Nobody can have it.
    BROKEN
}
