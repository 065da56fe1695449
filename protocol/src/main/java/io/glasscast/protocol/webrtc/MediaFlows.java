package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Frame;
import io.glasscast.protocol.congestion.ReceiverEstimate;
import io.glasscast.protocol.congestion.SendSideEstimate;
import io.glasscast.protocol.congestion.TransportFeedbackRecorder;
import io.glasscast.protocol.rtp.ExtensionUri;
import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.Rtcp;
import io.glasscast.protocol.rtp.RtcpPacket;
import io.glasscast.protocol.rtp.RtpPacket;
import io.glasscast.protocol.rtp.Rtx;
import io.glasscast.protocol.rtp.SenderTimeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The media of one peer once there are keys: which track a packet belongs to, and the reports that go with it.
final class MediaFlows {
    sealed interface Output {
        record Send(Bytes datagram) implements Output {}

        record Burst(Bytes datagrams, int segmentSize) implements Output {}

        record Received(Frame frame) implements Output {}

        record Captured(long ptsNanos, long unixNanos) implements Output {}

        record NeedsKeyframe(int track) implements Output {}

        record KeyframeWanted(int track) implements Output {}

        record Feedback(RtcpPacket packet) implements Output {}

        record Discarded(String why) implements Output {}
    }

    /// Where a source's packets go: to a track, as its media or as its retransmissions.
    private record Route(IncomingTrack track, boolean retransmissions) {}

    /// RFC 3550 §6.2 asks for five seconds at least, RFC 4585 lifts that; libwebrtc reports each second, so do we:
    /// lip sync starts with the first report.
    private static final long REPORT_NANOS = 1_000_000_000;
    /// Picture, sound and their retransmissions, each renewed a few times; more is somebody inventing sources.
    private static final int MAX_SOURCES = 32;
    /// The most that a sender without transport-wide feedback is told to send: what glasses may be configured to.
    private static final long CEILING_BITS = 10_000_000;

    private final List<Section> receiving = new ArrayList<>();
    private final List<IncomingTrack> incoming = new ArrayList<>();
    private final List<OutgoingTrack> outgoing = new ArrayList<>();
    private final Map<Long, Route> routes = new HashMap<>();
    private final SenderTimeline timeline = new SenderTimeline();
    private final String cname;
    private final long ourSsrc;
    private final int transportSequenceId;
    private final TransportNumbers numbers;
    private final TransportFeedbackRecorder feedback;
    private final ReceiverEstimate estimate;
    private final boolean tellsEstimate;
    private @Nullable SecureTransport secure;
    private long reportNanos = Machine.NEVER;
    private double lossReported;

    MediaFlows(
            List<Section> sections, String cname, long unixNanosAtZero, LongUnaryOperator unixNanosAt, Chance chance) {
        this.cname = cname;
        numbers = new TransportNumbers(sections.stream()
                .anyMatch(s ->
                        s.flow() == Section.Flow.SEND && s.extensions().containsKey(ExtensionUri.TRANSPORT_SEQUENCE)));
        for (var section : sections) {
            switch (section.flow()) {
                case SEND -> outgoing.add(new OutgoingTrack(section, numbers, unixNanosAtZero, unixNanosAt, chance));
                case RECEIVE -> receiving.add(section);
            }
        }
        ourSsrc = outgoing.isEmpty()
                ? chance.nextLong() & 0xFFFF_FFFFL
                : outgoing.getFirst().ssrc();
        transportSequenceId = receiving.stream()
                .map(s -> s.extensions().getOrDefault(ExtensionUri.TRANSPORT_SEQUENCE, 0))
                .filter(id -> id != 0)
                .findFirst()
                .orElse(0);
        feedback = new TransportFeedbackRecorder(ourSsrc);
        estimate = new ReceiverEstimate(ourSsrc, CEILING_BITS);
        tellsEstimate = receiving.stream().anyMatch(s -> s.feedback().contains("goog-remb"));
    }

    void secured(SecureTransport transport, long nowNanos) {
        secure = transport;
        reportNanos = nowNanos;
    }

