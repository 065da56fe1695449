package io.glasscast.protocol.rtp;

import io.glasscast.kernel.Machine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One incoming media stream, put in order: passes on what comes in sequence, holds back what came early, asks
/// again for what is missing, and knows when to stop waiting.
///
/// One buffer serves one SSRC. Packets restored from a retransmission stream (RFC 4588, [Rtx]) go in like any other.
///
/// How it waits: a gap is first given [ReceiveLimits#toleranceNanos()] or a few later packets, for reordering; then
/// its packets are asked for, and again each 1.25 round trips (at least 20 ms), until they come, their requests are
/// used up or their patience is over. Then the gap is skipped. The round trip is what the owner tells; until then
/// it is learnt from packets restored after a single request.
///
/// The first packets after the start are held for 20 ms, so that reordering there loses nothing.
///
/// A jump of the sequence numbers by more than the window is believed when a second packet follows it (the rule of
/// RFC 3550 A.1): then the source has restarted, or was away for long, and everything begins anew.
public final class ReceiveBuffer implements Machine<RtpPacket, ReceiveBuffer.Output> {
    /// What the buffer wants done.
    public sealed interface Output {
        /// The next packet in order, each at most once.
        ///
        /// @param afterGap whether packets before it are lost for good
        record Deliver(RtpPacket packet, boolean afterGap) implements Output {}

        /// Ask the sender for these again, in one NACK. Oldest first.
        record Request(List<Integer> sequences) implements Output {}

        /// Nobody waits for `count` packets any longer: for video, a keyframe is needed.
        record GivenUp(int count) implements Output {}

        /// The sequence numbers jumped: what follows has nothing to do with what came before. For video, a keyframe
        /// is needed; clocks should begin anew. The next delivery is [Deliver#afterGap()].
        record Restarted() implements Output {}
    }

    private static final long SHORTEST_REPEAT_NANOS = 20_000_000;
    /// Before anything is known: a mobile network's usual round trip.
    private static final long FIRST_ROUND_TRIP_NANOS = 100_000_000;
    /// The first packets belong to a keyframe: losing one of them costs a round trip and another keyframe.
    private static final long START_HOLD_NANOS = 20_000_000;
    /// What a NACK holds even if no two packets share a pair.
    private static final int MOST_REQUESTED = 256;
    /// Late packets in a row, with nothing new between them, that make a restart: more than any resending burst.
    private static final int LATE_IN_A_ROW = 64;

    private final ReceiveLimits limits;
    private final int mask;
    private final Unwrapper unwrapper = Unwrapper.ofSequences();

    // Rings by sequence number. Of [next, highest], a null slot is a missing packet with its times beside it.
    private final @Nullable RtpPacket[] slots;
    private final long[] noticedNanos;
    private final long[] requestedNanos;
    private final byte[] requests;

    private boolean started;
    private long startNanos;
    private boolean holdsStart;
    private long next;
    private long highest;
    private int missing;
    private boolean afterGap;
    private int lateInARow;
    private @Nullable RtpPacket jumped;
    private long roundTripNanos = FIRST_ROUND_TRIP_NANOS;
    private boolean roundTripTold;
    private long deadlineNanos = NEVER;

    private long duplicates;
    private long late;
    private long givenUp;
    private long requested;

    public ReceiveBuffer(ReceiveLimits limits) {
        this.limits = limits;
        mask = limits.windowPackets() - 1;
        slots = new RtpPacket[limits.windowPackets()];
        noticedNanos = new long[limits.windowPackets()];
        requestedNanos = new long[limits.windowPackets()];
        requests = new byte[limits.windowPackets()];
    }

    /// Tells how long a request takes to be answered, from now on.
    public void roundTrip(long nanos) {
        roundTripNanos = Math.max(0, nanos);
        roundTripTold = true;
    }

    /// Takes one packet that came as a retransmission, which tells how long a request takes to be answered. A packet
    /// of the media stream itself does not: it may have been late all by itself.
    public void restored(RtpPacket packet, long nowNanos, Consumer<? super Output> out) {
        if (started) learnRoundTrip(unwrapper.peek(packet.sequence()), nowNanos);
        handle(packet, nowNanos, out);
    }

