package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.rtp.ExtensionUri;
import io.glasscast.protocol.rtp.ReceiveBuffer;
import io.glasscast.protocol.rtp.ReceiveLimits;
import io.glasscast.protocol.rtp.ReceptionStatistics;
import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.RtcpPacket;
import io.glasscast.protocol.rtp.RtpClock;
import io.glasscast.protocol.rtp.RtpPacket;
import io.glasscast.protocol.rtp.SenderTimeline;
import io.glasscast.protocol.rtp.payload.AccessUnit;
import io.glasscast.protocol.rtp.payload.Depacketizer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One section that we receive: packets become whole frames in order. After a loss for good, video waits for the next
/// keyframe, so that no frame comes out that could not be decoded.
final class IncomingTrack implements Machine<RtpPacket, IncomingTrack.Output> {
    sealed interface Output {
        record Whole(Frame frame) implements Output {}

        /// What is shown at `ptsNanos` was captured at `unixNanos` by the sender's clock.
        record Captured(long ptsNanos, long unixNanos) implements Output {}

        /// Nothing can be decoded before the next keyframe.
        record NeedsKeyframe() implements Output {}

        record Ask(List<Integer> sequences) implements Output {}

        record Discarded(String why) implements Output {}
    }

    /// A keyframe that was asked for and does not come is asked for again: the request, or the keyframe, was lost.
    private static final long ASK_AGAIN_NANOS = 500_000_000;

    private final Section section;
    private final long ssrc;
    private final ReceiveBuffer buffer;
    private final ReceptionStatistics statistics;
    private final RtpClock clock;
    private final Depacketizer depacketizer;
    private final int captureTimeId;
    /// The newest timestamp whose packets were searched for a capture time: it is the same in all of a frame's.
    private long searchedTimestamp = -1;
    /// Whether the sender has said something of its clock that is not passed on yet.
    private boolean stated;
    private boolean needsKeyframe;
    /// Whether a first unit came: before it there is nothing to miss.
    private boolean started;
    private long askNanos = NEVER;
    private long frames;
    private long packets;
    private long bytes;
    private int lost;

    IncomingTrack(Section section, long ssrc, SenderTimeline timeline, Consumer<String> discarded) {
        this.section = section;
        this.ssrc = ssrc;
        this.buffer = new ReceiveBuffer(limits(section));
        this.statistics = new ReceptionStatistics(ssrc, section.codec().rtpClockRate());
        this.clock = new RtpClock(section.codec().rtpClockRate(), timeline);
        this.depacketizer = Depacketizer.of(section.codec(), why -> {
            if (section.video()) needsKeyframe = true;
            discarded.accept(why);
        });
        this.needsKeyframe = section.video();
        this.captureTimeId = section.extensions().getOrDefault(ExtensionUri.ABS_CAPTURE_TIME, 0);
    }

    private static ReceiveLimits limits(Section section) {
        boolean nack = section.feedback().contains("nack");
        if (section.codec().kind() == Codec.Kind.VIDEO)
            return nack ? ReceiveLimits.VIDEO : ReceiveLimits.VIDEO_WITHOUT_NACK;
        return nack ? ReceiveLimits.AUDIO_NACK : ReceiveLimits.AUDIO;
    }

    Section section() {
        return section;
    }

    long ssrc() {
        return ssrc;
    }

    long frames() {
        return frames;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    /// Packets lost for good so far.
    int lost() {
        return lost;
    }

    /// @param packet of the media source itself
    @Override
    public void handle(RtpPacket packet, long nowNanos, Consumer<? super Output> out) {
        buffer.handle(packet, nowNanos, output -> carryOut(output, nowNanos, out));
    }

    /// Takes a packet restored from the source's retransmissions.
    void restored(RtpPacket packet, long nowNanos, Consumer<? super Output> out) {
        buffer.restored(packet, nowNanos, output -> carryOut(output, nowNanos, out));
    }

    /// Counts a packet that came in the media source's own numbering.
    void count(RtpPacket packet, long nowNanos) {
        statistics.arrived(packet, nowNanos);
        packets++;
        bytes += packet.payload().length();
    }

    void senderReport(RtcpPacket.SenderReport report, long nowNanos) {
        statistics.senderReport(report, nowNanos);
        clock.senderReport(report.ntp(), report.rtpTimestamp());
        stated = true;
    }

    void roundTrip(long nanos) {
        buffer.roundTrip(nanos);
    }

    /// A report block on what came in, if anything did.
    Optional<ReportBlock> report(long nowNanos) {
        return statistics.hasArrivals() ? Optional.of(statistics.report(nowNanos)) : Optional.empty();
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        buffer.elapse(nowNanos, output -> carryOut(output, nowNanos, out));
        if (nowNanos >= askNanos) {
            askNanos = nowNanos + ASK_AGAIN_NANOS;
            out.accept(new Output.NeedsKeyframe());
        }
    }

    @Override
    public long deadlineNanos() {
        return Math.min(buffer.deadlineNanos(), askNanos);
    }

    private void carryOut(ReceiveBuffer.Output output, long nowNanos, Consumer<? super Output> out) {
        switch (output) {
            case ReceiveBuffer.Output.Deliver(var packet, var afterGap) -> {
                captureTime(packet);
                depacketizer.push(
                        packet.payload(),
                        packet.timestamp(),
                        packet.marker(),
                        afterGap,
                        unit -> emit(unit, nowNanos, out));
                if (needsKeyframe && started) wantKeyframe(nowNanos, out);
            }
            case ReceiveBuffer.Output.Request(var sequences) -> out.accept(new Output.Ask(sequences));
            case ReceiveBuffer.Output.GivenUp(var count) -> {
                lost += count;
                wantKeyframe(nowNanos, out);
            }
            case ReceiveBuffer.Output.Restarted() -> {
                clock.restart();
                wantKeyframe(nowNanos, out);
            }
        }
    }

    private void captureTime(RtpPacket packet) {
        if (captureTimeId == 0 || packet.timestamp() == searchedTimestamp) return;
        searchedTimestamp = packet.timestamp();
        packet.extensions().absCaptureTime(captureTimeId).ifPresent(time -> {
            clock.captured(time.bySender(), packet.timestamp());
            stated = true;
        });
    }

    private void emit(AccessUnit unit, long nowNanos, Consumer<? super Output> out) {
        long pts = clock.mediaNanos(unit.timestamp(), nowNanos);
        if (section.video()) {
            started = true;
            if (unit.keyframe()) {
                needsKeyframe = false;
                askNanos = NEVER;
            }
            if (needsKeyframe) {
                out.accept(new Output.Discarded("frame-awaits-keyframe"));
                return;
            }
        }
        frames++;
        if (stated) {
            stated = false;
            clock.stated()
                    .ifPresent(said -> out.accept(
                            new Output.Captured(said.mediaNanos(), said.ntp().unixNanos())));
        }
        out.accept(new Output.Whole(new Frame(section.track(), pts, unit.keyframe(), unit.payload())));
    }

    private void wantKeyframe(long nowNanos, Consumer<? super Output> out) {
        if (!section.video()) return;
        needsKeyframe = true;
        if (askNanos != NEVER) return;
        askNanos = nowNanos + ASK_AGAIN_NANOS;
        out.accept(new Output.NeedsKeyframe());
    }
}
