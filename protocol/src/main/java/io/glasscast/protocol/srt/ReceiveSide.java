package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.protocol.srt.SrtConnection.Output;
import io.glasscast.protocol.srt.SrtPacket.Ack;
import io.glasscast.protocol.srt.SrtPacket.AckAck;
import io.glasscast.protocol.srt.SrtPacket.Data;
import io.glasscast.protocol.srt.SrtPacket.Key;
import io.glasscast.protocol.srt.SrtPacket.Nak;
import io.glasscast.protocol.srt.SrtPacket.ReceiverReport;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/// The receiving half of a connection: acknowledges, asks for what is missing, and hands out what has come when
/// its time has come, leaving out what has not (draft-sharabayko-srt-01 §4.5 to §4.8).
final class ReceiveSide {
    private static final long MILLISECOND = 1_000_000;
    private static final long MICROSECOND = 1_000;
    private static final long ACK_PERIOD = 10 * MILLISECOND;
    /// A light acknowledgement after so many packets, for senders whose window would close before the next full
    /// one.
    private static final int LIGHT_ACK_EVERY = 64;
    /// Acknowledgements whose answer is awaited: ten seconds of them.
    private static final int MAX_UNANSWERED = 1_000;
    /// Ranges that fit a packet: two words each.
    private static final int MAX_NAK_RANGES = 180;
    /// How long a packet that was not overtaken too far may stay unasked for.
    private static final long MAX_PATIENCE = 20 * MILLISECOND;
    /// A packet that claims to be due later than this after the latency comes from a clock that has jumped.
    private static final long MAX_AHEAD = 2_000 * MILLISECOND;

    private record Unanswered(int number, long index, long sentNanos) {}

    private final Path path;
    private final RoundTripTime roundTrip;
    private final DeliveryClock clock;
    private final long latencyNanos;
    private final Optional<ReceiveCipher> cipher;
    private final ReceiveBuffer buffer;
    private final LossList losses = new LossList();
    private final ArrivalRate arrivals = new ArrivalRate();
    private final RateMeter rate = new RateMeter();
    private final ArrayDeque<Unanswered> unanswered = new ArrayDeque<>();

    private int ackNumber;
    private long acked;
    private long answered;
    /// Long ago: the first packet is acknowledged at once, and so measures the path.
    private long lastAckNanos = Long.MIN_VALUE / 2;
    private long ackDueNanos = Machine.NEVER;
    private int sinceAck;

    private long received;
    private long receivedBytes;
    private long receivedAgain;
    private long lost;
    private long dropped;

    /// @param initial the peer's first sequence number
    ReceiveSide(
            Path path,
            RoundTripTime roundTrip,
            DeliveryClock clock,
            long latencyNanos,
            Optional<ReceiveCipher> cipher,
            int initial) {
        this.path = path;
        this.roundTrip = roundTrip;
        this.clock = clock;
        this.latencyNanos = latencyNanos;
        this.cipher = cipher;
        this.buffer = new ReceiveBuffer(initial);
        this.acked = initial;
        this.answered = initial;
    }

    void data(Data data, long nowNanos, Consumer<? super Output> out) {
        long index = Sequence.near(data.sequence(), buffer.end());
        rate.add(data.payload().length(), nowNanos);
        if (buffer.holds(index) || buffer.tooOld(index)) {
            receivedAgain++;
            return;
        }
        if (buffer.tooFar(index)) {
            out.accept(new Output.Discarded("srt-receive-buffer-full"));
            return;
        }
        received++;
        receivedBytes += data.payload().length();
        arrivals.arrived(index, nowNanos);
        noteOrder(index, data.retransmitted(), nowNanos);
        long due = Math.min(clock.deliveryNanos(data.timestamp(), nowNanos), nowNanos + latencyNanos + MAX_AHEAD);
        buffer.put(new ReceiveBuffer.Held(index, due, open(data, out)));
        ask(nowNanos, out);
        if (++sinceAck >= LIGHT_ACK_EVERY) lightAck(nowNanos, out);
        scheduleAck(nowNanos);
        deliver(nowNanos, out);
    }

    /// Our acknowledgement was answered.
    void answered(AckAck answer, long nowNanos) {
        while (!unanswered.isEmpty() && unanswered.peek().number() - answer.number() < 0) unanswered.poll();
        if (unanswered.isEmpty() || unanswered.peek().number() != answer.number()) return;
        var ack = unanswered.poll();
        answered = Math.max(answered, ack.index());
        roundTrip.sample(nowNanos - ack.sentNanos());
        clock.answered(answer.timestamp(), roundTrip, nowNanos);
    }

    /// The sender no longer has these: nobody waits for them any longer.
    void gaveUp(SequenceRange range, long nowNanos, Consumer<? super Output> out) {
        long first = Sequence.near(range.first(), buffer.first());
        long last = Sequence.near(range.last(), buffer.first());
        if (last < first || last < buffer.first() || buffer.tooFar(last)) return;
        // What was dropped without ever having been sent is a hole as well, and must not be asked for later.
        if (last >= buffer.end()) {
            long missing = last + 1 - Math.max(first, buffer.end());
            lost += missing;
            if (first > buffer.end()) losses.add(buffer.end(), first - 1, nowNanos, MAX_PATIENCE);
            buffer.extend(last + 1);
        }
        losses.remove(first, last);
        scheduleAck(nowNanos);
        deliver(nowNanos, out);
    }

