package io.glasscast.gates;

import io.glasscast.protocol.flv.FlvTag;

/// What one RTMP connection is for, once its client has said so.
interface RtmpPurpose {
    /// Media came in.
    void media(FlvTag tag, long nowNanos);

    /// The player holds, or goes on.
    void paused(boolean paused, long nowNanos);

    /// It is over. Called once.
    void left(long nowNanos);

    /// Of a connection that has not said it yet.
    RtmpPurpose NONE = new RtmpPurpose() {
        @Override
        public void media(FlvTag tag, long nowNanos) {}

        @Override
        public void paused(boolean paused, long nowNanos) {}

        @Override
        public void left(long nowNanos) {}
    };
}
