package io.glasscast.protocol.congestion;

import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.RtcpPacket.TransportFeedback;
import io.glasscast.protocol.rtp.Unwrapper;
import java.util.Arrays;

/// What a line carries, estimated where packets are sent, from what the receiver says of their arrival
/// (draft-ietf-rmcat-gcc-02, fed by draft-holmer-rmcat-transport-wide-cc-extensions-01).
///
/// A line is trusted until it shows that it cannot: there is no limit before the first overuse or loss, because what is
/// sent here is a stream that is there already, not one that could be made smaller for a start. What was cut grows back
/// by a twelfth a second, up to half as much again as arrives; a probe ([#probing]) can show that more is possible.
///
/// Not synchronised: belongs to one thread.
public final class SendSideEstimate {
    /// More than one line of this kind carries to one viewer.
    public static final long UNLIMITED = 1_000_000_000;

    private static final long LEAST = 30_000;
    /// Loss that has nothing to do with how much is sent goes on whatever is done: below this nothing is gained.
    private static final long LEAST_BY_LOSS = 150_000;
    /// Packets that feedback may still come for: two seconds of 5 Mbit/s.
    private static final int WINDOW = 1024;

    private static final int MASK = WINDOW - 1;
    /// Of what arrived while the line was overused (§5.5).
    private static final double DECREASE = 0.85;

    private static final double INCREASE_A_SECOND = 1.08;
    /// Growth past what is sent would be a guess.
    private static final double MOST_OF_ACKNOWLEDGED = 1.5;
    /// Of packets lost (§6): below the first all is well, above the second it is too much.
    private static final double LOW_LOSS = 0.02, HIGH_LOSS = 0.10;

    /// So many packets accuse a line; to clear it of what it was accused of, a few will do.
    private static final int ENOUGH = 100, FEW = 20;
    /// Of the newest half second: one in which 30 % are lost counts at once, one of bad luck does not.
    private static final double WORSE_WEIGHT = 0.4, BETTER_WEIGHT = 0.6;
    private static final long LOSS_NANOS = 500_000_000;
    private static final long RATE_NANOS = 500_000_000;
    /// A receiver says something every 100 ms while something comes; one that stopped that still reports each second.
    private static final long SILENCE_NANOS = 2_500_000_000L;
    /// A train with more gaps than this does not tell how fast it could have been.
    private static final double MOST_OF_PROBE_LOST = 0.2;
    /// The queue that a train makes of itself says nothing of the stream.
    private static final long CALM_NANOS = 600_000_000;
    /// The receiver's own reports come in at 250 µs: what took less is at least this fast.
    private static final long LEAST_TRAIN_NANOS = TransportFeedback.TICK_NANOS;

    /// How far the speed follows what a train shows, upwards, and at most downwards: trains are torn apart by
    /// radio links that are shared, and by receivers that are busy, more often than they are pushed together.
    private static final double FASTER_WEIGHT = 0.5, SLOWER_WEIGHT = 0.3;
    /// A train so long has the whole weight.
    private static final double LONG_TRAIN = 16;
    /// Arrivals in steps of 250 µs tell no more of a few packets than that they took less.
    private static final long SHORT_TRAIN_NANOS = 1_000_000;

    /// In place of the size of a packet that is known to have arrived; one that was reported lost has a negative size.
    private static final short ARRIVED = Short.MIN_VALUE;
    /// Packets overtake each other, by less than this.
    private static final long REORDERED_NANOS = 200_000_000;

    private final DelayTrend trend = new DelayTrend();
    private final Unwrapper numbers = Unwrapper.ofSequences();
    /// The low bits of the packet's number, which tell it from the ones before and behind in its slot.
    private final int[] sequences = new int[WINDOW];
    private final long[] sentNanos = new long[WINDOW];
    private final short[] sizes = new short[WINDOW];

    private long delayBased = UNLIMITED;
    private long lossBased = UNLIMITED;
    private boolean heard;
    private long sentSinceHeard;
    private long unheardSinceNanos;
    private long lastStepNanos;
    private long highestReported = -1;

    private int referenceBefore;
    private long referenceNanos;

    private long rateFromNanos = Long.MIN_VALUE;
    private long rateBytes;
    private long acknowledged;

    private long settled = Long.MIN_VALUE / 2;
    private int lossSeen;
    private int lossLost;
    private long lossFromNanos;
    private double loss;

    private long calmNanos = Long.MIN_VALUE;
    private long probeFrom = Long.MAX_VALUE;
    private long probeUntil = Long.MIN_VALUE;
    private int probePackets;
    private int probeArrived;
    private long probeBytes;
    private long probeFirstNanos;
    private long probeLastNanos;

