package io.glasscast.gates;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Mishaps;
import io.glasscast.protocol.rtmp.RtmpServerPeer;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Input;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Output;
import java.net.InetAddress;
import java.util.function.Consumer;

/// One RTMP connection: a wire, a peer, and what it is for.
final class RtmpConnection implements WireEnd {
    /// What all connections share.
    interface Surroundings {
        /// A client wants something; answered before the call returns.
        void asked(RtmpConnection connection, Output.PublishAsked asked, long nowNanos);

        void asked(RtmpConnection connection, Output.PlayAsked asked, long nowNanos);

        /// Its deadline may have changed.
        void note(RtmpConnection connection);

        void forget(RtmpConnection connection);

        RtmpMeter meter();

        Mishaps mishaps();
    }

    /// Portions that may come while our answers are not taken: acknowledgements of a player on a slow line. A client
    /// that goes on asking without reading would fill our memory.
    private static final int MAX_UNREAD = 256;

    private final Wire wire;
    private final RtmpServerPeer peer;
    private final Surroundings surroundings;
    private final long openedNanos;
    private RtmpPurpose purpose = RtmpPurpose.NONE;
    private boolean wireClosed;
    private boolean finished;
    private int unread;

    RtmpConnection(Wire wire, Chance chance, Surroundings surroundings, long nowNanos) {
        this.wire = wire;
        this.peer = new RtmpServerPeer(chance, nowNanos);
        this.surroundings = surroundings;
        this.openedNanos = nowNanos;
    }

    InetAddress address() {
        return wire.remote().socket().getAddress();
    }

    RtmpMeter meter() {
        return surroundings.meter();
    }

    long openedNanos() {
        return openedNanos;
    }

    boolean writable() {
        return wire.writable();
    }

    @Override
    public void received(Bytes bytes, long nowNanos) {
        if (wire.writable()) unread = 0;
        else if (++unread > MAX_UNREAD) {
            finish("rtmp-not-reading", nowNanos);
            return;
        }
        handle(new Input.Received(bytes), nowNanos);
    }

    @Override
    public void closed(long nowNanos) {
        wireClosed = true;
        finish("rtmp-disconnected", nowNanos);
    }

    void accept(RtmpPurpose accepted, long nowNanos) {
        purpose = accepted;
        handle(new Input.Accept(), nowNanos);
    }

    void reject(String why, long nowNanos) {
        handle(new Input.Reject(why), nowNanos);
    }

    void turnAway(String why, long nowNanos) {
        handle(new Input.TurnAway(why), nowNanos);
    }

    /// What it was for is over.
    void end(String why, long nowNanos) {
        handle(new Input.End(why), nowNanos);
    }

    void stop(long nowNanos) {
        handle(new Input.Stop(), nowNanos);
    }

    void send(Input media, long nowNanos) {
        handle(media, nowNanos);
    }

    /// Gives it up without a word.
    void abandon(String why, long nowNanos) {
        finish(why, nowNanos);
    }

    void elapse(long nowNanos) {
        if (finished) return;
        peer.elapse(nowNanos, outputs(nowNanos));
    }

    long deadlineNanos() {
        return finished ? Machine.NEVER : peer.deadlineNanos();
    }

    private void handle(Input input, long nowNanos) {
        if (finished) return;
        peer.handle(input, nowNanos, outputs(nowNanos));
        surroundings.note(this);
    }

    private Consumer<Output> outputs(long nowNanos) {
        return output -> {
            switch (output) {
                case Output.Transmit(var bytes) -> {
                    if (!wireClosed) wire.write(bytes);
                }
                case Output.PublishAsked asked -> surroundings.asked(this, asked, nowNanos);
                case Output.PlayAsked asked -> surroundings.asked(this, asked, nowNanos);
                case Output.Media(var tag) -> purpose.media(tag, nowNanos);
                case Output.Paused(var paused) -> purpose.paused(paused, nowNanos);
                case Output.Left() -> leave(nowNanos);
                case Output.Closed(var why) -> finish(why, nowNanos);
            }
        };
    }

    /// What it was for may fail at its end, by a bug of ours. That is no concern of the connection's, nor of
    /// whoever ends it.
    private void leave(long nowNanos) {
        var left = purpose;
        purpose = RtmpPurpose.NONE;
        try {
            left.left(nowNanos);
        } catch (Throwable e) {
            surroundings.mishaps().happened("the end of what an RTMP connection was for", e);
        }
    }

    private void finish(String why, long nowNanos) {
        if (finished) return;
        finished = true;
        surroundings.meter().closed(why);
        surroundings.forget(this);
        if (!wireClosed) wire.close();
        leave(nowNanos);
    }
}