    void send(int track, PacketizedFrame frame, long nowNanos, OutgoingTrack.Burst burst) {
        if (secure == null) return;
        for (var sender : outgoing) {
            if (sender.section().track() != track) continue;
            boolean first = sender.packetsSent() == 0;
            sender.send(frame, secure, nowNanos, burst);
            if (first) firstReport(sender, secure, nowNanos, burst);
        }
    }

    /// The receiver puts sound and picture together by the first report of each, so they follow their first frames.
    private void firstReport(
            OutgoingTrack sender, SecureTransport transport, long nowNanos, OutgoingTrack.Burst burst) {
        var report = transport.sealRtcp(
                List.of(sender.report(nowNanos), RtcpPacket.SourceDescription.of(sender.ssrc(), cname)));
        burst.send(report, report.length());
    }

    /// What the way to the peer carries; always [SendSideEstimate#UNLIMITED] for one that does not report arrivals.
    SendSideEstimate estimate() {
        return numbers.estimate();
    }

    /// Sends a few packets that are worth nothing, to learn what the way to the peer carries.
    void probe(long nowNanos, OutgoingTrack.Burst burst) {
        if (secure == null || !numbers.negotiated()) return;
        for (var track : outgoing) {
            if (!track.section().video() || !track.canProbe()) continue;
            track.probe(secure, nowNanos, burst);
            return;
        }
    }

    /// Asks the peer to send no more than this.
    void limit(long bitsPerSecond, long nowNanos, Consumer<? super Output> out) {
        estimate.limit(bitsPerSecond, nowNanos);
        elapse(nowNanos, out);
    }

    void requestKeyframe(int track, Consumer<Bytes> send) {
        if (secure == null) return;
        for (var candidate : incoming)
            if (candidate.section().track() == track)
                send.accept(secure.sealRtcp(List.of(emptyReport(), new RtcpPacket.Pli(ourSsrc, candidate.ssrc()))));
    }

    void goodbye(Consumer<Bytes> send) {
        if (secure == null || outgoing.isEmpty()) return;
        var sources = outgoing.stream().map(OutgoingTrack::ssrc).toList();
        send.accept(secure.sealRtcp(List.of(emptyReport(), new RtcpPacket.Goodbye(sources, "stream ended"))));
    }

    /// @return whether the datagram opened under the peer's keys
    boolean rtp(Bytes datagram, long nowNanos, Consumer<? super Output> out) {
        if (secure == null) return false;
        return switch (secure.openRtp(datagram).then(RtpPacket::parse)) {
            case Parsed.Malformed<RtpPacket>(var why) -> {
                out.accept(new Output.Discarded(why));
                yield false;
            }
            case Parsed.Ok<RtpPacket>(var packet) -> {
                packet(packet, nowNanos, out);
                yield true;
            }
        };
    }

    /// @return whether the datagram opened under the peer's keys
    boolean rtcp(Bytes datagram, long nowNanos, Consumer<? super Output> out) {
        if (secure == null) return false;
        return switch (secure.openRtcp(datagram).then(Rtcp::parse)) {
            case Parsed.Malformed<List<RtcpPacket>>(var why) -> {
                out.accept(new Output.Discarded(why));
                yield false;
            }
            case Parsed.Ok<List<RtcpPacket>>(var packets) -> {
                for (var packet : packets) control(packet, secure, nowNanos, out);
                yield true;
            }
        };
    }

    void elapse(long nowNanos, Consumer<? super Output> out) {
        if (secure == null) return;
        for (var track : List.copyOf(incoming))
            if (track.deadlineNanos() <= nowNanos) track.elapse(nowNanos, trackOut(track, secure, nowNanos, out));
        if (feedback.deadlineNanos() <= nowNanos)
            feedback.elapse(nowNanos, packet -> sendControl(List.of(packet), out));
        if (nowNanos >= reportNanos) {
            reportNanos = nowNanos + REPORT_NANOS;
            sendReports(nowNanos, out);
        }
        if (tellsEstimate && estimate.deadlineNanos() <= nowNanos)
            estimate.elapse(nowNanos, remb -> sendControl(List.of(emptyReport(), remb), out));
    }

