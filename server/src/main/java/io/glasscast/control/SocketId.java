package io.glasscast.control;

/// One connection of an app or of glasses; never used twice, so that the late end of an old one is told from the
/// end of the present one.
public record SocketId(long value) {}
