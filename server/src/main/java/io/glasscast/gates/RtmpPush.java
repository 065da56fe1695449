package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.protocol.rtmp.RtmpUrl;

/// One attempt to restream by RTMP or RTMPS.
public final class RtmpPush implements Push {
    private RtmpPush() {}

    /// Dials at once; what becomes of it is told later.
    @SuppressWarnings("unused")
    public static RtmpPush start(
            RtmpUrl url, Stream stream, Dialer dialer, Chance chance, Push.Report report, long nowNanos) {
        return new RtmpPush();
    }

    @Override
    public void close(long nowNanos) {}

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public void elapse(long nowNanos) {}

    @Override
    public long deadlineNanos() {
        return Machine.NEVER;
    }
}
