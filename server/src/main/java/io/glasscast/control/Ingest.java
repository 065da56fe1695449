package io.glasscast.control;

/// How the glasses bring a managed stream here.
public enum Ingest {
    /// Over WebRTC: the lowest latency.
    WHIP,
    /// Steady over bad networks: for streams that go on to platforms.
    SRT,
    /// For platforms that take nothing else well.
    RTMP
}
