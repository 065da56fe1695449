package io.glasscast.protocol.webrtc;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.sdp.ClientOffer;
import io.glasscast.protocol.sdp.LocalTerms;
import io.glasscast.protocol.sdp.Negotiation;
import io.glasscast.protocol.sdp.Negotiation.Negotiated;
import io.glasscast.protocol.sdp.Offer;
import io.glasscast.protocol.sdp.SentTrack;
import io.glasscast.protocol.sdp.WhipAnswer;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.Candidate;
import io.glasscast.protocol.stun.IceAgent;
import io.glasscast.protocol.stun.IceControllingAgent;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.stun.IceLiteAgent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/// A publication from ourselves to ourselves, in memory and in no time. The first of its kind in a process takes half
/// a second or more, nearly all of it class loading; no peer should wait for that.
public final class Rehearsal {
    /// A connection takes some twenty datagrams each way.
    private static final int MAX_TURNS = 200;

    /// Nothing is ever sent there.
    private static final TransportAddress HERE =
            TransportAddress.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));

    private final DtlsIdentity identity;
    private final Chance chance;
    private final Queue<Bytes> toServer = new ArrayDeque<>();
    private final Queue<Bytes> toClient = new ArrayDeque<>();
    private boolean arrived;

    private Rehearsal(DtlsIdentity identity, Chance chance) {
        this.identity = identity;
        this.chance = chance;
    }

    /// @return whether a frame went through
    public static boolean run(DtlsIdentity identity, Chance chance) {
        return new Rehearsal(identity, chance).play().isPresent();
    }

    /// A peer that has found its path, agreed on keys and sent one frame of track 0, to measure what it does.
    public static Optional<Peer> sender(DtlsIdentity identity, Chance chance) {
        return new Rehearsal(identity, chance).play();
    }

    private Optional<Peer> play() {
        var ours = IceCredentials.random(chance);
        var theirs = IceCredentials.random(chance);
        var offer = ClientOffer.toPublish(terms(ours, false), List.of(new SentTrack(Codec.H264, "", 1, 2)));
        if (!(Offer.parse(offer.sdp()) instanceof Parsed.Ok<Offer>(var read))
                || !(WhipAnswer.to(read, terms(theirs, true)) instanceof Negotiated serverSide)
                || !(offer.read(serverSide.sdp()) instanceof Parsed.Ok<Negotiation>(Negotiated clientSide)))
            return Optional.empty();
        var lite = new IceLiteAgent(theirs, ours, false, chance, 0);
        var server = peer(lite, Role.SERVER, Section.Flow.RECEIVE, serverSide);
        var client = peer(new IceControllingAgent(ours, theirs, chance, 0), Role.CLIENT, Section.Flow.SEND, clientSide);
        client.handle(new Peer.Input.RemoteCandidates(List.of(HERE)), 0, into(toServer));
        return play(client, server) ? Optional.of(client) : Optional.empty();
    }

    private LocalTerms terms(IceCredentials credentials, boolean lite) {
        return new LocalTerms(
                credentials.ufrag(),
                credentials.password(),
                identity.fingerprint().write(),
                lite,
                List.of(Candidate.host(HERE, 0).write()),
                1,
                "rehearsal");
    }

    private Peer peer(IceAgent ice, Role role, Section.Flow flow, Negotiated negotiated) {
        var dtls = new DtlsPeer(
                role, identity, List.of(identity.fingerprint()), List.of(SrtpProfile.AEAD_AES_128_GCM.id()), chance, 0);
        var section = new Section(0, flow, negotiated.media().getFirst());
        return new Peer(ice, dtls, role, List.of(section), "rehearsal", 0, chance);
    }

    /// Time stands still while there are datagrams, and leaps to the next deadline when there are none.
    private boolean play(Peer client, Peer server) {
        long now = 0;
        boolean sent = false;
        for (int turn = 0; turn < MAX_TURNS && !arrived; turn++) {
            if (toServer.isEmpty() && toClient.isEmpty()) {
                now = Math.max(now, Math.min(client.deadlineNanos(), server.deadlineNanos()));
                client.elapse(now, into(toServer));
                server.elapse(now, into(toClient));
            }
            var up = toServer.poll();
            if (up != null) server.handle(new Peer.Input.Datagram(HERE, up), now, into(toClient));
            var down = toClient.poll();
            if (down != null) client.handle(new Peer.Input.Datagram(HERE, down), now, into(toServer));
            if (client.connected() && server.connected() && !sent) {
                sent = true;
                client.send(0, new FrameCutter(Codec.H264).cut(keyframe()), now, into(toServer));
            }
        }
        return arrived;
    }

    private Consumer<Peer.Output> into(Queue<Bytes> queue) {
        return output -> {
            switch (output) {
                case Peer.Output.Send(var _, var datagram) -> queue.add(datagram);
                case Peer.Output.Burst(var _, var datagrams, var size) -> {
                    for (int at = 0; at < datagrams.length(); at += size)
                        queue.add(Bytes.of(datagrams
                                .slice(at, Math.min(size, datagrams.length() - at))
                                .toArray()));
                }
                case Peer.Output.Received _ -> arrived = true;
                case Peer.Output.Claimed _,
                        Peer.Output.Asked _,
                        Peer.Output.Proved _,
                        Peer.Output.Captured _,
                        Peer.Output.Connected _,
                        Peer.Output.NeedsKeyframe _,
                        Peer.Output.KeyframeWanted _,
                        Peer.Output.Feedback _,
                        Peer.Output.Discarded _,
                        Peer.Output.Closed _ -> {}
            }
        };
    }

    /// Parameter sets and the beginning of a picture, large enough to be cut in two.
    private static Frame keyframe() {
        var slice = new byte[2000];
        slice[0] = 0x65;
        slice[1] = (byte) 0x88;
        Arrays.fill(slice, 2, slice.length, (byte) 0x55);
        var units = List.of(Bytes.hex("6742c01e8c8d40"), Bytes.hex("68ce3c80"), Bytes.of(slice));
        return new Frame(0, 0, true, NalUnits.join(units));
    }
}
