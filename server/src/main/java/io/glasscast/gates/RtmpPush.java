package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.rtmp.RtmpClientPeer;
import io.glasscast.protocol.rtmp.RtmpClientPeer.Input;
import io.glasscast.protocol.rtmp.RtmpClientPeer.Output;
import io.glasscast.protocol.rtmp.RtmpUrl;
import org.jspecify.annotations.Nullable;

/// One attempt to restream by RTMP or RTMPS.
public final class RtmpPush implements Push {
    /// Longer than a dialer tries; it tells why it gave up, and this is for one that does not.
    private static final long DIAL_NANOS = 60_000_000_000L;
    /// A destination that takes nothing for so long does not come back by itself.
    private static final long STALL_NANOS = 10_000_000_000L;

    private final RtmpUrl url;
    private final Stream stream;
    private final Push.Report report;
    private final RtmpClientPeer peer;
    private final RtmpFeed feed;
    private @Nullable Wire wire;
    private boolean over;
    private boolean active;
    private long dialDeadlineNanos;
    private long stallDeadlineNanos = RtmpClientPeer.NEVER;
    private long bytes;

    private RtmpPush(RtmpUrl url, Stream stream, Chance chance, Push.Report report, long nowNanos) {
        this.url = url;
        this.stream = stream;
        this.report = report;
        this.peer = new RtmpClientPeer(url, chance);
        this.feed = new RtmpFeed(stream, new Destination());
        this.dialDeadlineNanos = nowNanos + DIAL_NANOS;
    }

    /// Dials at once; what becomes of it is told later.
    public static RtmpPush start(
            RtmpUrl url, Stream stream, Dialer dialer, Chance chance, Push.Report report, long nowNanos) {
        var push = new RtmpPush(url, stream, chance, report, nowNanos);
        dialer.dial(url.host(), url.port(), url.tls(), push.new Call());
        return push;
    }

    @Override
    public void close(long nowNanos) {
        if (over) return;
        feed.flush(nowNanos);
        // The goodbye goes out before the wire is closed; what the peer says about it interests nobody.
        peer.handle(new Input.Finish(), nowNanos, this::transmit);
        shut();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long dropped() {
        return feed.dropped();
    }

    @Override
    public void elapse(long nowNanos) {
        if (over) return;
        if (nowNanos >= dialDeadlineNanos) {
            end("The destination could not be reached.", nowNanos);
            return;
        }
        if (nowNanos >= stallDeadlineNanos) {
            if (wire != null && wire.writable()) stallDeadlineNanos = RtmpClientPeer.NEVER;
            else end("The destination has not taken any data for 10 seconds.", nowNanos);
            return;
        }
        peer.elapse(nowNanos, output -> happened(output, nowNanos));
    }

    @Override
    public long deadlineNanos() {
        if (over) return RtmpClientPeer.NEVER;
        return Math.min(Math.min(dialDeadlineNanos, stallDeadlineNanos), peer.deadlineNanos());
    }

    private void happened(Output output, long nowNanos) {
        if (over) return;
        switch (output) {
            case Output.Transmit _ -> transmit(output);
            case Output.Ready() -> {
                if (!stream.join(feed, nowNanos)) end("The stream has ended, or has too many viewers.", nowNanos);
            }
            case Output.Closed(var why) -> end(why, nowNanos);
        }
    }

    private void transmit(Output output) {
        if (!(output instanceof Output.Transmit(var data)) || wire == null) return;
        wire.write(data);
        if (peer.ready()) bytes += data.length();
    }

    private void end(String why, long nowNanos) {
        if (over) return;
        shut();
        report.ended(why, nowNanos);
    }

    private void shut() {
        over = true;
        stream.leave(feed);
        if (wire != null) wire.close();
    }

    /// Where the feed's tags go.
    private final class Destination implements RtmpFeed.Destination {
        @Override
        public void send(FlvTag tag, long nowNanos) {
            if (over) return;
            peer.handle(new Input.Media(tag), nowNanos, output -> happened(output, nowNanos));
            if (active || over || tag.kind() == FlvTag.Kind.DATA) return;
            active = true;
            report.active(nowNanos);
        }

        @Override
        public boolean writable(long nowNanos) {
            boolean writable = wire != null && wire.writable();
            if (writable) stallDeadlineNanos = RtmpClientPeer.NEVER;
            else if (stallDeadlineNanos == RtmpClientPeer.NEVER) stallDeadlineNanos = nowNanos + STALL_NANOS;
            return writable;
        }

        @Override
        public void ended(long nowNanos) {
            if (over) return;
            peer.handle(new Input.Finish(), nowNanos, RtmpPush.this::transmit);
            end("The stream has ended.", nowNanos);
        }
    }

    /// What the dialer finds out.
    private final class Call implements Dialer.Caller {
        @Override
        public WireEnd connected(Wire made, long nowNanos) {
            if (over) {
                made.close();
                return new End();
            }
            wire = made;
            dialDeadlineNanos = RtmpClientPeer.NEVER;
            peer.handle(new Input.Opened(), nowNanos, output -> happened(output, nowNanos));
            return new End();
        }

        @Override
        public void failed(Dialer.Failure why, long nowNanos) {
            end(why.sentence(url.host(), url.port()), nowNanos);
        }
    }

    /// Our end of the wire.
    private final class End implements WireEnd {
        @Override
        public void received(Bytes data, long nowNanos) {
            if (!over) peer.handle(new Input.Received(data), nowNanos, output -> happened(output, nowNanos));
        }

        @Override
        public void closed(long nowNanos) {
            end(
                    peer.ready()
                            ? "The destination closed the connection."
                            : "The destination closed the connection before it took anything:"
                                    + " the stream key or the address may be wrong.",
                    nowNanos);
        }
    }
}
