package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.rtp.RtcpPacket;
import io.glasscast.protocol.webrtc.PublishingOffer;
import io.glasscast.protocol.webrtc.PublishingPeer;
import io.glasscast.protocol.webrtc.PublishingPeer.Input;
import io.glasscast.protocol.webrtc.PublishingPeer.Output;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One attempt to restream by WHIP: a socket, an offer by HTTP, a path (ICE), keys (DTLS), and media from the next
/// keyframe on.
///
/// ```
/// Opening --socket--> Asking --answer--> Connecting --keys--> Sending
/// ```
final class WhipPush implements Push, Sockets.Owner, WhipCall.Caller {
    private static final long SECOND = 1_000_000_000L;
    /// Longer than one request tries, which tells why it gave up; this is for many that are redirected.
    private static final long ASK_NANOS = 14 * SECOND;
    /// A path and keys take some round trips; what is not there by now is in the way of packets.
    private static final long CONNECT_NANOS = 10 * SECOND;
    /// Whoever receives media reports on it every five seconds at the least (RFC 3550 §6.2), and answers for its
    /// consent as often.
    private static final Duration SILENCE = Duration.ofSeconds(15);
    /// A destination that misses so much of what it is sent gets no more of this group of pictures: what its
    /// line cannot carry is in the way of what it can.
    private static final double LOSSY = 0.25;

    private sealed interface Phase {
        record Opening() implements Phase {}

        record Asking(PublishingOffer offer) implements Phase {}

        record Connecting(PublishingPeer peer, long untilNanos) implements Phase {}

        record Sending(PublishingPeer peer) implements Phase {}

        record Over() implements Phase {}
    }

    private final WhipUrl url;
    private final Stream stream;
    private final WebRtcTerms terms;
    private final Chance chance;
    private final Report report;
    private final WhipCall call;
    private final Seat seat = new Seat();
    private final long askUntilNanos;
    private List<Track> offered = List.of();
    private Phase phase = new Phase.Opening();
    private Sockets.@Nullable Socket socket;
    private long bytes;
    private long dropped;

    WhipPush(
            WhipUrl url,
            Stream stream,
            HttpCaller http,
            WebRtcTerms terms,
            Chance chance,
            Report report,
            long nowNanos) {
        this.url = url;
        this.stream = stream;
        this.terms = terms;
        this.chance = chance;
        this.report = report;
        this.call = new WhipCall(url, http, this);
        this.askUntilNanos = nowNanos + ASK_NANOS;
    }

    @Override
    public void opened(Sockets.Socket own, long nowNanos) {
        if (!(phase instanceof Phase.Opening)) {
            own.close();
            return;
        }
        socket = own;
        offered = offer();
        boolean pictures = offered.stream().anyMatch(track -> track.kind() == Codec.Kind.VIDEO);
        if (!pictures && has(Codec.Kind.VIDEO)) {
            end(
                    "These pictures cannot go by WHIP (the publisher sends B-frames), and this server may not transcode"
                            + " them now: set the encoder to no B-frames.",
                    nowNanos);
            return;
        }
        if (offered.isEmpty()) {
            end("The stream has nothing to send at the moment.", nowNanos);
            return;
        }
        var cname = "glasscast-" + Base64.getUrlEncoder().withoutPadding().encodeToString(chance.bytes(6));
        var offer = new PublishingOffer(
                offered,
                new PublishingOffer.Terms(
                        terms.identity(), cname, SILENCE, terms.unixNanosAtZero(), stream::unixNanosAt),
                addresses(own.port()),
                chance);
        phase = new Phase.Asking(offer);
        call.post(offer.sdp());
    }

    @Override
    public void refused(long nowNanos) {
        end("This server has no socket left for another output.", nowNanos);
    }

    @Override
    public void arrived(TransportAddress from, Bytes datagram, long nowNanos) {
        peer().ifPresent(peer ->
                peer.handle(new Input.Datagram(from, datagram), nowNanos, output -> happened(output, peer, nowNanos)));
    }

    @Override
    public void answered(String sdp, long nowNanos) {
        if (!(phase instanceof Phase.Asking(var offer))) return;
        // What it says in this call are its first checks.
        switch (offer.answered(sdp, nowNanos, this::transmit)) {
            case Parsed.Malformed<PublishingPeer>(var why) -> end(sentence(why), nowNanos);
            case Parsed.Ok<PublishingPeer>(var peer) -> phase = new Phase.Connecting(peer, nowNanos + CONNECT_NANOS);
        }
    }

