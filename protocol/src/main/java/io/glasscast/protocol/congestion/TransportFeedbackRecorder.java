package io.glasscast.protocol.congestion;

import io.glasscast.kernel.Machine;
import io.glasscast.protocol.rtp.RtcpPacket.Arrival;
import io.glasscast.protocol.rtp.RtcpPacket.TransportFeedback;
import io.glasscast.protocol.rtp.Unwrapper;
import java.util.ArrayList;
import java.util.function.Consumer;

/// The receiver's side of transport-wide congestion control: notes when each packet of a transport came and tells
/// the sender, who estimates the line from it (draft-holmer-rmcat-transport-wide-cc-extensions-01).
///
/// A feedback goes out 100 ms after the first packet it covers, and after 50 ms when packets come thick. Packets
/// that come after their number was reported as lost are reported again, with everything since, as libwebrtc's
/// receiver does.
public final class TransportFeedbackRecorder implements Machine<Integer, TransportFeedback> {
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final long SHORT_INTERVAL_NANOS = 50_000_000;
    /// From so many packets on (2.5 Mbit/s in full packets, about) the short interval costs under 1 % of the stream.
    private static final int MANY = 25;
    /// More than half a second of 30 Mbit/s: what is older than that is of no use to an estimator.
    private static final int WINDOW = 2048;
    /// Keeps a feedback under 1100 bytes whatever its symbols are: at most 2 bytes a delta and 2 a chunk of seven.
    private static final int MOST_IN_ONE = 400;

    /// More than any burst of stragglers.
    private static final int OUTDATED_IN_A_ROW = 64;

    private static final int MASK = WINDOW - 1;
    private static final int TICKS_IN_REFERENCE =
            (int) (TransportFeedback.REFERENCE_NANOS / TransportFeedback.TICK_NANOS);

    private final long sender;
    private final Unwrapper unwrapper = Unwrapper.ofSequences();
    private final long[] sequences = new long[WINDOW]; // which packet a slot holds
    private final long[] arrivalTicks = new long[WINDOW];

    private boolean started;
    private long media;
    private long base; // the first to report on
    private long highest;
    private int pending;
    private int feedbackCount;
    private int outdated;
    private long firstPendingNanos;
    private long deadlineNanos = NEVER;

    /// @param sender the SSRC that our RTCP carries
    public TransportFeedbackRecorder(long sender) {
        this.sender = sender;
        java.util.Arrays.fill(sequences, Long.MIN_VALUE);
    }

    /// Names a media source of the transport, which feedback has to carry; any will do.
    public void media(long ssrc) {
        media = ssrc;
    }

    /// Notes a packet's arrival, by its transport-wide sequence number (16 bits).
    public void arrived(int transportSequence, long nowNanos) {
        long sequence = unwrapper.unwrap(transportSequence);
        if (!started || sequence - highest >= WINDOW) {
            // The first one, or so far ahead that there is no use in listing what is between.
            base = sequence;
            highest = sequence - 1;
            started = true;
        }
        if (sequence <= highest - WINDOW) {
            // Late beyond use; or the counter started anew, when nothing else comes.
            if (++outdated > OUTDATED_IN_A_ROW) restart();
            return;
        }
        outdated = 0;
        int slot = (int) sequence & MASK;
        if (sequences[slot] == sequence) return; // a duplicate; its first arrival counts
        sequences[slot] = sequence;
        arrivalTicks[slot] = nowNanos / TransportFeedback.TICK_NANOS;
        highest = Math.max(highest, sequence);
        base = Math.max(Math.min(base, sequence), highest - WINDOW + 1);
        if (pending++ == 0) {
            firstPendingNanos = nowNanos;
            deadlineNanos = nowNanos + INTERVAL_NANOS;
        } else if (pending == MANY) {
            deadlineNanos = Math.min(deadlineNanos, firstPendingNanos + SHORT_INTERVAL_NANOS);
        }
    }

    /// The same, for those who drive any machine; emits nothing before [#elapse].
    @Override
    public void handle(Integer transportSequence, long nowNanos, Consumer<? super TransportFeedback> out) {
        arrived(transportSequence, nowNanos);
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super TransportFeedback> out) {
        if (nowNanos < deadlineNanos) return;
        while (base <= highest) out.accept(next());
        pending = 0;
        deadlineNanos = NEVER;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /// One feedback from the base on, as far as one packet and 16-bit deltas reach.
    private TransportFeedback next() {
        long start = base;
        long first = base;
        while (!arrived(first)) first++; // the highest has arrived, so this ends
        long reference = Math.floorDiv(arrivalTicks[(int) first & MASK], TICKS_IN_REFERENCE);
        long ticks = reference * TICKS_IN_REFERENCE;
        var packets = new ArrayList<Arrival>();
        for (; base <= highest && packets.size() < MOST_IN_ONE; base++) {
            if (!arrived(base)) {
                packets.add(Arrival.LOST);
                continue;
            }
            long delta = arrivalTicks[(int) base & MASK] - ticks;
            if (delta != (short) delta) break; // 8 s without a packet, or out of order by as much
            packets.add(new Arrival.Received((int) delta));
            ticks += delta;
        }
        return new TransportFeedback(
                sender, media, (int) start & 0xFFFF, (int) reference << 8 >> 8, feedbackCount++ & 0xFF, packets);
    }

    private void restart() {
        started = false;
        outdated = 0;
        unwrapper.reset();
        java.util.Arrays.fill(sequences, Long.MIN_VALUE);
    }

    private boolean arrived(long sequence) {
        return sequences[(int) sequence & MASK] == sequence;
    }
}
