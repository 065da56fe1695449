package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.congestion.ResendBudget;
import io.glasscast.protocol.rtp.AbsSendTime;
import io.glasscast.protocol.rtp.ExtensionUri;
import io.glasscast.protocol.rtp.NtpTime;
import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.RtcpPacket;
import io.glasscast.protocol.rtp.RtpHeaderWriter;
import io.glasscast.protocol.rtp.Rtx;
import io.glasscast.protocol.rtp.SenderStatistics;
import io.glasscast.protocol.rtp.SentPackets;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// One section that we send: frames become sealed packets with this peer's own numbers, and are sent again on demand.
///
/// RTP timestamps follow the frames' time from a random start, so sequence numbers and timestamps have no gap whatever
/// happened to the stream before the peer joined.
final class OutgoingTrack {
    /// Where bursts go. The bytes are lent.
    interface Burst {
        void send(Bytes datagrams, int segmentSize);
    }

    /// What a segmented send can carry, and a little more than the largest keyframe of a glasses' stream needs.
    private static final int SCRATCH_BYTES = 64_000;
    /// Where packets are written and sealed before they are lent out: one a thread, because one a viewer would be most
    /// of what a viewer takes.
    private static final ThreadLocal<byte[]> SCRATCH = ThreadLocal.withInitial(() -> new byte[SCRATCH_BYTES]);
    /// A second of sound: what is older comes too late to be heard.
    private static final int SOUND_CAPACITY = 64;
    /// Before the receiver's first report tells: a usual round trip.
    private static final long INITIAL_ROUND_TRIP_NANOS = 100_000_000;
    /// Long enough to tell 10 Mbit/s from more by arrivals in steps of 250 µs.
    private static final int PROBE_PACKETS = 8;
    /// How often sound says when it was captured; receivers reckon with what was said for some seconds.
    private static final long STATE_CAPTURE_NANOS = 1_000_000_000;

    private final Section section;
    private final long ssrc;
    private final boolean rtx;
    private final long rtxSsrc;
    private final int rtxPayloadType;
    private final RtpHeaderWriter header;
    private final TransportNumbers numbers;
    private final long unixNanosAtZero;
    private final LongUnaryOperator unixNanosAt;
    private final SenderStatistics statistics;
    /// As plain payload when the peer takes retransmissions in a stream of their own, else as the very datagram,
    /// because
    /// a number may be sealed only once (RFC 7714 §8.1).
    private final SentPackets sent;
    private final ResendBudget budget = new ResendBudget();
    private final int captureTimeId;
    private final long timestampBase;
    private int sequence;
    private int rtxSequence;
    private boolean heard;
    private long captureStatedNanos = Long.MIN_VALUE / 2;
    private long roundTripNanos = INITIAL_ROUND_TRIP_NANOS;
    private long bytesSent;
    private long packetsResent;
    private long resendsRefused;
    private int lastFirSequence = -1;

    /// @param numbers           the transport-wide ones of the peer
    /// @param unixNanosAtZero   the wall clock's time when the machines' clock stood at 0
    /// @param unixNanosAt       when that was captured which is shown at a time, by the same clock
    OutgoingTrack(
            Section section,
            TransportNumbers numbers,
            long unixNanosAtZero,
            LongUnaryOperator unixNanosAt,
            Chance chance) {
        this.section = section;
        this.ssrc = section.ssrcs().getFirst();
        this.rtx = section.rtxPayloadType().isPresent() && !section.rtxSsrcs().isEmpty();
        this.rtxSsrc = rtx ? section.rtxSsrcs().getFirst() : 0;
        this.rtxPayloadType = section.rtxPayloadType().orElse(0);
        this.captureTimeId = id(ExtensionUri.ABS_CAPTURE_TIME);
        this.header = new RtpHeaderWriter(
                new RtpHeaderWriter.Ids(
                        id(ExtensionUri.MID),
                        id(ExtensionUri.ABS_SEND_TIME),
                        id(ExtensionUri.TRANSPORT_SEQUENCE),
                        captureTimeId),
                section.mid());
        this.numbers = numbers;
        this.unixNanosAtZero = unixNanosAtZero;
        this.unixNanosAt = unixNanosAt;
        this.statistics = new SenderStatistics(ssrc);
        this.sent = new SentPackets(section.video() ? SentPackets.CAPACITY : SOUND_CAPACITY);
        this.timestampBase = chance.nextLong() & 0xFFFF_FFFFL;
        // Starts below 2^15, as RFC 3711 §3.3.1 advises: a loss at the start cannot be taken for a wrap.
        this.sequence = chance.nextInt(1 << 15);
        this.rtxSequence = chance.nextInt(1 << 15);
    }

