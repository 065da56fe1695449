package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.protocol.srt.SrtConnection.Output;
import io.glasscast.protocol.srt.SrtPacket.Ack;
import io.glasscast.protocol.srt.SrtPacket.AckAck;
import io.glasscast.protocol.srt.SrtPacket.Data;
import io.glasscast.protocol.srt.SrtPacket.DropRequest;
import io.glasscast.protocol.srt.SrtPacket.Key;
import io.glasscast.protocol.srt.SrtPacket.KeyMessage;
import io.glasscast.protocol.srt.SrtPacket.Nak;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The sending half of a connection: paces, sends again what was lost, and gives up what would come too late
/// (draft-sharabayko-srt-01 §4.6, §4.8, §5.1).
final class SendSide {
    private static final long MILLISECOND = 1_000_000;
    private static final long MICROSECOND = 1_000;
    /// A packet is kept for a quarter longer than the latency, and at least for a second (§4.6).
    private static final long MIN_KEPT = 1_000 * MILLISECOND;

    private static final long KEPT_MORE = 20 * MILLISECOND;
    /// Twice what the pacer may take over a large keyframe.
    private static final long MIN_PATIENCE = 200 * MILLISECOND;

    /// Beyond the patience for an acknowledgement, its period and some of the network's moods.
    private static final long PROBE_MORE = 20 * MILLISECOND;

    private final Path path;
    private final RoundTripTime roundTrip;
    private final LiveCongestion congestion;
    private final Optional<SendCipher> cipher;
    private final SendBuffer buffer;
    private final TreeSet<Long> lost = new TreeSet<>();
    private final long keptNanos;
    private final long patienceNanos;
    private int message = 1;
    /// The peer's buffer ends here.
    private long windowEnd;
    private long lastProgressNanos;
    private long keyToldNanos;
    /// Whether the packet that left last had left before.
    private boolean repeated;

    private long sent;
    private long sentBytes;
    private long retransmitted;
    private long dropped;

    /// @param initial      our first sequence number
    /// @param latencyNanos how long the peer holds packets
    /// @param window       packets that the peer can take, as it announced
    SendSide(
            Path path,
            RoundTripTime roundTrip,
            Optional<SendCipher> cipher,
            int initial,
            long latencyNanos,
            int window,
            long nowNanos) {
        this.path = path;
        this.roundTrip = roundTrip;
        this.cipher = cipher;
        this.buffer = new SendBuffer(initial);
        this.congestion = new LiveCongestion(latencyNanos, nowNanos);
        this.keptNanos = Math.max(latencyNanos + latencyNanos / 4, MIN_KEPT) + KEPT_MORE;
        this.patienceNanos = Math.max(latencyNanos / 2, MIN_PATIENCE);
        this.windowEnd = initial + (long) Math.max(1, window);
        this.lastProgressNanos = nowNanos;
    }

    /// Whether nothing has been waiting for long to leave for the first time.
    boolean writable(long nowNanos) {
        return buffer.unsent() == 0 || waitedNanos(nowNanos) < patienceNanos;
    }

    /// Takes a payload to send.
    void submit(Bytes payload, long nowNanos, Consumer<? super Output> out) {
        dropTooLate(nowNanos);
        if (buffer.full()) {
            dropped++;
            out.accept(new Output.Discarded("srt-send-buffer-full"));
            return;
        }
        int sequence = Sequence.wire(buffer.end());
        var sealed = cipher.map(c -> c.seal(sequence, payload)).orElse(payload);
        var key = cipher.map(SendCipher::parity).orElse(Key.NONE);
        if (buffer.inFlight() == 0) lastProgressNanos = nowNanos;
        buffer.add(
                new Data(sequence, key, false, message, path.timestamp(nowNanos), path.destination(), sealed),
                nowNanos);
        message = messageAfter(message);
        congestion.submitted(payload.length(), nowNanos);
        pump(nowNanos, out);
    }

    /// Message numbers have 26 bits, and none is 0 (§3.1).
    static int messageAfter(int message) {
        return message == PacketFormat.MESSAGE_MASK ? 1 : message + 1;
    }

    void acknowledged(Ack ack, long nowNanos, Consumer<? super Output> out) {
        if (ack.number() != 0)
            path.send(new AckAck(ack.number(), path.timestamp(nowNanos), path.destination()), nowNanos, out);
        long next = Sequence.near(ack.next(), buffer.first());
        if (next > buffer.nextUnsent()) {
            out.accept(new Output.Discarded("srt-ack-unsent"));
            return;
        }
        if (next > buffer.first()) {
            buffer.removeBefore(next);
            lost.headSet(next).clear();
            lastProgressNanos = nowNanos;
        }
        ack.report().ifPresent(report -> {
            windowEnd = Math.max(windowEnd, next + Math.clamp(report.buffer(), 0, ReceiveBuffer.CAPACITY * 4));
            roundTrip.adopt(
                    Integer.toUnsignedLong(report.rtt()) * MICROSECOND,
                    Integer.toUnsignedLong(report.rttVariance()) * MICROSECOND);
        });
        pump(nowNanos, out);
    }

