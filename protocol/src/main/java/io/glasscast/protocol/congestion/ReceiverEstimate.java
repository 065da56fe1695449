package io.glasscast.protocol.congestion;

import io.glasscast.kernel.Machine;
import io.glasscast.protocol.rtp.RtcpPacket.Remb;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A receiver's statement of how much its sender may send, for senders without transport-wide feedback: they start
/// low and grow only as far as they are told (draft-alvestrand-rmcat-remb-03).
///
/// This is **not** an estimate of the line. It states a configured ceiling, or less where less is wanted, and
/// leaves it to the sender's own control (from our receiver reports and transport-wide feedback) to stay below
/// what the line carries. Senders with an estimate of their own take it for a cap: libwebrtc's GoogCC does, and
/// so do our glasses.
public final class ReceiverEstimate implements Machine<Long, Remb> {
    /// libwebrtc repeats its estimate each second; a lost one is made up for soon enough.
    private static final long INTERVAL_NANOS = 1_000_000_000L;
    /// One peer sends sound, picture and their retransmissions; a hostile one could name SSRCs without end.
    private static final int MOST_SOURCES = 16;

    private final long sender;
    private final long ceilingBitsPerSecond;
    private final List<Long> sources = new ArrayList<>();
    private long limitBitsPerSecond = Long.MAX_VALUE;
    private long deadlineNanos = NEVER;

    public ReceiverEstimate(long sender, long ceilingBitsPerSecond) {
        this.sender = sender;
        this.ceilingBitsPerSecond = ceilingBitsPerSecond;
    }

    /// Adds a media source (SSRC) that the ceiling is for.
    @Override
    public void handle(Long source, long nowNanos, Consumer<? super Remb> out) {
        if (sources.contains(source) || sources.size() == MOST_SOURCES) return;
        sources.add(source);
        deadlineNanos = nowNanos;
        elapse(nowNanos, out);
    }

    /// No more than this is wanted from now on, or the ceiling; said at once, as soon as somebody sends.
    public void limit(long bitsPerSecond, long nowNanos) {
        limitBitsPerSecond = bitsPerSecond;
        if (deadlineNanos != NEVER) deadlineNanos = nowNanos;
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Remb> out) {
        if (nowNanos < deadlineNanos) return;
        deadlineNanos = nowNanos + INTERVAL_NANOS;
        out.accept(new Remb(sender, Math.min(limitBitsPerSecond, ceilingBitsPerSecond), sources));
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }
}
