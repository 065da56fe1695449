package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Guest;
import io.glasscast.hub.Reader;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.rtmp.RtmpClientPeer;
import io.glasscast.protocol.rtmp.RtmpClientPeer.Input;
import io.glasscast.protocol.rtmp.RtmpClientPeer.Output;
import io.glasscast.protocol.rtmp.RtmpUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One attempt to restream by RTMP or RTMPS.
public final class RtmpPush implements Push {
    /// Longer than a dialer tries; it tells why it gave up, and this is for one that does not.
    private static final long DIAL_NANOS = 60_000_000_000L;
    /// A destination that takes nothing for so long does not come back by itself.
    private static final long STALL_NANOS = 10_000_000_000L;

    /// What platforms take: H.264, and always AAC.
    private static final RtmpAudience.Demand DEMAND =
            new RtmpAudience.Demand(new Wants(List.of(Codec.H264), List.of(Codec.AAC), true), true);

    private final RtmpUrl url;
    private final Stream stream;
    private final Push.Report report;
    private final RtmpClientPeer peer;
    private final RtmpDelivery delivery;
    private final Guest guest = new Seat();
    private @Nullable Wire wire;
    private boolean over;
    private boolean active;
    private long dialDeadlineNanos;
    private long stallDeadlineNanos = RtmpClientPeer.NEVER;
    private long bytes;
    private long dropped;

    private RtmpPush(
            RtmpUrl url, Stream stream, RtmpAudience audience, Chance chance, Push.Report report, long nowNanos) {
        this.url = url;
        this.stream = stream;
        this.report = report;
        this.peer = new RtmpClientPeer(url, chance);
        this.delivery = new RtmpDelivery(stream, DEMAND, audience, new Destination(), nowNanos);
        this.dialDeadlineNanos = nowNanos + DIAL_NANOS;
    }

    /// Dials at once; what becomes of it is told later.
    public static RtmpPush start(
            RtmpUrl url,
            Stream stream,
            RtmpAudience audience,
            Dialer dialer,
            Chance chance,
            Push.Report report,
            long nowNanos) {
        var push = new RtmpPush(url, stream, audience, chance, report, nowNanos);
        dialer.dial(url.host(), url.port(), url.tls(), push.new Call());
        return push;
    }

    @Override
    public void close(long nowNanos) {
        if (over) return;
        try {
            sayGoodbye(nowNanos);
        } finally {
            shut();
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long dropped() {
        return dropped;
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
                if (stream.join(guest, nowNanos)) delivery.seat(nowNanos);
                else end("The stream has ended, or has too many viewers.", nowNanos);
            }
            case Output.Closed(var why) -> end(why, nowNanos);
        }
    }

    private void transmit(Output output) {
        if (!(output instanceof Output.Transmit(var data)) || wire == null) return;
        wire.write(data);
        if (peer.ready()) bytes += data.length();
    }

    /// Before the wire is closed; what the peer says about it interests nobody.
    private void sayGoodbye(long nowNanos) {
        delivery.finish(nowNanos);
        peer.handle(new Input.Finish(), nowNanos, this::transmit);
    }

    private void end(String why, long nowNanos) {
        if (over) return;
        shut();
        report.ended(why, nowNanos);
    }

    private void shut() {
        over = true;
        stream.leave(guest);
        delivery.leave();
        if (wire != null) wire.close();
    }

    /// In the hub.
    private final class Seat implements Guest {
        @Override
        public Door door() {
            return Door.OUTPUT;
        }

        @Override
        public Reader reader() {
            return delivery.reader();
        }

        @Override
        public void ended(long nowNanos) {
            if (over) return;
            try {
                sayGoodbye(nowNanos);
            } finally {
                end("The stream has ended.", nowNanos);
            }
        }
    }

    /// Where the messages go.
    private final class Destination implements RtmpDelivery.Receiver {
        @Override
        public void anew(FlvTag tag, long nowNanos) {
            if (over) return;
            peer.handle(new Input.Media(tag), nowNanos, output -> happened(output, nowNanos));
            if (active || over || tag.kind() == FlvTag.Kind.DATA) return;
            active = true;
            report.active(nowNanos);
        }

        @Override
        public void following(Bytes chunks, long nowNanos) {
            if (!over) peer.handle(new Input.Shared(chunks), nowNanos, output -> happened(output, nowNanos));
        }

        @Override
        public boolean writable(long nowNanos) {
            boolean writable = wire != null && wire.writable();
            if (writable) stallDeadlineNanos = RtmpClientPeer.NEVER;
            else if (stallDeadlineNanos == RtmpClientPeer.NEVER) stallDeadlineNanos = nowNanos + STALL_NANOS;
            return writable;
        }

        @Override
        public void started(long nowNanos) {}

        @Override
        public void dropped(long prints) {
            dropped += prints;
        }

        @Override
        public void broke(long nowNanos) {
            end("This server failed to go on; its log says how.", nowNanos);
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
