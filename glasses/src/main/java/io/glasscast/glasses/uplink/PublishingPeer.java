package io.glasscast.glasses.uplink;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.congestion.SendRateController;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Fingerprint;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.rtp.ReportBlock;
import io.glasscast.protocol.rtp.RtcpPacket;
import io.glasscast.protocol.sdp.NegotiatedMedia;
import io.glasscast.protocol.sdp.Negotiation.Negotiated;
import io.glasscast.protocol.sdp.Setup;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.Candidate;
import io.glasscast.protocol.stun.IceControllingAgent;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.webrtc.FrameCutter;
import io.glasscast.protocol.webrtc.Peer;
import io.glasscast.protocol.webrtc.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Our side of a publication once the server has answered: the WebRTC peer, how fast it may send, and when it is to
/// be taken for lost.
public final class PublishingPeer implements Machine<PublishingPeer.Input, PublishingPeer.Output> {
    public sealed interface Input {
        record Datagram(TransportAddress from, Bytes bytes) implements Input {}

        /// To be sent, if there is a connection.
        record Captured(Frame frame) implements Input {}

        /// Say good-bye.
        record End() implements Input {}
    }

    public sealed interface Output {
        record Send(TransportAddress to, Bytes datagram) implements Output {}

        record Connected() implements Output {}

        record KeyframeWanted() implements Output {}

        /// For video, bits a second.
        record TargetBitrate(long bitsPerSecond) implements Output {}

        /// It is over.
        record Failed(String reason) implements Output {}
    }

    /// Glasses call a connection lost after about five seconds of silence, and give it two more to come back.
    /// A server that receives media sends a report every second.
    static final long SILENCE_NANOS = 7_000_000_000L;

    private static final long MIN_VIDEO_BITRATE = 100_000;

    /// Encoders are told of changes that matter, not of every one.
    private static final double WORTH_TELLING = 0.05;

    private final Publication publication;
    private final Peer peer;
    private final SendRateController rate;
    private final Map<Integer, FrameCutter> cutters = new HashMap<>();
    private long heardNanos;
    private long toldBitrate;
    private boolean over;

    private PublishingPeer(Publication publication, Peer peer, long nowNanos) {
        this.publication = publication;
        this.peer = peer;
        this.heardNanos = nowNanos;
        this.toldBitrate = publication.videoBitrate();
        long audio = publication.audioBitrate();
        long most = publication.videoBitrate() + audio;
        this.rate = new SendRateController(Math.min(most, MIN_VIDEO_BITRATE + audio), most, most);
        for (var track : publication.tracks()) cutters.put(track.number(), new FrameCutter(track.codec()));
    }

    /// Begins to look for the server.
    ///
    /// @param negotiated      what the server's answer made of our offer
    /// @param unixNanosAtZero the wall clock's time when `nowNanos` was 0
    /// @return malformed when the answer holds credentials or fingerprints that nobody can use
    static Parsed<PublishingPeer> begin(
            Publication publication,
            IceCredentials local,
            DtlsIdentity identity,
            Negotiated negotiated,
            String cname,
            long unixNanosAtZero,
            Chance chance,
            long nowNanos,
            Consumer<? super Output> out) {
        var fingerprints = fingerprints(negotiated);
        if (fingerprints.isEmpty()) return Parsed.malformed("fingerprint-algorithm");
        var role = negotiated.setup() == Setup.ACTIVE ? Role.CLIENT : Role.SERVER;
        return IceCredentials.parse(
                        negotiated.transport().ufrag(), negotiated.transport().password())
                .then(remote -> {
                    var ice = new IceControllingAgent(local, remote, chance, nowNanos);
                    var dtls = new DtlsPeer(
                            role,
                            identity,
                            fingerprints,
                            Arrays.stream(SrtpProfile.values())
                                    .map(SrtpProfile::id)
                                    .toList(),
                            chance,
                            nowNanos);
                    var sections = sections(publication.tracks(), negotiated.media());
                    var peer = new Peer(ice, dtls, role, sections, cname, unixNanosAtZero, chance);
                    var publishing = new PublishingPeer(publication, peer, nowNanos);
                    peer.handle(
                            new Peer.Input.RemoteCandidates(addresses(negotiated)),
                            nowNanos,
                            publishing.outputs(nowNanos, out));
                    return Parsed.ok(publishing);
                });
    }

    private static List<Fingerprint> fingerprints(Negotiated negotiated) {
        var fingerprints = new ArrayList<Fingerprint>();
        for (var text : negotiated.transport().fingerprints())
            if (Fingerprint.parse(text) instanceof Parsed.Ok<Fingerprint>(var fingerprint))
                fingerprints.add(fingerprint);
        return fingerprints;
    }

