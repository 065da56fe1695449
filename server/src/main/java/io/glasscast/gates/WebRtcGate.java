package io.glasscast.gates;

import io.glasscast.gates.WebRtcDoor.Outcome;
import io.glasscast.gates.WebRtcDoor.Patched;
import io.glasscast.gates.WebRtcDoor.Refusal;
import io.glasscast.hub.Door;
import io.glasscast.hub.Hub;
import io.glasscast.hub.Stream;
import io.glasscast.kernel.Agenda;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Fingerprint;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.sdp.LocalTerms;
import io.glasscast.protocol.sdp.Negotiation;
import io.glasscast.protocol.sdp.Offer;
import io.glasscast.protocol.sdp.SdpFragment;
import io.glasscast.protocol.sdp.SentTrack;
import io.glasscast.protocol.sdp.Setup;
import io.glasscast.protocol.sdp.WhepAnswer;
import io.glasscast.protocol.sdp.WhipAnswer;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.Candidate;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.stun.IceLiteAgent;
import io.glasscast.protocol.webrtc.Peer;
import io.glasscast.protocol.webrtc.PeerTable;
import io.glasscast.protocol.webrtc.Section;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// All WebRTC sessions on one port: publishers over WHIP, viewers over WHEP. The server's side is always ICE-lite.
///
/// Belongs to the media thread. What it sends goes to the [Outbox].
public final class WebRtcGate implements Gate {
    /// Each costs some hundred kilobytes while it connects; the operating system's limits come first.
    private static final int MAX_SESSIONS = 20_000;
    /// A publisher that is tried again while its earlier offers are dying; more is somebody playing.
    private static final int MAX_PUBLISHERS_A_STREAM = 8;

    private static final List<Integer> SRTP_PROFILES = List.of(
            // GCM first: one pass, and half the cost of counter mode with HMAC-SHA1 on processors with AES and CLMUL.
            SrtpProfile.AEAD_AES_128_GCM.id(),
            SrtpProfile.AEAD_AES_256_GCM.id(),
            SrtpProfile.AES128_CM_HMAC_SHA1_80.id());

    private static final String NO_PICTURES = "Browsers cannot show these pictures over WebRTC (the publisher sends"
            + " B-frames), and this server may not transcode them now: watch by HLS, or set the encoder to no B-frames.";

    private final Hub hub;
    private final WebRtcTerms terms;
    private final Chance chance;
    private final WebRtcMeter meter;
    private final Overload overload;
    private final Map<String, Session> sessions = new HashMap<>();
    /// Of streams with sessions.
    private final Map<Stream, Audience> audiences = new IdentityHashMap<>();
    private final PeerTable<Session> table = new PeerTable<>();
    private final Agenda<Session> agenda = new Agenda<>(Session::deadlineNanos);
    private final Session.Surroundings surroundings;

    /// @param overload asked before somebody new is let in
    public WebRtcGate(Hub hub, WebRtcTerms terms, Outbox outbox, Chance chance, WebRtcMeter meter, Overload overload) {
        this.overload = overload;
        this.hub = hub;
        this.terms = terms;
        this.chance = chance;
        this.meter = meter;
        this.surroundings = new Session.Surroundings(outbox, table, agenda, meter, this::forget);
    }