    Section section() {
        return section;
    }

    long ssrc() {
        return ssrc;
    }

    boolean owns(long mediaSsrc) {
        return mediaSsrc == ssrc;
    }

    long bytesSent() {
        return bytesSent;
    }

    long packetsResent() {
        return packetsResent;
    }

    /// Packets that were asked for again and were not sent, because too many were.
    long resendsRefused() {
        return resendsRefused;
    }

    long packetsSent() {
        return statistics.packets();
    }

    long roundTripNanos() {
        return roundTripNanos;
    }

    /// Seals a frame's packets and hands them out in as few bursts of equal datagrams as they allow.
    void send(PacketizedFrame packetized, SecureTransport secure, long nowNanos, Burst burst) {
        var frame = packetized.frame();
        long timestamp = timestamp(frame.ptsNanos());
        int absSendTime = AbsSendTime.of(nowNanos);
        long captured = captureTime(frame);
        var payloads = packetized.payloads();
        byte[] scratch = SCRATCH.get();
        int used = 0;
        int segment = 0;
        boolean open = true;
        for (int i = 0; i < payloads.size(); i++) {
            var payload = payloads.get(i);
            boolean last = i == payloads.size() - 1;
            int padding = last ? packetized.padding() : 0;
            int room = RtpHeaderWriter.MAX_LENGTH + payload.length() + padding + secure.rtpOverhead();
            if (used + room > scratch.length) {
                burst.send(Bytes.of(scratch, 0, used), segment);
                used = 0;
                open = true;
            }
            boolean marker = section.video() && packetized.whole() && last;
            int headerLength = header.write(
                    scratch,
                    used,
                    marker,
                    section.payloadType(),
                    sequence,
                    timestamp,
                    ssrc,
                    !heard,
                    absSendTime,
                    numbers.take(),
                    captured);
            int length = padding == 0
                    ? secure.sealRtp(scratch, used, headerLength, payload)
                    : sealPadded(scratch, used, headerLength, payload, padding, secure);
            numbers.sent(length, nowNanos);
            if (used > 0 && (!open || length > segment)) {
                // A datagram that is longer than the ones before, or follows a shorter one, starts a burst of its own.
                burst.send(Bytes.of(scratch, 0, used), segment);
                System.arraycopy(scratch, used, scratch, 0, length);
                used = 0;
            }
            if (used == 0) segment = length;
            open = length == segment;
            remember(payload, marker, timestamp, scratch, used, length);
            used += length;
            sequence = sequence + 1 & 0xFFFF;
            statistics.sent(payload.length());
            budget.sent(length);
            bytesSent += length;
        }
        if (used > 0) burst.send(Bytes.of(scratch, 0, used), segment);
    }

    private static int sealPadded(
            byte[] packet, int offset, int headerLength, Bytes payload, int padding, SecureTransport secure) {
        payload.copyTo(packet, offset + headerLength);
        int end = RtpHeaderWriter.pad(packet, offset, offset + headerLength + payload.length(), padding);
        return secure.sealRtp(packet, offset, end - offset);
    }

    /// Sends again what the peer misses, unless it was sent again less than a round trip ago, or is too much.
    void resend(List<Integer> lost, SecureTransport secure, long nowNanos, Burst burst) {
        budget.fit(numbers.estimate().speed());
        for (int missing : lost) {
            var entry = sent.resend(missing, nowNanos, roundTripNanos);
            if (entry.isEmpty()) continue;
            if (!budget.spend(entry.get().bytes().length())) {
                resendsRefused++;
                continue;
            }
            packetsResent++;
            if (rtx) {
                resend(missing, entry.get(), secure, nowNanos, burst);
                continue;
            }
            var bytes = entry.get().bytes();
            burst.send(bytes, bytes.length());
            bytesSent += bytes.length();
        }
    }