    long deadlineNanos() {
        long earliest = Math.min(reportNanos, feedback.deadlineNanos());
        if (tellsEstimate) earliest = Math.min(earliest, estimate.deadlineNanos());
        for (var track : incoming) earliest = Math.min(earliest, track.deadlineNanos());
        return earliest;
    }

    PeerStatistics statistics() {
        long framesIn = 0;
        long packetsIn = 0;
        long bytesIn = 0;
        long lost = 0;
        for (var track : incoming) {
            framesIn += track.frames();
            packetsIn += track.packets();
            bytesIn += track.bytes();
            lost += track.lost();
        }
        long bytesOut = 0;
        long packetsOut = 0;
        long resent = 0;
        long refused = 0;
        long roundTrip = 0;
        for (var track : outgoing) {
            bytesOut += track.bytesSent();
            packetsOut += track.packetsSent();
            resent += track.packetsResent();
            refused += track.resendsRefused();
            roundTrip = Math.max(roundTrip, track.roundTripNanos());
        }
        return new PeerStatistics(
                framesIn, packetsIn, bytesIn, lost, bytesOut, packetsOut, resent, refused, lossReported, roundTrip);
    }

    private void packet(RtpPacket packet, long nowNanos, Consumer<? super Output> out) {
        if (secure == null) return;
        if (transportSequenceId != 0) {
            feedback.media(packet.ssrc());
            packet.extensions()
                    .transportSequence(transportSequenceId)
                    .ifPresent(sequence -> feedback.arrived(sequence, nowNanos));
        }
        var route = route(packet, out);
        if (route == null) return;
        var track = route.track();
        var trackOut = trackOut(track, secure, nowNanos, out);
        if (!route.retransmissions()) {
            track.count(packet, nowNanos);
            track.handle(packet, nowNanos, trackOut);
        } else if (!Rtx.isProbe(packet)) {
            switch (Rtx.unwrap(packet, track.ssrc(), track.section().payloadType())) {
                case Parsed.Malformed<RtpPacket>(var why) -> out.accept(new Output.Discarded(why));
                case Parsed.Ok<RtpPacket>(var original) -> track.restored(original, nowNanos, trackOut);
            }
        }
    }

    /// Finds the track of a source: by what it announced in SDP, else by the payload type, which bundled sections do
    /// not share for one kind of media (RFC 8843 §9.2).
    private @Nullable Route route(RtpPacket packet, Consumer<? super Output> out) {
        var known = routes.get(packet.ssrc());
        if (known != null) return known;
        for (var section : receiving) {
            boolean media = packet.payloadType() == section.payloadType();
            boolean repair = section.rtxPayloadType().isPresent()
                    && packet.payloadType() == section.rtxPayloadType().getAsInt();
            if (!media && !repair) continue;
            if (routes.size() >= MAX_SOURCES) {
                out.accept(new Output.Discarded("rtp-sources"));
                return null;
            }
            if (media) return media(section, packet.ssrc(), out);
            var repaired = incoming.stream()
                    .filter(track -> track.section() == section)
                    .findFirst();
            // Nothing to repair yet: a probe before the first packet of media.
            if (repaired.isEmpty()) return null;
            var route = new Route(repaired.get(), true);
            routes.put(packet.ssrc(), route);
            return route;
        }
        out.accept(new Output.Discarded("rtp-payload-type"));
        return null;
    }

    /// A new source of a section takes the place of the one before it: a sender that began anew.
    private Route media(Section section, long ssrc, Consumer<? super Output> out) {
        incoming.removeIf(track -> track.section() == section);
        routes.values().removeIf(route -> route.track().section() == section);
        var track = new IncomingTrack(section, ssrc, timeline, why -> out.accept(new Output.Discarded(why)));
        incoming.add(track);
        var route = new Route(track, false);
        routes.put(ssrc, route);
        if (section.video()) estimate.handle(ssrc, 0, _ -> {});
        return route;
    }