    /// See [WebRtcDoor#whip].
    public Outcome whip(String ingestKey, String sdpOffer, String requestHost, long nowNanos) {
        if (!hub.admits(ingestKey)) {
            meter.discarded("whip-unknown-key");
            return refused(Refusal.NOT_FOUND, "There is no such stream.");
        }
        var before = hub.byIngestKey(ingestKey);
        if (sessions.size() >= MAX_SESSIONS
                || before.isPresent() && publishers(before.get()) >= MAX_PUBLISHERS_A_STREAM)
            return refused(Refusal.TOO_MANY, "Too many sessions are open.");
        // A publisher that comes back is no new work.
        if (overload.lasts() && before.filter(stream -> !stream.waits()).isEmpty()) return overloaded();
        return switch (Offer.parse(sdpOffer)) {
            case Parsed.Malformed<Offer>(var why) -> malformed(why);
            case Parsed.Ok<Offer>(var offer) -> {
                var local = local(requestHost);
                yield switch (WhipAnswer.to(offer, local.sdp())) {
                    case Negotiation.Unacceptable(var why, var sentence) -> unacceptable(why, sentence);
                    case Negotiation.Negotiated negotiated -> {
                        var tracks = new ArrayList<Track>();
                        var sections = new ArrayList<Section>();
                        for (var media : negotiated.media()) {
                            tracks.add(new Track(tracks.size(), media.codec()));
                            sections.add(new Section(sections.size(), Section.Flow.RECEIVE, media));
                        }
                        // Not before the offer is good: a name of its own is opened by this.
                        var stream = hub.forPublisher(ingestKey, nowNanos);
                        if (stream.isEmpty()) yield refused(Refusal.NOT_FOUND, "There is no such stream.");
                        yield answered(
                                negotiated,
                                sections,
                                local,
                                stream.get(),
                                audience -> new WhipPublisher(
                                        stream.get(), audience, tracks, terms.patience(), meter, nowNanos),
                                nowNanos);
                    }
                };
            }
        };
    }

    /// See [WebRtcDoor#whep].
    public Outcome whep(String playbackId, String sdpOffer, String requestHost, long nowNanos) {
        var pass = hub.admit(playbackId, Door.WEBRTC);
        if (pass.isEmpty()) return refused(Refusal.NOT_FOUND, "There is no such stream.");
        var stream = pass.get().stream();
        if (sessions.size() >= MAX_SESSIONS) return refused(Refusal.TOO_MANY, "Too many sessions are open.");
        if (!stream.live()) return refused(Refusal.NOT_LIVE, "The stream is not live.");
        if (overload.lasts()) return overloaded();
        return switch (Offer.parse(sdpOffer)) {
            case Parsed.Malformed<Offer>(var why) -> malformed(why);
            case Parsed.Ok<Offer>(var offer) -> {
                var local = local(requestHost);
                if (hasPictures(stream.tracks()) && !hasPictures(stream.offer(WhepViewer.anyOf(WhepViewer.VIDEO))))
                    yield unacceptable("whep-reordered", NO_PICTURES);
                // Few browsers take H.265; whoever does not gets what all of them take, if it can be made.
                var negotiation = negotiated(offer, local, stream.offer(WhepViewer.anyOf(WhepViewer.VIDEO)));
                if (negotiation instanceof Negotiation.Unacceptable)
                    negotiation = negotiated(offer, local, stream.offer(WhepViewer.anyOf(List.of(Codec.H264))));
                yield switch (negotiation) {
                    case Negotiation.Unacceptable(var why, var sentence) -> unacceptable(why, sentence);
                    case Negotiation.Negotiated terms -> {
                        var codecs = new EnumMap<Codec.Kind, Codec>(Codec.Kind.class);
                        var sections = new ArrayList<Section>();
                        for (var media : terms.media()) {
                            codecs.put(media.kind(), media.codec());
                            sections.add(new Section(media.kind().ordinal(), Section.Flow.SEND, media));
                        }
                        yield answered(
                                terms,
                                sections,
                                local,
                                stream,
                                audience -> new WhepViewer(pass.get(), audience, codecs, meter, nowNanos),
                                nowNanos);
                    }
                };
            }
        };
    }

    private Negotiation negotiated(Offer offer, Local local, List<Track> tracks) {
        var sent = tracks.stream()
                .map(track -> new SentTrack(track.codec(), "", ssrc(), ssrc()))
                .toList();
        return WhepAnswer.to(offer, local.sdp(), sent);
    }

    private static boolean hasPictures(List<Track> tracks) {
        return tracks.stream().anyMatch(track -> track.kind() == Codec.Kind.VIDEO);
    }