    /// Whether [#probe] has anything to send.
    boolean canProbe() {
        return rtx && statistics.packets() >= PROBE_PACKETS;
    }

    /// Sends the newest packets once more, all at once: to the receiver they are worth nothing, but how they arrive
    /// shows what the line carries.
    void probe(SecureTransport secure, long nowNanos, Burst burst) {
        numbers.probing(PROBE_PACKETS, nowNanos);
        for (int back = 1; back <= PROBE_PACKETS; back++) {
            int number = sequence - back & 0xFFFF;
            sent.resend(number, nowNanos, 0).ifPresent(entry -> resend(number, entry, secure, nowNanos, burst));
        }
    }

    private void resend(int number, SentPackets.Entry entry, SecureTransport secure, long nowNanos, Burst burst) {
        byte[] scratch = SCRATCH.get();
        int at = header.write(
                scratch,
                0,
                entry.marker(),
                rtxPayloadType,
                rtxSequence,
                entry.timestamp(),
                rtxSsrc,
                !heard,
                AbsSendTime.of(nowNanos),
                numbers.take(),
                RtpHeaderWriter.NO_CAPTURE_TIME);
        at += Rtx.writeOriginalSequence(scratch, at, number);
        entry.bytes().copyTo(scratch, at);
        int length = secure.sealRtp(scratch, 0, at + entry.bytes().length());
        numbers.sent(length, nowNanos);
        rtxSequence = rtxSequence + 1 & 0xFFFF;
        burst.send(Bytes.of(scratch, 0, length), length);
        bytesSent += length;
    }

    /// The peer's report on us.
    void reported(ReportBlock block, long nowNanos) {
        heard = true;
        SenderStatistics.roundTripNanos(block, NtpTime.ofUnixNanos(unixNanosAtZero + nowNanos))
                .ifPresent(measured -> roundTripNanos = measured);
    }

    /// Whether a full intra request is new, and not the repetition of one that was heard before (RFC 5104 §4.3.1.2).
    boolean newFir(int firSequence) {
        boolean fresh = firSequence != lastFirSequence;
        lastFirSequence = firSequence;
        return fresh;
    }

    /// A sender report for now; only once something was sent. The timestamp it states is of what is captured now, so
    /// that the receiver can tell from it when anything was.
    RtcpPacket.SenderReport report(long nowNanos) {
        long wall = unixNanosAtZero + nowNanos;
        long lead = wall - unixNanosAt.applyAsLong(nowNanos);
        return statistics.report(NtpTime.ofUnixNanos(wall), timestamp(nowNanos + lead));
    }

    /// As [RtpHeaderWriter] takes it: of each keyframe, and now and then of sound.
    private long captureTime(Frame frame) {
        if (captureTimeId == 0) return RtpHeaderWriter.NO_CAPTURE_TIME;
        boolean due = section.video()
                ? frame.keyframe()
                : Math.abs(frame.ptsNanos() - captureStatedNanos) >= STATE_CAPTURE_NANOS;
        if (!due) return RtpHeaderWriter.NO_CAPTURE_TIME;
        captureStatedNanos = frame.ptsNanos();
        return NtpTime.ofUnixNanos(unixNanosAt.applyAsLong(frame.ptsNanos())).bits();
    }

    private void remember(Bytes payload, boolean marker, long timestamp, byte[] scratch, int at, int length) {
        if (section.codec().kind() == Codec.Kind.AUDIO && !section.feedback().contains("nack")) return;
        var bytes = rtx ? payload : Bytes.of(Arrays.copyOfRange(scratch, at, at + length));
        sent.add(sequence, bytes, marker, timestamp);
    }

    private int id(String uri) {
        return section.extensions().getOrDefault(uri, 0);
    }

    private long timestamp(long ptsNanos) {
        long rate = section.codec().rtpClockRate();
        long seconds = Math.floorDiv(ptsNanos, 1_000_000_000L);
        long rest = Math.floorMod(ptsNanos, 1_000_000_000L);
        return timestampBase + seconds * rate + rest * rate / 1_000_000_000L & 0xFFFF_FFFFL;
    }
}