    private Consumer<IncomingTrack.Output> trackOut(
            IncomingTrack track, SecureTransport transport, long nowNanos, Consumer<? super Output> out) {
        return output -> {
            switch (output) {
                case IncomingTrack.Output.Whole(var frame) -> out.accept(new Output.Received(frame));
                case IncomingTrack.Output.Captured(var pts, var unix) -> out.accept(new Output.Captured(pts, unix));
                case IncomingTrack.Output.NeedsKeyframe() ->
                    out.accept(new Output.NeedsKeyframe(track.section().track()));
                case IncomingTrack.Output.Ask(var sequences) ->
                    out.accept(new Output.Send(
                            transport.sealRtcp(List.of(new RtcpPacket.Nack(ourSsrc, track.ssrc(), sequences)))));
                case IncomingTrack.Output.Discarded(var why) -> out.accept(new Output.Discarded(why));
            }
        };
    }

    private void control(RtcpPacket packet, SecureTransport transport, long nowNanos, Consumer<? super Output> out) {
        switch (packet) {
            case RtcpPacket.SenderReport report -> {
                for (var track : incoming) if (track.ssrc() == report.ssrc()) track.senderReport(report, nowNanos);
                blocks(report.reports(), nowNanos);
            }
            case RtcpPacket.ReceiverReport report -> {
                blocks(report.reports(), nowNanos);
                out.accept(new Output.Feedback(report));
            }
            case RtcpPacket.Nack nack -> {
                for (var track : outgoing)
                    if (track.owns(nack.media()))
                        track.resend(
                                nack.lost(),
                                transport,
                                nowNanos,
                                (datagrams, size) -> out.accept(new Output.Burst(datagrams, size)));
            }
            case RtcpPacket.Pli pli -> {
                for (var track : outgoing)
                    if (track.owns(pli.media()))
                        out.accept(new Output.KeyframeWanted(track.section().track()));
            }
            case RtcpPacket.Fir fir -> {
                for (var entry : fir.entries())
                    for (var track : outgoing)
                        if (track.owns(entry.ssrc()) && track.newFir(entry.sequence()))
                            out.accept(new Output.KeyframeWanted(track.section().track()));
            }
            case RtcpPacket.Remb remb -> out.accept(new Output.Feedback(remb));
            case RtcpPacket.TransportFeedback arrivals -> {
                if (numbers.negotiated()) numbers.estimate().reported(arrivals, nowNanos);
                out.accept(new Output.Feedback(arrivals));
            }
            // A source that says goodbye may be back with the next packet; the connection's own end is DTLS's to say.
            case RtcpPacket.Goodbye _ -> {}
            case RtcpPacket.SourceDescription _, RtcpPacket.ExtendedReport _, RtcpPacket.Unknown _ -> {}
        }
    }

    private void blocks(List<ReportBlock> blocks, long nowNanos) {
        for (var block : blocks) {
            for (var track : outgoing) {
                if (!track.owns(block.ssrc())) continue;
                track.reported(block, nowNanos);
                if (track.section().video() || outgoing.size() == 1) {
                    lossReported = block.fractionLost() / 256.0;
                    numbers.estimate().reported(block);
                }
            }
        }
    }

    private void sendReports(long nowNanos, Consumer<? super Output> out) {
        var packets = new ArrayList<RtcpPacket>();
        for (var track : outgoing) if (track.packetsSent() > 0) packets.add(track.report(nowNanos));
        if (packets.isEmpty() || !incoming.isEmpty()) packets.add(report(nowNanos));
        packets.add(RtcpPacket.SourceDescription.of(ourSsrc, cname));
        sendControl(packets, out);
    }

    private RtcpPacket.ReceiverReport report(long nowNanos) {
        var blocks = new ArrayList<ReportBlock>();
        for (var track : incoming) track.report(nowNanos).ifPresent(blocks::add);
        return new RtcpPacket.ReceiverReport(ourSsrc, blocks);
    }

    /// What a compound packet has to begin with (RFC 3550 §6.1) when there is nothing to report: blocks cover the time
    /// since the last ones, so they go out at regular times only.
    private RtcpPacket.ReceiverReport emptyReport() {
        return new RtcpPacket.ReceiverReport(ourSsrc, List.of());
    }

    private void sendControl(List<RtcpPacket> packets, Consumer<? super Output> out) {
        if (secure != null) out.accept(new Output.Send(secure.sealRtcp(packets)));
    }
}