    void elapse(long nowNanos, Consumer<? super Output> out) {
        deliver(nowNanos, out);
        if (nowNanos >= losses.deadlineNanos()) ask(nowNanos, out);
        if (nowNanos >= ackDueNanos) fullAck(nowNanos, out);
    }

    long deadlineNanos() {
        long delivery =
                buffer.firstHeld().map(ReceiveBuffer.Held::deliveryNanos).orElse(Machine.NEVER);
        return Math.min(delivery, Math.min(losses.deadlineNanos(), ackDueNanos));
    }

    /// The peer has said goodbye: nothing more comes, so nothing is worth waiting for.
    void flush(long nowNanos, Consumer<? super Output> out) {
        for (var held = buffer.firstHeld(); held.isPresent(); held = buffer.firstHeld()) handOut(held.get(), out);
    }

    long received() {
        return received;
    }

    long receivedBytes() {
        return receivedBytes;
    }

    long receivedAgain() {
        return receivedAgain;
    }

    long lost() {
        return lost;
    }

    long dropped() {
        return dropped;
    }

    /// Bytes a second.
    long rate(long nowNanos) {
        return rate.rate(nowNanos);
    }

    private void noteOrder(long index, boolean retransmitted, long nowNanos) {
        long end = buffer.end();
        if (index > end) {
            losses.add(end, index - 1, nowNanos, Math.min(roundTrip.nakPeriodNanos(), MAX_PATIENCE));
            lost += index - end;
        } else if (index == end) {
            losses.inOrder();
        } else if (losses.remove(index) && !retransmitted) {
            losses.overtaken(end - 1 - index);
        }
    }

    private Bytes open(Data data, Consumer<? super Output> out) {
        if (cipher.isEmpty()) {
            if (data.key() == Key.NONE) return data.payload();
            out.accept(new Output.Discarded("srt-encrypted"));
            return Bytes.EMPTY;
        }
        // In an encrypted connection, whoever sends in the clear is not the peer.
        var opened = data.key() == Key.NONE
                ? Optional.<Bytes>empty()
                : cipher.get().open(data.key(), data.sequence(), data.payload());
        if (opened.isEmpty()) out.accept(new Output.Discarded("srt-key-unknown"));
        return opened.orElse(Bytes.EMPTY);
    }

    private void ask(long nowNanos, Consumer<? super Output> out) {
        if (losses.isEmpty()) return;
        var missing = losses.due(buffer.end() - 1, nowNanos, roundTrip.nakPeriodNanos(), MAX_NAK_RANGES);
        if (!missing.isEmpty())
            path.send(new Nak(missing, path.timestamp(nowNanos), path.destination()), nowNanos, out);
    }

    private void deliver(long nowNanos, Consumer<? super Output> out) {
        for (var held = buffer.firstHeld();
                held.isPresent() && held.get().deliveryNanos() <= nowNanos;
                held = buffer.firstHeld()) {
            boolean skips = held.get().index() > buffer.first();
            handOut(held.get(), out);
            if (skips) scheduleAck(nowNanos);
        }
    }

    private void handOut(ReceiveBuffer.Held held, Consumer<? super Output> out) {
        dropped += held.index() - buffer.first();
        buffer.advance(held.index() + 1);
        losses.removeBefore(buffer.first());
        if (held.payload().isEmpty()) dropped++;
        else out.accept(new Output.Received(held.payload()));
    }

    /// Everything before this has come, or is no longer waited for.
    private long ackPoint() {
        return losses.isEmpty() ? buffer.end() : losses.first();
    }

    private void scheduleAck(long nowNanos) {
        ackDueNanos = Math.min(ackDueNanos, Math.max(nowNanos, lastAckNanos + ACK_PERIOD));
    }

    private void lightAck(long nowNanos, Consumer<? super Output> out) {
        sinceAck = 0;
        var ack = new Ack(0, Sequence.wire(ackPoint()), Optional.empty(), path.timestamp(nowNanos), path.destination());
        path.send(ack, nowNanos, out);
    }

    private void fullAck(long nowNanos, Consumer<? super Output> out) {
        long point = ackPoint();
        boolean news = point > acked;
        // Not answered in time: it was lost, or its answer was, and either is worth another.
        boolean unheard = answered < acked && nowNanos >= lastAckNanos + roundTrip.patienceNanos();
        if (news || unheard) {
            acked = point;
            lastAckNanos = nowNanos;
            sinceAck = 0;
            // 0 would say that it is a light one.
            if (++ackNumber == 0) ackNumber = 1;
            if (unanswered.size() == MAX_UNANSWERED) unanswered.poll();
            unanswered.add(new Unanswered(ackNumber, point, nowNanos));
            var ack = new Ack(
                    ackNumber,
                    Sequence.wire(point),
                    Optional.of(report(nowNanos)),
                    path.timestamp(nowNanos),
                    path.destination());
            path.send(ack, nowNanos, out);
        }
        long again = Math.max(nowNanos + ACK_PERIOD, lastAckNanos + roundTrip.patienceNanos());
        ackDueNanos = answered < acked ? again : Machine.NEVER;
    }

    private ReceiverReport report(long nowNanos) {
        return new ReceiverReport(
                (int) (roundTrip.rttNanos() / MICROSECOND),
                (int) (roundTrip.varianceNanos() / MICROSECOND),
                buffer.available(),
                arrivals.packetsPerSecond(),
                arrivals.linkCapacity(),
                (int) Math.min(Integer.MAX_VALUE, rate(nowNanos)));
    }
}
