package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.media.Frame;

/// What a WebRTC session does with its peer: it publishes, or it views.
sealed interface PeerOwner permits WhipPublisher, WhepViewer {
    Stream stream();

    /// Those who watch that stream by WebRTC.
    Audience audience();

    void connected(Session session, long nowNanos);

    void received(Frame frame, long nowNanos);

    /// What has that time in the frames that come was captured at `unixNanos`, by the peer's clock.
    void captured(long ptsNanos, long unixNanos);

    /// The incoming track cannot be decoded before its next keyframe.
    void needsKeyframe(int track, long nowNanos);

    /// The peer cannot decode before our next keyframe.
    void keyframeWanted(long nowNanos);

    void closed(long nowNanos);

    /// What the owner itself is due to do.
    void elapse(long nowNanos);

    long deadlineNanos();
}
