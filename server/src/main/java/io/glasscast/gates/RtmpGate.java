package io.glasscast.gates;

import io.glasscast.hub.Hub;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;

/// All RTMP and RTMPS connections: publishers with their ingest key, players with a playback id.
///
/// Belongs to the media thread.
public final class RtmpGate implements Gate {
    /// @param chance unguessable: handshakes are made of it
    @SuppressWarnings("unused")
    public RtmpGate(Hub hub, Chance chance, RtmpMeter meter) {}

    /// Takes a connection that somebody made to one of our ports.
    ///
    /// @param tls whether it came through TLS, which is off already
    @SuppressWarnings("unused")
    public WireEnd accepted(Wire wire, boolean tls, long nowNanos) {
        wire.close();
        return new WireEnd() {
            @Override
            public void received(Bytes bytes, long now) {}

            @Override
            public void closed(long now) {}
        };
    }

    @Override
    public void elapse(long nowNanos) {}

    @Override
    public long deadlineNanos() {
        return Machine.NEVER;
    }

    @Override
    public void closeAll(long nowNanos) {}
}