    /// UDP only, in the order of the server's priorities.
    private static List<TransportAddress> addresses(Negotiated negotiated) {
        return negotiated.transport().candidates().stream()
                .map(Candidate::parse)
                .flatMap(parsed ->
                        parsed instanceof Parsed.Ok<Candidate>(var candidate) ? Stream.of(candidate) : Stream.empty())
                .filter(candidate -> candidate.transport() == TransportAddress.Transport.UDP)
                .sorted((a, b) -> Long.compare(b.priority(), a.priority()))
                .flatMap(candidate -> candidate.transportAddress().stream())
                .distinct()
                .toList();
    }

    private static List<Section> sections(List<Track> tracks, List<NegotiatedMedia> media) {
        var sections = new ArrayList<Section>();
        for (var agreed : media)
            for (var track : tracks)
                if (track.codec() == agreed.codec())
                    sections.add(new Section(track.number(), Section.Flow.SEND, agreed));
        return sections;
    }

    @Override
    public void handle(Input input, long now, Consumer<? super Output> out) {
        if (over) return;
        switch (input) {
            case Input.Datagram(var from, var bytes) -> {
                heardNanos = now;
                peer.handle(new Peer.Input.Datagram(from, bytes), now, outputs(now, out));
            }
            case Input.Captured(var frame) -> {
                var cutter = cutters.get(frame.track());
                if (cutter != null && peer.connected())
                    peer.send(frame.track(), cutter.cut(frame), now, outputs(now, out));
            }
            case Input.End() -> {
                peer.close(now, outputs(now, output -> {
                    if (output instanceof Output.Send) out.accept(output);
                }));
                over = true;
            }
        }
    }

    @Override
    public void elapse(long now, Consumer<? super Output> out) {
        if (over) return;
        peer.elapse(now, outputs(now, out));
        if (!over && peer.connected() && now >= heardNanos + SILENCE_NANOS) fail("disconnected", out);
    }

    @Override
    public long deadlineNanos() {
        if (over) return NEVER;
        return Math.min(peer.deadlineNanos(), peer.connected() ? heardNanos + SILENCE_NANOS : NEVER);
    }

    public boolean connected() {
        return !over && peer.connected();
    }

    private Consumer<Peer.Output> outputs(long now, Consumer<? super Output> out) {
        return output -> {
            switch (output) {
                case Peer.Output.Send(var to, var datagram) -> out.accept(new Output.Send(to, datagram));
                case Peer.Output.Burst(var to, var datagrams, int segment) -> split(to, datagrams, segment, out);
                case Peer.Output.Connected() -> {
                    heardNanos = now;
                    out.accept(new Output.Connected());
                }
                case Peer.Output.KeyframeWanted(int track) -> {
                    if (track == videoTrack()) out.accept(new Output.KeyframeWanted());
                }
                case Peer.Output.Feedback(var packet) -> feedback(packet, now, out);
                case Peer.Output.Closed(var why) -> fail(why, out);
                case Peer.Output.Proved _,
                        Peer.Output.Received _,
                        Peer.Output.Captured _,
                        Peer.Output.NeedsKeyframe _,
                        Peer.Output.Discarded _ -> {}
            }
        };
    }

    /// Copies, because bursts are lent and weather may keep a datagram for a while.
    private static void split(TransportAddress to, Bytes datagrams, int segment, Consumer<? super Output> out) {
        for (int at = 0; at < datagrams.length(); at += segment) {
            int size = Math.min(segment, datagrams.length() - at);
            out.accept(new Output.Send(to, Bytes.of(datagrams.slice(at, size).toArray())));
        }
    }

    private int videoTrack() {
        return publication.tracks().stream()
                .filter(track -> track.kind() == Codec.Kind.VIDEO)
                .findFirst()
                .map(Track::number)
                .orElse(-1);
    }

    private void feedback(RtcpPacket packet, long now, Consumer<? super Output> out) {
        switch (packet) {
            case RtcpPacket.ReceiverReport(var _, var reports) -> reported(reports, now);
            case RtcpPacket.SenderReport report -> reported(report.reports(), now);
            case RtcpPacket.TransportFeedback transport -> rate.reported(transport, now);
            case RtcpPacket.Remb remb -> rate.reported(remb);
            case RtcpPacket.SourceDescription _,
                    RtcpPacket.Goodbye _,
                    RtcpPacket.Nack _,
                    RtcpPacket.Pli _,
                    RtcpPacket.Fir _,
                    RtcpPacket.ExtendedReport _,
                    RtcpPacket.Unknown _ -> {}
        }
        long video = Math.max(MIN_VIDEO_BITRATE, rate.bitsPerSecond() - publication.audioBitrate());
        boolean back = video >= publication.videoBitrate() && toldBitrate < publication.videoBitrate();
        if (back || Math.abs(video - toldBitrate) > toldBitrate * WORTH_TELLING) {
            toldBitrate = video;
            out.accept(new Output.TargetBitrate(video));
        }
    }

    private void reported(List<ReportBlock> reports, long now) {
        for (var report : reports) rate.reported(report, now);
    }

    private void fail(String reason, Consumer<? super Output> out) {
        if (over) return;
        over = true;
        out.accept(new Output.Failed(reason));
    }
}
