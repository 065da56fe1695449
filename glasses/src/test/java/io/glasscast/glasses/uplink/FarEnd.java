package io.glasscast.glasses.uplink;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Fingerprint;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.sdp.LocalTerms;
import io.glasscast.protocol.sdp.Negotiation.Negotiated;
import io.glasscast.protocol.sdp.Offer;
import io.glasscast.protocol.sdp.Setup;
import io.glasscast.protocol.sdp.WhipAnswer;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.Candidate;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.stun.IceLiteAgent;
import io.glasscast.protocol.webrtc.Peer;
import io.glasscast.protocol.webrtc.Section;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The server's side of a publication, as small as it can be: takes an offer, answers it, and receives.
public final class FarEnd {
    /// @param answer to be sent back
    /// @param peer   to be driven
    public record Accepted(String answer, Peer peer) {}

    private FarEnd() {}

    /// Sorts tracks as glasses number them: video 0, audio 1.
    public static Accepted accept(String offerSdp, TransportAddress address, Chance chance, long nowNanos) {
        var offer = Offer.parse(offerSdp).orThrow();
        var identity = DtlsIdentity.generate(chance, Instant.EPOCH, Duration.ofDays(40_000));
        var local = IceCredentials.random(chance);
        var terms = new LocalTerms(
                local.ufrag(),
                local.password(),
                identity.fingerprint().write(),
                true,
                List.of(Candidate.host(address, 0).write()),
                7,
                "cloud");
        var negotiated = (Negotiated) WhipAnswer.to(offer, terms);
        var role = negotiated.setup() == Setup.ACTIVE ? Role.CLIENT : Role.SERVER;
        var theirs = IceCredentials.parse(
                        negotiated.transport().ufrag(), negotiated.transport().password())
                .orThrow();
        var fingerprints = negotiated.transport().fingerprints().stream()
                .map(text -> Fingerprint.parse(text).orThrow())
                .toList();
        var profiles = Arrays.stream(SrtpProfile.values()).map(SrtpProfile::id).toList();
        var sections = new ArrayList<Section>();
        for (int i = 0; i < negotiated.media().size(); i++)
            sections.add(new Section(i, Section.Flow.RECEIVE, negotiated.media().get(i)));
        var peer = new Peer(
                new IceLiteAgent(local, theirs, false, chance, nowNanos),
                new DtlsPeer(role, identity, fingerprints, profiles, chance, nowNanos),
                role,
                sections,
                "cloud",
                0,
                chance);
        return new Accepted(negotiated.sdp(), peer);
    }

    /// Datagrams of a burst, copied.
    public static List<Bytes> datagrams(Peer.Output.Burst burst) {
        var datagrams = new ArrayList<Bytes>();
        for (int at = 0; at < burst.datagrams().length(); at += burst.segmentSize())
            datagrams.add(Bytes.of(burst.datagrams()
                    .slice(at, Math.min(burst.segmentSize(), burst.datagrams().length() - at))
                    .toArray()));
        return datagrams;
    }
}