    /// The peer misses packets.
    void missing(Nak nak, long nowNanos, Consumer<? super Output> out) {
        dropTooLate(nowNanos);
        long goneFrom = Long.MAX_VALUE;
        // Whoever names the same packets over and over is not heard to the end.
        int looks = SendBuffer.CAPACITY;
        for (var range : nak.missing()) {
            long first = Sequence.near(range.first(), buffer.first());
            long last = Math.min(Sequence.near(range.last(), buffer.first()), buffer.nextUnsent() - 1);
            if (first < buffer.first()) goneFrom = Math.min(goneFrom, first);
            for (long index = Math.max(first, buffer.first()); index <= last && looks > 0; index++, looks--) {
                var entry = buffer.entry(index);
                // Another copy is on its way, and the peer could not know when it asked.
                boolean underway = entry.times() > 1 && nowNanos - entry.lastSentNanos() < roundTrip.rttNanos();
                if (!underway) lost.add(index);
            }
        }
        if (goneFrom != Long.MAX_VALUE) giveUp(goneFrom, nowNanos, out);
        pump(nowNanos, out);
    }

    /// The peer answered the key that we told.
    ///
    /// @return whether it took it
    boolean keyAnswered(Bytes material) {
        return cipher.map(c -> c.confirm(material)).orElse(false);
    }

    void elapse(long nowNanos, Consumer<? super Output> out) {
        if (nowNanos >= probeNanos()) {
            lost.add(buffer.nextUnsent() - 1);
            lastProgressNanos = nowNanos;
        }
        if (nowNanos >= keyNanos()) tellKey(nowNanos, out);
        pump(nowNanos, out);
    }

    long deadlineNanos() {
        long next = Math.min(probeNanos(), keyNanos());
        if (!lost.isEmpty())
            next = Math.min(
                    next, Math.max(congestion.nextNanos(), congestion.nextRepeatNanos(SrtConnection.MAX_PAYLOAD)));
        if (buffer.unsent() > 0 && buffer.nextUnsent() < windowEnd) next = Math.min(next, congestion.nextNanos());
        return next;
    }

    long sent() {
        return sent;
    }

    long sentBytes() {
        return sentBytes;
    }

    long retransmitted() {
        return retransmitted;
    }

    long dropped() {
        return dropped;
    }

    /// Bytes a second.
    long rate(long nowNanos) {
        return congestion.inputRate(nowNanos);
    }

    /// What is sent again goes first: it is due earlier. When that has kept what is new for long, they take turns.
    private void pump(long nowNanos, Consumer<? super Output> out) {
        dropTooLate(nowNanos);
        while (congestion.mayLeave(nowNanos)) {
            boolean fresh = buffer.unsent() > 0 && buffer.nextUnsent() < windowEnd;
            boolean again = !lost.isEmpty() && congestion.mayRepeat(SrtConnection.MAX_PAYLOAD, nowNanos);
            if (!fresh && !again) return;
            boolean turns = fresh && again && waitedNanos(nowNanos) > patienceNanos / 2;
            long rate = rate(again, turns, nowNanos);
            repeated = again && !(turns && repeated);
            if (repeated) {
                retransmitted++;
                leave(buffer.entry(lost.pollFirst()), rate, nowNanos, out);
            } else {
                sent++;
                sentBytes += leave(buffer.takeUnsent(), rate, nowNanos, out);
            }
        }
    }

    private int leave(SendBuffer.Entry entry, long rate, long nowNanos, Consumer<? super Output> out) {
        var packet = entry.leave(nowNanos);
        int bytes = packet.payload().length();
        congestion.left(bytes, repeated, rate, nowNanos);
        path.send(packet, nowNanos, out);
        return bytes;
    }

    /// How fast packets follow each other now. What may have found nobody is as urgent as what is new.
    private long rate(boolean again, boolean turns, long nowNanos) {
        if (congestion.early(nowNanos)) return drainRate(buffer.unsent() + lost.size(), nowNanos);
        if (turns) return congestion.doubleRate(nowNanos);
        return again ? congestion.usualRate(nowNanos) : drainRate(buffer.unsent(), nowNanos);
    }

    private long drainRate(int packets, long nowNanos) {
        return congestion.drainRate((long) packets * SrtConnection.MAX_PAYLOAD, nowNanos);
    }

    /// How long the next packet that has not left yet has been here.
    private long waitedNanos(long nowNanos) {
        return nowNanos - buffer.entry(buffer.nextUnsent()).submittedNanos();
    }

    private void dropTooLate(long nowNanos) {
        int gone = buffer.removeOlder(nowNanos - keptNanos);
        if (gone == 0) return;
        dropped += gone;
        lost.headSet(buffer.first()).clear();
    }

    /// Everything before our first packet is gone, so the peer may stop asking for any of it.
    private void giveUp(long from, long nowNanos, Consumer<? super Output> out) {
        var range = new SequenceRange(Sequence.wire(from), Sequence.wire(buffer.first() - 1));
        path.send(new DropRequest(0, range, path.timestamp(nowNanos), path.destination()), nowNanos, out);
    }

    /// When the last packet is sent again, because nothing was heard of it and nothing follows that would show
    /// the peer that it is missing.
    private long probeNanos() {
        boolean quiet = buffer.inFlight() > 0 && buffer.unsent() == 0 && lost.isEmpty();
        return quiet
                ? Math.max(
                                lastProgressNanos,
                                buffer.entry(buffer.nextUnsent() - 1).lastSentNanos())
                        + roundTrip.patienceNanos()
                        + PROBE_MORE
                : Machine.NEVER;
    }

    private long keyNanos() {
        return cipher.flatMap(SendCipher::unconfirmed).isPresent() ? keyToldNanos : Machine.NEVER;
    }

    private void tellKey(long nowNanos, Consumer<? super Output> out) {
        var material = cipher.flatMap(SendCipher::unconfirmed).orElseThrow();
        path.send(new KeyMessage(true, material, path.timestamp(nowNanos), path.destination()), nowNanos, out);
        keyToldNanos = nowNanos + roundTrip.patienceNanos();
    }
}
