package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Track;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Fingerprint;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.sdp.ClientOffer;
import io.glasscast.protocol.sdp.LocalTerms;
import io.glasscast.protocol.sdp.NegotiatedMedia;
import io.glasscast.protocol.sdp.Negotiation;
import io.glasscast.protocol.sdp.SentTrack;
import io.glasscast.protocol.sdp.Setup;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.Candidate;
import io.glasscast.protocol.stun.IceControllingAgent;
import io.glasscast.protocol.stun.IceCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/// What a WHIP client offers (RFC 9725 §4.2), all candidates inside, and what becomes of the server's answer.
public final class PublishingOffer {
    /// Constrained baseline, level 3.1, which every server takes. With level-asymmetry-allowed a decoder is not
    /// promised more than it is told in the parameter sets.
    private static final String H264_PROFILE_LEVEL_ID = "42e01f";

    /// What stays the same from one publication to the next.
    ///
    /// @param identity        our certificate
    /// @param cname           our canonical name (RFC 7022)
    /// @param silence         how long a connected server may say nothing
    /// @param unixNanosAtZero the wall clock's time when `nowNanos` was 0
    /// @param unixNanosAt     when that was captured which has a time of the frames we send, by the same clock
    public record Terms(
            DtlsIdentity identity,
            String cname,
            Duration silence,
            long unixNanosAtZero,
            LongUnaryOperator unixNanosAt) {
        /// Of a publisher whose frames have the time of their capture on the machines' clock.
        public Terms(DtlsIdentity identity, String cname, Duration silence, long unixNanosAtZero) {
            this(identity, cname, silence, unixNanosAtZero, nanos -> unixNanosAtZero + nanos);
        }
    }

    private final List<Track> tracks;
    private final Terms terms;
    private final Chance chance;
    private final IceCredentials credentials;
    private final ClientOffer offer;

    /// @param tracks    what there is to send, video first; several of one number and kind are one track in any of
    ///                  these codecs, the best first
    /// @param addresses where the server reaches us, best first
    public PublishingOffer(List<Track> tracks, Terms terms, List<TransportAddress> addresses, Chance chance) {
        this.tracks = List.copyOf(tracks);
        this.terms = terms;
        this.chance = chance;
        this.credentials = IceCredentials.random(chance);
        var candidates = new ArrayList<String>();
        for (var address : addresses)
            candidates.add(Candidate.host(address, candidates.size()).write());
        var local = new LocalTerms(
                credentials.ufrag(),
                credentials.password(),
                terms.identity().fingerprint().write(),
                false,
                candidates,
                chance.nextLong() >>> 2,
                terms.cname());
        this.offer = ClientOffer.toPublish(
                local,
                tracks.stream()
                        .map(track -> new SentTrack(
                                track.codec(),
                                track.codec() == Codec.H264 ? H264_PROFILE_LEVEL_ID : "",
                                ssrc(),
                                ssrc()))
                        .toList());
    }

    /// The offer as text.
    public String sdp() {
        return offer.sdp();
    }

    /// Goes on from the server's answer: begins to look for the server.
    ///
    /// @return malformed when nobody can go on from it: what [ClientOffer#read] says, `sdp-fingerprint` and
    ///     `sdp-ice-credentials`
    public Parsed<PublishingPeer> answered(String answer, long nowNanos, Consumer<? super PublishingPeer.Output> out) {
        return offer.read(answer).then(read -> switch (read) {
            case Negotiation.Unacceptable(var why, var _) -> Parsed.malformed(why);
            case Negotiation.Negotiated negotiated -> agreed(negotiated, nowNanos, out);
        });
    }

    private Parsed<PublishingPeer> agreed(
            Negotiation.Negotiated negotiated, long nowNanos, Consumer<? super PublishingPeer.Output> out) {
        var remote = negotiated.transport();
        var fingerprints = read(remote.fingerprints().stream().map(Fingerprint::parse));
        if (fingerprints.isEmpty()) return Parsed.malformed("sdp-fingerprint");
        if (!(IceCredentials.parse(remote.ufrag(), remote.password()) instanceof Parsed.Ok<IceCredentials>(var theirs)))
            return Parsed.malformed("sdp-ice-credentials");
        var role = negotiated.setup() == Setup.ACTIVE ? Role.CLIENT : Role.SERVER;
        var ice = new IceControllingAgent(credentials, theirs, chance, nowNanos);
        var profiles = Arrays.stream(SrtpProfile.values()).map(SrtpProfile::id).toList();
        var dtls = new DtlsPeer(role, terms.identity(), fingerprints, profiles, chance, nowNanos);
        var sections = sections(negotiated.media());
        var peer = new Peer(
                ice, dtls, role, sections, terms.cname(), terms.unixNanosAtZero(), terms.unixNanosAt(), chance);
        var publishing = new PublishingPeer(peer, sections, terms.silence().toNanos(), nowNanos);
        publishing.begin(addresses(remote.candidates()), nowNanos, out);
        return Parsed.ok(publishing);
    }

    private List<Section> sections(List<NegotiatedMedia> media) {
        var sections = new ArrayList<Section>();
        for (var agreed : media)
            for (var track : tracks)
                if (track.codec() == agreed.codec())
                    sections.add(new Section(track.number(), Section.Flow.SEND, agreed));
        return sections;
    }

    /// UDP only, in the order of the server's priorities.
    private static List<TransportAddress> addresses(List<String> candidates) {
        return read(candidates.stream().map(Candidate::parse)).stream()
                .filter(candidate -> candidate.transport() == TransportAddress.Transport.UDP)
                .sorted((a, b) -> Long.compare(b.priority(), a.priority()))
                .flatMap(candidate -> candidate.transportAddress().stream())
                .distinct()
                .toList();
    }

    private static <T> List<T> read(Stream<Parsed<T>> lines) {
        return lines.flatMap(line -> line instanceof Parsed.Ok<T>(var value) ? Stream.of(value) : Stream.empty())
                .toList();
    }

    private long ssrc() {
        return chance.nextLong() & 0xFFFF_FFFFL;
    }
}
