package io.glasscast.protocol.rtp;

/// What a receiver knows of one source, for its report blocks (RFC 3550 §6.4.1 and appendix A).
///
/// Without probation (A.1): SRTP has already shown that the source is who it should be. Retransmissions in a stream
/// of their own are not counted here; they are another source (RFC 4588 §4).
public final class ReceptionStatistics {
    /// Steps forward that are a loss rather than a restart, and backward that are reordering (A.1).
    private static final int MAX_DROPOUT = 3000;

    private static final int MAX_MISORDER = 100;
    private static final int NO_SEQUENCE = -1;
    private static final long NANOS = 1_000_000_000L;

    private final long ssrc;
    private final int clockRate;

    private boolean started;
    private int baseSequence;
    private int maxSequence;
    private long cycles;
    private int badSequence;
    private long received;
    private long expectedBefore;
    private long receivedBefore;

    private boolean hasTransit;
    private int transit;
    private long jitter16; // 16 times the jitter, as A.8 keeps it

    private long lastSr;
    private long lastSrNanos;

    public ReceptionStatistics(long ssrc, int clockRate) {
        this.ssrc = ssrc;
        this.clockRate = clockRate;
    }

    public void arrived(RtpPacket packet, long nowNanos) {
        arrived(packet.sequence(), packet.timestamp(), nowNanos);
    }

    /// Counts one packet.
    public void arrived(int sequence, long timestamp, long nowNanos) {
        if (!count(sequence)) return;
        int arrival = (int) (nowNanos / NANOS * clockRate + nowNanos % NANOS * clockRate / NANOS);
        int now = arrival - (int) timestamp;
        // A.8, in integers; differences of 32 bits survive the wrap of both clocks.
        if (hasTransit) jitter16 += Math.abs((long) (now - transit)) - ((jitter16 + 8) >> 4);
        transit = now;
        hasTransit = true;
    }

    /// The sender's report, whose time the next blocks echo.
    public void senderReport(RtcpPacket.SenderReport report, long nowNanos) {
        lastSr = report.ntp().middle32();
        lastSrNanos = nowNanos;
    }

    /// Whether any packet has come, and so a block is worth sending.
    public boolean hasArrivals() {
        return started;
    }

    /// A report block over what came since the last one (A.3).
    public ReportBlock report(long nowNanos) {
        long highest = cycles + maxSequence;
        long expected = started ? highest - baseSequence + 1 : 0;
        long lost = Math.clamp(expected - received, -0x80_0000, 0x7F_FFFF);
        long expectedNow = expected - expectedBefore;
        long lostNow = expectedNow - (received - receivedBefore);
        expectedBefore = expected;
        receivedBefore = received;
        int fraction = expectedNow <= 0 || lostNow <= 0 ? 0 : (int) Math.min(255, (lostNow << 8) / expectedNow);
        long delay = lastSr == 0 ? 0 : NtpTime.to16x16(nowNanos - lastSrNanos);
        return new ReportBlock(ssrc, fraction, (int) lost, highest & 0xFFFF_FFFFL, jitter(), lastSr, delay);
    }

    /// Interarrival jitter in timestamp units (§6.4.1).
    public long jitter() {
        return jitter16 >> 4;
    }

    public long received() {
        return received;
    }

    /// `update_seq` of A.1.
    private boolean count(int sequence) {
        if (!started) {
            begin(sequence);
            return true;
        }
        int ahead = (sequence - maxSequence) & 0xFFFF;
        if (ahead < MAX_DROPOUT) {
            if (sequence < maxSequence) cycles += 0x1_0000;
            maxSequence = sequence;
        } else if (ahead <= 0x1_0000 - MAX_MISORDER) {
            if (sequence != badSequence) {
                badSequence = SequenceNumber.plus(sequence, 1);
                return false;
            }
            begin(sequence); // two in a row: the source restarted
            return true;
        } // else a duplicate, or reordered
        received++;
        return true;
    }

    private void begin(int sequence) {
        started = true;
        baseSequence = sequence;
        maxSequence = sequence;
        badSequence = NO_SEQUENCE;
        cycles = 0;
        received = 1;
        receivedBefore = 0;
        expectedBefore = 0;
        hasTransit = false;
    }
}