    @Override
    public void refused(String why, long nowNanos) {
        end(why, nowNanos);
    }

    @Override
    public void close(long nowNanos) {
        shut(nowNanos);
    }

    @Override
    public long bytes() {
        return peer().map(peer -> peer.statistics().bytesOut()).orElse(bytes);
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void elapse(long nowNanos) {
        switch (phase) {
            case Phase.Opening _, Phase.Asking _ -> {
                if (nowNanos >= askUntilNanos) end(place() + " did not answer the offer in time.", nowNanos);
            }
            case Phase.Connecting(var peer, var until) -> {
                if (nowNanos >= until) end(peer.remote().isEmpty() ? noPath() : noKeys("in time"), nowNanos);
                else peer.elapse(nowNanos, output -> happened(output, peer, nowNanos));
            }
            case Phase.Sending(var peer) -> peer.elapse(nowNanos, output -> happened(output, peer, nowNanos));
            case Phase.Over() -> {}
        }
    }

    @Override
    public long deadlineNanos() {
        return switch (phase) {
            case Phase.Opening _, Phase.Asking _ -> askUntilNanos;
            case Phase.Connecting(var peer, var until) -> Math.min(until, peer.deadlineNanos());
            case Phase.Sending(var peer) -> peer.deadlineNanos();
            case Phase.Over() -> Machine.NEVER;
        };
    }

    /// What the stream is to be had in: as it comes, and in the codec that everybody takes.
    private List<Track> offer() {
        var tracks = new LinkedHashSet<Track>();
        for (var video : List.of(WhepViewer.VIDEO, List.of(Codec.H264)))
            for (var track : stream.offer(WhepViewer.anyOf(video)))
                tracks.add(new Track(track.kind().ordinal(), track.codec()));
        return List.copyOf(tracks);
    }

    private boolean has(Codec.Kind kind) {
        return stream.tracks().stream().anyMatch(track -> track.kind() == kind);
    }

    private List<TransportAddress> addresses(int port) {
        return terms.addresses().apply("").stream()
                .filter(address -> address.transport() == TransportAddress.Transport.UDP)
                .map(address -> TransportAddress.udp(
                        new InetSocketAddress(address.socket().getAddress(), port)))
                .toList();
    }

    private Optional<PublishingPeer> peer() {
        return switch (phase) {
            case Phase.Connecting(var peer, var _) -> Optional.of(peer);
            case Phase.Sending(var peer) -> Optional.of(peer);
            case Phase.Opening _, Phase.Asking _, Phase.Over _ -> Optional.empty();
        };
    }

    private void happened(Output output, PublishingPeer peer, long nowNanos) {
        if (phase instanceof Phase.Over) return;
        switch (output) {
            case Output.Send _, Output.Burst _ -> transmit(output);
            case Output.Connected() -> {
                phase = new Phase.Sending(peer);
                if (!stream.join(seat, nowNanos)) end("The stream has ended, or has too many viewers.", nowNanos);
            }
            case Output.KeyframeWanted() -> stream.requestKeyframe(nowNanos);
            case Output.Feedback(RtcpPacket.ReceiverReport _) -> {
                if (peer.statistics().lossReported() >= LOSSY) seat.fallBehind();
            }
            case Output.Feedback _ -> {}
            case Output.Failed(var why) -> end(sentence(why), nowNanos);
        }
    }

    private void transmit(Output output) {
        if (socket == null) return;
        switch (output) {
            case Output.Send(var to, var datagram) -> socket.send(to, datagram);
            case Output.Burst(var to, var datagrams, int segment) -> socket.burst(to, datagrams, segment);
            case Output.Connected _, Output.KeyframeWanted _, Output.Feedback _, Output.Failed _ -> {}
        }
    }

    private void end(String why, long nowNanos) {
        if (phase instanceof Phase.Over) return;
        shut(nowNanos);
        report.ended(why, nowNanos);
    }

    /// Says goodbye in every protocol.
    private void shut(long nowNanos) {
        var peer = peer();
        bytes = bytes();
        phase = new Phase.Over();
        stream.leave(seat);
        try {
            peer.ifPresent(it -> it.handle(new Input.End(), nowNanos, this::transmit));
        } finally {
            call.end();
            if (socket != null) socket.close();
        }
    }

    /// What a constant reason means.
    private String sentence(String why) {
        return switch (why) {
            case "ice-consent-lost" ->
                phase instanceof Phase.Sending ? place() + " does not answer any more." : noPath();
            case "disconnected" -> place() + " has been silent for " + SILENCE.toSeconds() + " seconds.";
            case "dtls-closed" -> place() + " closed the connection.";
            case "sdp-answer-empty" -> place() + " takes none of the formats of this stream.";
            default ->
                why.startsWith("sdp-")
                        ? place() + " gave an answer that nobody can go on from: " + why + "."
                        : noKeys("(" + why + ")");
        };
    }

    private String noPath() {
        return place()
                + " took the offer, but no UDP packet gets through to it and back (ICE): a firewall may be in the"
                + " way.";
    }

    private String noKeys(String how) {
        return place() + " could be reached, but keys could not be agreed on with it " + how + " (DTLS).";
    }

    private String place() {
        return WhipUrl.place(url.endpoint());
    }

    /// The destination's place in the stream.
    private final class Seat implements Viewer {
        private final Map<Integer, Codec.Kind> kinds = new HashMap<>();
        private boolean awaitsKeyframe = true;
        private boolean active;
        /// Frames were left out since the last keyframe.
        private boolean behind;

        @Override
        public Door door() {
            return Door.OUTPUT;
        }

        @Override
        public Wants wants() {
            var codecs = new EnumMap<Codec.Kind, List<Codec>>(Codec.Kind.class);
            peer().ifPresent(peer -> peer.codecs().forEach((kind, codec) -> codecs.put(kind, List.of(codec))));
            return new Wants(
                    codecs.getOrDefault(Codec.Kind.VIDEO, List.of()),
                    codecs.getOrDefault(Codec.Kind.AUDIO, List.of()),
                    false);
        }

        @Override
        public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {
            var taken = peer().map(PublishingPeer::codecs).orElse(Map.of());
            kinds.clear();
            for (var track : tracks)
                if (taken.get(track.kind()) == track.codec()) kinds.put(track.number(), track.kind());
            if (outgrown(taken)) {
                end("The stream has another form now, and has to be offered anew.", nowNanos);
                return;
            }
            awaitsKeyframe = kinds.containsValue(Codec.Kind.VIDEO);
            if (awaitsKeyframe) stream.requestKeyframe(nowNanos);
        }

        /// Whether there is sound or a picture now that was not offered, or the pictures come in another codec.
        private boolean outgrown(Map<Codec.Kind, Codec> taken) {
            for (var track : offer())
                if (offered.stream().noneMatch(before -> before.kind() == track.kind())) return true;
            return taken.containsKey(Codec.Kind.VIDEO)
                    && !kinds.containsValue(Codec.Kind.VIDEO)
                    && has(Codec.Kind.VIDEO);
        }

        @Override
        public void frame(Frame frame, long nowNanos) {
            var kind = kinds.get(frame.track());
            var peer = peer();
            if (kind == null || peer.isEmpty()) return;
            boolean picture = kind == Codec.Kind.VIDEO;
            boolean pictures = kinds.containsValue(Codec.Kind.VIDEO);
            if (!writable(peer.get())) {
                // The rest of the group could not be decoded without what is dropped here.
                if (!behind) stream.requestKeyframe(nowNanos);
                behind = true;
                awaitsKeyframe = pictures;
                dropped++;
                return;
            }
            if (picture && frame.keyframe() || !pictures) {
                awaitsKeyframe = false;
                behind = false;
            }
            if (awaitsKeyframe && (picture || !active)) {
                if (behind) dropped++;
                return;
            }
            peer.get()
                    .handle(
                            new Input.Media(frame.on(kind.ordinal())),
                            nowNanos,
                            output -> happened(output, peer.get(), nowNanos));
            if (active || phase instanceof Phase.Over) return;
            active = true;
            report.active(nowNanos);
        }

        /// Leaves out the rest of the group.
        void fallBehind() {
            if (!active || !kinds.containsValue(Codec.Kind.VIDEO)) return;
            behind = true;
            awaitsKeyframe = true;
        }

        private boolean writable(PublishingPeer peer) {
            var way = socket;
            return way != null && peer.remote().filter(way::writable).isPresent();
        }

        @Override
        public void interrupted(long nowNanos) {
            awaitsKeyframe = kinds.containsValue(Codec.Kind.VIDEO);
        }

        @Override
        public void ended(long nowNanos) {
            end("The stream has ended.", nowNanos);
        }
    }
}