    private long speed = UNLIMITED;
    private boolean speedKnown;
    private long trainSentNanos = Long.MIN_VALUE;
    private int trainPackets;
    private long trainBytes;
    private long trainFirstNanos;
    private long trainLastNanos;

    public SendSideEstimate() {
        Arrays.fill(sequences, -1);
    }

    /// A packet leaves.
    ///
    /// @param transportSequence 16 bits
    /// @param bytes             of the datagram
    public void sent(int transportSequence, int bytes, long nowNanos) {
        long number = numbers.unwrap(transportSequence);
        int slot = (int) number & MASK;
        sequences[slot] = (int) number;
        sentNanos[slot] = nowNanos;
        sizes[slot] = (short) bytes;
        if (sentSinceHeard++ == 0) unheardSinceNanos = nowNanos;
    }

    /// The next so many packets are a train that leaves at once, to see how fast they arrive.
    ///
    /// @param next the transport-wide sequence number of the first
    public void probing(int next, int packets, long nowNanos) {
        calmNanos = nowNanos + CALM_NANOS;
        probeFrom = numbers.peek(next);
        probeUntil = probeFrom + packets;
        probePackets = packets;
        probeArrived = 0;
        probeBytes = 0;
    }

    public void reported(TransportFeedback feedback, long nowNanos) {
        long[] arrivals = feedback.arrivalNanos(reference(feedback));
        long number = numbers.peek(feedback.baseSequence());
        for (long arrival : arrivals) packet(number++, arrival);
        settle(number - 1);
        if (number >= probeUntil && probePackets > 0) endProbe();
        long since = heard ? Math.min(nowNanos - lastStepNanos, 1_000_000_000) : 0;
        heard = true;
        sentSinceHeard = 0;
        lastStepNanos = nowNanos;
        stepByDelay(since, nowNanos);
        stepByLoss(nowNanos);
    }

    /// A receiver report of one of our streams. It shows no more than that something still arrives.
    public void reported(ReportBlock block) {
        long highest = block.highestSequence();
        if (highest == highestReported) return;
        highestReported = highest;
        sentSinceHeard = 0;
    }

    /// What may be sent to this receiver, in bits a second.
    public long bitsPerSecond(long nowNanos) {
        long estimate = Math.min(delayBased, lossBased);
        // Whoever said something always and says nothing now hears nothing.
        if (silent(nowNanos)) {
            long seconds = Math.min(30, (nowNanos - unheardSinceNanos) / SILENCE_NANOS);
            estimate = Math.min(estimate, Math.max(acknowledged, LEAST)) >> seconds;
        }
        return Math.max(LEAST, estimate);
    }

    /// Whether packets are lost or wait in queues now, more than anybody should bear.
    ///
    /// @param queueMillis how long they may wait
    public boolean troubled(double queueMillis, long nowNanos) {
        return loss > HIGH_LOSS || trend.queueMillis() > queueMillis || silent(nowNanos);
    }

    /// How fast packets that left at once arrived, in bits a second, which is how fast the narrowest part of
    /// the way is when nothing else is on it; [#UNLIMITED] before that was seen.
    public long speed() {
        return speed;
    }

    /// The share of packets that was lost lately.
    public double loss() {
        return loss;
    }

    private boolean silent(long nowNanos) {
        return heard && sentSinceHeard > FEW && nowNanos - unheardSinceNanos > SILENCE_NANOS;
    }

    /// The reference time has 24 bits (12 days); where it began does not matter.
    private long reference(TransportFeedback feedback) {
        if (heard)
            referenceNanos +=
                    (long) (feedback.referenceTime() - referenceBefore << 8 >> 8) * TransportFeedback.REFERENCE_NANOS;
        referenceBefore = feedback.referenceTime();
        return referenceNanos;
    }

    private void packet(long number, long arrivedNanos) {
        int slot = (int) number & MASK;
        // What is reported again was counted.
        if (sequences[slot] != (int) number || sizes[slot] == ARRIVED) return;
        int bytes = Math.abs(sizes[slot]);
        if (arrivedNanos == Long.MIN_VALUE) {
            sizes[slot] = (short) -bytes;
            return;
        }
        sizes[slot] = ARRIVED;
        if (number >= probeFrom && number < probeUntil) probed(bytes, arrivedNanos);
        else trend.arrived(sentNanos[slot], arrivedNanos);
        train(sentNanos[slot], bytes, arrivedNanos);
        acknowledge(bytes, arrivedNanos);
    }

    /// Counts as lost what has not arrived although much that was sent later has. Packets that no feedback speaks of do
    /// not count: feedback gets lost, too.
    private void settle(long newest) {
        int newestSlot = (int) newest & MASK;
        if (sequences[newestSlot] != (int) newest) return;
        settled = Math.max(settled, newest - WINDOW + 1);
        for (; settled < newest; settled++) {
            int slot = (int) settled & MASK;
            if (sequences[slot] != (int) settled) continue;
            if (sentNanos[newestSlot] - sentNanos[slot] < REORDERED_NANOS) return;
            if (sizes[slot] > 0) continue;
            lossSeen++;
            if (sizes[slot] != ARRIVED) lossLost++;
        }
    }