    /// See [WebRtcDoor#patch].
    public Patched patch(String sessionId, String sdpFragment, Optional<String> ifMatch, long nowNanos) {
        var session = sessions.get(sessionId);
        if (session == null) return new Patched.Refused(Refusal.NOT_FOUND, "There is no such session.");
        if (ifMatch.isEmpty())
            return new Patched.Refused(Refusal.PRECONDITION_REQUIRED, "A patch needs an If-Match header.");
        return switch (SdpFragment.parse(sdpFragment)) {
            case Parsed.Malformed<SdpFragment>(var why) -> {
                meter.discarded(why);
                yield new Patched.Refused(Refusal.MALFORMED, "The SDP fragment cannot be read: " + why + ".");
            }
            case Parsed.Ok<SdpFragment>(var fragment) -> {
                boolean restart = !fragment.ufrag().equals(session.remoteUfrag());
                boolean matches = ifMatch.get().equals(session.etag())
                        || restart && ifMatch.get().equals("*");
                if (!matches)
                    yield new Patched.Refused(Refusal.PRECONDITION_FAILED, "The ICE session has been replaced.");
                if (restart) yield restart(session, fragment, nowNanos);
                session.handle(new Peer.Input.RemoteCandidates(candidates(fragment.candidates())), nowNanos);
                yield new Patched.Trickled();
            }
        };
    }

    /// See [WebRtcDoor#end].
    public boolean end(String sessionId, long nowNanos) {
        var session = sessions.get(sessionId);
        if (session == null) return false;
        session.close(nowNanos);
        return true;
    }

    public boolean exists(String sessionId) {
        return sessions.containsKey(sessionId);
    }

    /// Says goodbye to everybody.
    @Override
    public void closeAll(long nowNanos) {
        for (var session : List.copyOf(sessions.values())) session.close(nowNanos);
    }

    /// Takes a datagram from anybody.
    public void datagram(TransportAddress from, Bytes datagram, long nowNanos) {
        table.find(from, datagram)
                .ifPresentOrElse(
                        session -> session.handle(new Peer.Input.Datagram(from, datagram), nowNanos),
                        () -> meter.discarded("datagram-stranger"));
    }

    @Override
    public void elapse(long nowNanos) {
        agenda.elapse(nowNanos, session -> {
            try {
                session.elapse(nowNanos);
            } catch (Throwable e) {
                hub.mishaps().happened("the turn of a WebRTC session", e);
                session.broke(nowNanos);
            }
        });
    }

    @Override
    public long deadlineNanos() {
        return agenda.deadlineNanos();
    }

    /// How many sessions there are, connected or about to be.
    public int sessions() {
        return sessions.size();
    }

    /// How a stream's publisher and viewers are doing.
    public StreamTraffic traffic(Stream stream) {
        var traffic = StreamTraffic.NONE;
        for (var session : sessions.values()) {
            traffic = switch (session.owner()) {
                case WhipPublisher publisher
                when publisher.stream() == stream && publisher.publishes() ->
                    traffic.withPublisher(session.statistics());
                case WhepViewer viewer when viewer.stream() == stream -> traffic.withViewer(session.statistics());
                case WhipPublisher _, WhepViewer _ -> traffic;
            };
        }
        return traffic;
    }

    private record Local(IceCredentials credentials, LocalTerms sdp) {}

    private Local local(String requestHost) {
        var credentials = IceCredentials.random(chance);
        var addresses = terms.addresses().apply(requestHost);
        var candidates = new ArrayList<String>();
        for (int i = 0; i < addresses.size(); i++)
            candidates.add(Candidate.host(addresses.get(i), i).write());
        var sdp = new LocalTerms(
                credentials.ufrag(),
                credentials.password(),
                terms.identity().fingerprint().write(),
                true,
                candidates,
                chance.nextLong() >>> 2,
                "glasscast-" + token(6));
        return new Local(credentials, sdp);
    }

