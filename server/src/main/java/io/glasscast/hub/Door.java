package io.glasscast.hub;

/// How media comes in or goes out.
public enum Door {
    WEBRTC,
    SRT,
    RTMP,
    /// HLS and DASH: one viewer for all players, because they fetch what they want when they want it.
    HLS,
    /// A restream.
    OUTPUT,
    /// One that nobody counts.
    OTHER
}