    private void acknowledge(int bytes, long arrivedNanos) {
        if (rateFromNanos == Long.MIN_VALUE) rateFromNanos = arrivedNanos;
        long took = arrivedNanos - rateFromNanos;
        if (took >= RATE_NANOS) {
            acknowledged = rateBytes * 8_000_000_000L / took;
            rateFromNanos = arrivedNanos;
            rateBytes = 0;
        }
        rateBytes += bytes;
    }

    private void train(long sentAtNanos, int bytes, long arrivedNanos) {
        if (sentAtNanos != trainSentNanos) {
            endTrain();
            trainSentNanos = sentAtNanos;
            trainPackets = 1;
            trainBytes = 0;
            trainFirstNanos = arrivedNanos;
            trainLastNanos = arrivedNanos;
            return;
        }
        trainPackets++;
        trainBytes += bytes;
        trainLastNanos = Math.max(trainLastNanos, arrivedNanos);
    }

    /// As with a probe: what arrived behind the first packet took as long as the line needed for it.
    private void endTrain() {
        if (trainPackets < 2) return;
        long took = trainLastNanos - trainFirstNanos;
        boolean vague = took < SHORT_TRAIN_NANOS && trainPackets < LONG_TRAIN;
        long shown = trainBytes * 8_000_000_000L / Math.max(vague ? SHORT_TRAIN_NANOS : LEAST_TRAIN_NANOS, took);
        if (vague && (!speedKnown || shown <= speed)) return;
        double weight = shown > speed ? FASTER_WEIGHT : SLOWER_WEIGHT * Math.min(1, trainPackets / LONG_TRAIN);
        speed = speedKnown ? (long) (speed + weight * (shown - speed)) : shown;
        speed = Math.clamp(speed, LEAST, UNLIMITED);
        speedKnown = true;
    }

    private void probed(int bytes, long arrivedNanos) {
        if (probeArrived++ == 0) {
            probeFirstNanos = arrivedNanos;
            probeLastNanos = arrivedNanos;
            return;
        }
        probeBytes += bytes;
        probeLastNanos = Math.max(probeLastNanos, arrivedNanos);
    }

    /// What arrived behind the first packet took as long as the line needed for it.
    private void endProbe() {
        if (probeArrived >= 2
                && probePackets - probeArrived <= MOST_OF_PROBE_LOST * probePackets
                && loss <= HIGH_LOSS) {
            long took = Math.max(LEAST_TRAIN_NANOS, probeLastNanos - probeFirstNanos);
            long shown = Math.min(UNLIMITED, probeBytes * 8_000_000_000L / took);
            delayBased = Math.max(delayBased, shown);
            lossBased = Math.max(lossBased, shown);
        }
        probePackets = 0;
        probeFrom = Long.MAX_VALUE;
        probeUntil = Long.MIN_VALUE;
    }

    private void stepByDelay(long sinceNanos, long nowNanos) {
        if (trend.overusing()) {
            if (acknowledged > 0 && nowNanos >= calmNanos)
                delayBased = Math.clamp((long) (DECREASE * acknowledged), LEAST, delayBased);
        } else if (delayBased < UNLIMITED) {
            long most = Math.max(delayBased, (long) (MOST_OF_ACKNOWLEDGED * acknowledged));
            delayBased = Math.min(most, (long) (delayBased * Math.pow(INCREASE_A_SECOND, sinceNanos / 1e9)));
        }
    }

    private void stepByLoss(long nowNanos) {
        if (lossSeen < (loss > HIGH_LOSS ? FEW : ENOUGH) || nowNanos - lossFromNanos < LOSS_NANOS) return;
        double newest = (double) lossLost / lossSeen;
        loss += (newest > loss ? WORSE_WEIGHT : BETTER_WEIGHT) * (newest - loss);
        lossSeen = 0;
        lossLost = 0;
        lossFromNanos = nowNanos;
        if (loss > HIGH_LOSS) {
            long sending = acknowledged == 0 ? lossBased : (long) (acknowledged / (1 - Math.min(loss, 0.9)));
            lossBased = Math.max(LEAST_BY_LOSS, (long) (Math.min(lossBased, sending) * (1 - 0.5 * loss)));
        } else if (loss < LOW_LOSS && lossBased < UNLIMITED) {
            lossBased = Math.max(lossBased, Math.min((long) (lossBased * INCREASE_A_SECOND), (long)
                    (MOST_OF_ACKNOWLEDGED * acknowledged)));
        }
    }
}