    private Outcome answered(
            Negotiation.Negotiated negotiated,
            List<Section> sections,
            Local local,
            Stream stream,
            Function<Audience, PeerOwner> owner,
            long nowNanos) {
        var remote = negotiated.transport();
        var fingerprints = new ArrayList<Fingerprint>();
        for (var line : remote.fingerprints())
            if (Fingerprint.parse(line) instanceof Parsed.Ok<Fingerprint>(var fingerprint))
                fingerprints.add(fingerprint);
        if (fingerprints.isEmpty())
            return unacceptable("sdp-fingerprint", "The offer has no fingerprint of a hash that is still trusted.");
        if (!(IceCredentials.parse(remote.ufrag(), remote.password())
                instanceof Parsed.Ok<IceCredentials>(var credentials))) return malformed("sdp-ice-credentials");
        var role = negotiated.setup() == Setup.ACTIVE ? Role.CLIENT : Role.SERVER;
        boolean sends = sections.stream().anyMatch(section -> section.flow() == Section.Flow.SEND);
        var ice = new IceLiteAgent(
                local.credentials(), new IceCredentials(remote.ufrag(), remote.password()), sends, chance, nowNanos);
        var dtls = new DtlsPeer(role, terms.identity(), fingerprints, SRTP_PROFILES, chance, nowNanos);
        var peer = new Peer(
                ice, dtls, role, sections, local.sdp().cname(), terms.unixNanosAtZero(), stream::unixNanosAt, chance);
        var audience = audiences.computeIfAbsent(stream, Audience::new);
        audience.taken();
        var session = new Session(token(16), token(8), remote.ufrag(), peer, owner.apply(audience), surroundings);
        sessions.put(session.id(), session);
        table.add(local.credentials().ufrag(), session);
        session.noteDeadline();
        return new Outcome.Answered(session.id(), session.etag(), negotiated.sdp());
    }

    private Patched restart(Session session, SdpFragment fragment, long nowNanos) {
        if (!(IceCredentials.parse(fragment.ufrag(), fragment.password())
                instanceof Parsed.Ok<IceCredentials>(var credentials)))
            return new Patched.Refused(Refusal.MALFORMED, "The fragment's ICE credentials cannot be read.");
        var local = local("");
        table.add(local.credentials().ufrag(), session);
        session.restarted(token(8), fragment.ufrag());
        session.handle(
                new Peer.Input.Restart(local.credentials(), new IceCredentials(fragment.ufrag(), fragment.password())),
                nowNanos);
        var answer = new SdpFragment(
                local.credentials().ufrag(),
                local.credentials().password(),
                fragment.mid(),
                local.sdp().candidates(),
                true);
        return new Patched.Restarted(session.etag(), answer.write());
    }

    private void forget(Session session) {
        sessions.remove(session.id());
        table.remove(session);
        agenda.forget(session);
        if (session.owner().audience().dropped()) audiences.remove(session.owner().stream());
    }

    private long publishers(Stream stream) {
        return sessions.values().stream()
                .filter(session -> session.owner() instanceof WhipPublisher publisher && publisher.stream() == stream)
                .count();
    }

    private static List<TransportAddress> candidates(List<String> lines) {
        var addresses = new ArrayList<TransportAddress>();
        for (var line : lines)
            if (Candidate.parse(line) instanceof Parsed.Ok<Candidate>(var candidate))
                candidate.transportAddress().ifPresent(addresses::add);
        return addresses;
    }

    private Outcome overloaded() {
        meter.discarded("overloaded");
        return refused(Refusal.TOO_MANY, Overload.SENTENCE);
    }

    private Outcome malformed(String why) {
        meter.discarded(why);
        return refused(Refusal.MALFORMED, "The SDP cannot be read: " + why + ".");
    }

    private Outcome unacceptable(String why, String sentence) {
        meter.discarded(why);
        return refused(Refusal.UNACCEPTABLE, sentence);
    }

    private static Outcome refused(Refusal refusal, String detail) {
        return new Outcome.Refused(refusal, detail);
    }

    private long ssrc() {
        return chance.nextLong() & 0xFFFF_FFFFL;
    }

    private String token(int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(chance.bytes(bytes));
    }
}