    /// Takes one packet, of any age.
    @Override
    public void handle(RtpPacket packet, long nowNanos, Consumer<? super Output> out) {
        if (!started) start(packet, nowNanos);
        long sequence = unwrapper.peek(packet.sequence());
        if (Math.abs(sequence - highest) > mask) {
            jump(packet, nowNanos, out);
            return;
        }
        if (sequence < next && holdsStart) extendBackwards(sequence, nowNanos);
        if (sequence < next || (sequence <= highest && slots[slot(sequence)] != null)) {
            tooLate(packet, sequence, nowNanos, out);
            return;
        }
        jumped = null;
        lateInARow = 0;
        unwrapper.unwrap(packet.sequence());
        if (sequence > highest) advance(sequence, nowNanos, out);
        else missing--;
        slots[slot(sequence)] = packet;
        if (!holdsStart) {
            deliver(out);
            if (next <= highest) deadlineNanos = Math.min(deadlineNanos, giveUpNanos(slot(next)));
        }
        if (nowNanos >= deadlineNanos) elapse(nowNanos, out);
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        if (nowNanos < deadlineNanos) return;
        if (holdsStart && nowNanos >= startNanos + START_HOLD_NANOS) {
            holdsStart = false;
            deliver(out);
        }
        if (!holdsStart) giveUpTheHopeless(nowNanos, out);
        request(nowNanos, out);
        deadlineNanos = nextDeadline();
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /// Packets that are waited for.
    public int missing() {
        return missing;
    }

    /// Packets that came twice, so far.
    public long duplicates() {
        return duplicates;
    }

    /// Packets that came after they were given up, so far. Their duplicates count here too.
    public long late() {
        return late;
    }

    /// Packets given up, so far.
    public long givenUp() {
        return givenUp;
    }

    /// Packets asked for, each as often as it was, so far.
    public long requested() {
        return requested;
    }

    private void start(RtpPacket first, long nowNanos) {
        started = true;
        unwrapper.reset();
        next = unwrapper.unwrap(first.sequence());
        highest = next - 1;
        startNanos = nowNanos;
        holdsStart = true;
        lateInARow = 0;
        jumped = null;
        deadlineNanos = nowNanos + START_HOLD_NANOS;
    }

    /// A packet from before the first one that arrived.
    private void extendBackwards(long sequence, long nowNanos) {
        if (highest - sequence > mask) return;
        for (long s = sequence; s < next; s++) notice(s, nowNanos);
        next = sequence;
    }

    /// Moves `highest` up to `sequence`, whose slot the caller fills.
    private void advance(long sequence, long nowNanos, Consumer<? super Output> out) {
        if (sequence - next > mask) makeRoom(sequence, out);
        // What is now behind by the tolerated number of packets is lost rather than late.
        boolean overtaken = false;
        for (long s = highest + 1; s < sequence; s++) notice(s, nowNanos);
        long from = Math.max(next, highest - limits.tolerancePackets() + 1);
        for (long s = from; s <= sequence - limits.tolerancePackets(); s++)
            overtaken |= slots[slot(s)] == null && requests[slot(s)] == 0;
        if (sequence > highest + 1) deadlineNanos = Math.min(deadlineNanos, nowNanos + limits.toleranceNanos());
        if (overtaken && limits.requests() > 0) deadlineNanos = Math.min(deadlineNanos, nowNanos);
        highest = sequence;
    }

    private void notice(long sequence, long nowNanos) {
        int slot = slot(sequence);
        slots[slot] = null;
        noticedNanos[slot] = nowNanos;
        requests[slot] = 0;
        missing++;
    }

    /// Gives up the oldest gaps until `sequence` fits into the window: a stream so wide that the window is shorter
    /// than the patience.
    private void makeRoom(long sequence, Consumer<? super Output> out) {
        holdsStart = false;
        while (sequence - next > mask) {
            int skipped = 0;
            while (next <= highest && slots[slot(next)] == null && sequence - next > mask) {
                next++;
                skipped++;
            }
            lose(skipped, out);
            deliver(out);
        }
    }

    private void lose(int count, Consumer<? super Output> out) {
        if (count == 0) return;
        missing -= count;
        givenUp += count;
        afterGap = true;
        out.accept(new Output.GivenUp(count));
    }

    private void deliver(Consumer<? super Output> out) {
        for (; next <= highest; next++) {
            int slot = slot(next);
            RtpPacket packet = slots[slot];
            if (packet == null) return;
            slots[slot] = null;
            out.accept(new Output.Deliver(packet, afterGap));
            afterGap = false;
        }
    }

    /// A packet already delivered, given up or held.
    private void tooLate(RtpPacket packet, long sequence, long nowNanos, Consumer<? super Output> out) {
        if (sequence < next) late++;
        else duplicates++;
        // A source that restarted a little behind where it was would otherwise be thrown away for a long time.
        if (++lateInARow > LATE_IN_A_ROW) restart(packet, nowNanos, out);
    }

    /// A packet from outside the window: RFC 3550 A.1 believes it when its successor comes too.
    private void jump(RtpPacket packet, long nowNanos, Consumer<? super Output> out) {
        RtpPacket before = jumped;
        jumped = packet;
        if (before == null || SequenceNumber.since(packet.sequence(), before.sequence()) != 1) return;
        restart(before, nowNanos, out);
        handle(packet, nowNanos, out);
    }

    private void restart(RtpPacket first, long nowNanos, Consumer<? super Output> out) {
        flush(out);
        afterGap = true;
        out.accept(new Output.Restarted());
        started = false;
        handle(first, nowNanos, out);
    }

    /// Delivers all that is held, holes or not.
    private void flush(Consumer<? super Output> out) {
        deliver(out);
        while (next <= highest) {
            int skipped = 0;
            for (; next <= highest && slots[slot(next)] == null; next++) skipped++;
            lose(skipped, out);
            deliver(out);
        }
        Arrays.fill(slots, null);
        missing = 0;
    }

    private void learnRoundTrip(long sequence, long nowNanos) {
        boolean awaited = sequence >= next && sequence <= highest && slots[slot(sequence)] == null;
        int slot = slot(sequence);
        // After several requests it is unclear which one was answered.
        if (!awaited || roundTripTold || requests[slot] != 1) return;
        long sample = nowNanos - requestedNanos[slot];
        roundTripNanos += (sample - roundTripNanos) / 8;
    }

    /// Skips the gaps at the head that are not worth waiting for, and delivers what that sets free.
    private void giveUpTheHopeless(long nowNanos, Consumer<? super Output> out) {
        int skipped = 0;
        while (next <= highest) {
            int slot = slot(next);
            if (slots[slot] != null) {
                lose(skipped, out);
                skipped = 0;
                deliver(out);
            } else if (nowNanos >= giveUpNanos(slot)) {
                next++;
                skipped++;
            } else break;
        }
        lose(skipped, out);
    }

    private void request(long nowNanos, Consumer<? super Output> out) {
        if (missing == 0 || limits.requests() == 0) return;
        var sequences = new ArrayList<Integer>();
        for (long s = next; s <= highest; s++) {
            int slot = slot(s);
            if (slots[slot] != null || nowNanos < requestNanos(s, slot)) continue;
            requests[slot]++;
            requestedNanos[slot] = nowNanos;
            requested++;
            sequences.add((int) s & 0xFFFF);
            if (sequences.size() == MOST_REQUESTED) {
                out.accept(new Output.Request(List.copyOf(sequences)));
                sequences.clear();
            }
        }
        if (!sequences.isEmpty()) out.accept(new Output.Request(List.copyOf(sequences)));
    }

    private long nextDeadline() {
        long deadline = holdsStart ? startNanos + START_HOLD_NANOS : NEVER;
        for (long s = next; missing > 0 && s <= highest; s++) {
            int slot = slot(s);
            if (slots[slot] != null) continue;
            deadline = Math.min(deadline, requestNanos(s, slot));
            // Only the gap at the head is given up; those behind it wait for it anyway.
            if (s == next && !holdsStart) deadline = Math.min(deadline, giveUpNanos(slot));
        }
        return deadline;
    }

    /// When the missing packet of `slot` is to be asked for next.
    private long requestNanos(long sequence, int slot) {
        if (requests[slot] >= limits.requests()) return NEVER;
        if (requests[slot] > 0) return requestedNanos[slot] + repeatNanos();
        if (highest - sequence >= limits.tolerancePackets()) return noticedNanos[slot];
        return noticedNanos[slot] + limits.toleranceNanos();
    }

    private long giveUpNanos(int slot) {
        long patient = noticedNanos[slot] + limits.patienceNanos();
        if (limits.requests() == 0 || requests[slot] < limits.requests()) return patient;
        return Math.min(patient, requestedNanos[slot] + repeatNanos());
    }

    private long repeatNanos() {
        return Math.max(SHORTEST_REPEAT_NANOS, roundTripNanos + roundTripNanos / 4);
    }

    private int slot(long sequence) {
        return (int) sequence & mask;
    }
}
