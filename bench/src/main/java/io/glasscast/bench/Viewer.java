package io.glasscast.bench;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Fingerprint;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.sdp.ClientOffer;
import io.glasscast.protocol.sdp.LocalTerms;
import io.glasscast.protocol.sdp.Negotiation;
import io.glasscast.protocol.sdp.Setup;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.Candidate;
import io.glasscast.protocol.stun.IceControllingAgent;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.webrtc.Peer;
import io.glasscast.protocol.webrtc.Section;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One WHEP viewer: real ICE and DTLS. A light one decrypts until its first keyframe and then counts packets, so that
/// hundreds of them cost less than the server that feeds them; a whole one goes on, asks again for what is missing and
/// hands out frames. Lives on its audience's loop.
final class Viewer implements Ear.Owner {
    /// More than sound of 128 kbit/s takes.
    private static final int SMALLEST_PICTURE = 600;

    private final boolean light;
    private final Chance chance;
    private final LongSupplier now;
    private final Consumer<Frame> frames;
    private final DtlsIdentity identity;
    private final CompletableFuture<Long> started = new CompletableFuture<>();
    private long firstPacketNanos;
    private boolean beganInside;
    private @Nullable Ear ear;
    private @Nullable Peer peer;

    /// @param frames of a whole one
    Viewer(boolean light, DtlsIdentity identity, Chance chance, LongSupplier now, Consumer<Frame> frames) {
        this.light = light;
        this.identity = identity;
        this.chance = chance;
        this.now = now;
        this.frames = frames;
    }

    /// An offer, and what to do with its answer.
    record Offer(String sdp, ClientOffer terms, IceCredentials credentials) {}

    Offer offer(Ear own) {
        ear = own;
        var credentials = IceCredentials.random(chance);
        var here = TransportAddress.udp(own.address());
        var terms = new LocalTerms(
                credentials.ufrag(),
                credentials.password(),
                identity.fingerprint().write(),
                false,
                List.of(Candidate.host(here, 0).write()),
                chance.nextLong() >>> 2,
                "bench");
        var offer = ClientOffer.toView(terms, List.of(Codec.H264, Codec.OPUS));
        return new Offer(light ? withoutArrivals(offer.sdp()) : offer.sdp(), offer, credentials);
    }

    /// Who only counts packets cannot say when they arrived, and must not promise it.
    private static String withoutArrivals(String sdp) {
        return sdp.lines()
                .filter(line -> !line.contains("transport-wide-cc") && !line.endsWith("transport-cc"))
                .collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    /// On the loop.
    ///
    /// @throws IOException when nobody can go on from this answer
    void answered(Offer offer, String answer) throws IOException {
        if (!(offer.terms().read(answer) instanceof Parsed.Ok<Negotiation>(Negotiation.Negotiated agreed)))
            throw new IOException("the answer cannot be used");
        var remote = agreed.transport();
        if (!(IceCredentials.parse(remote.ufrag(), remote.password()) instanceof Parsed.Ok<IceCredentials>(var theirs)))
            throw new IOException("the answer has no ICE credentials");
        var fingerprints = new ArrayList<Fingerprint>();
        for (var line : remote.fingerprints())
            if (Fingerprint.parse(line) instanceof Parsed.Ok<Fingerprint>(var print)) fingerprints.add(print);
        var candidates = new ArrayList<TransportAddress>();
        for (var line : remote.candidates())
            if (Candidate.parse(line) instanceof Parsed.Ok<Candidate>(var candidate))
                candidate
                        .transportAddress()
                        .filter(address -> address.transport() == TransportAddress.Transport.UDP)
                        .ifPresent(candidates::add);
        var role = agreed.setup() == Setup.ACTIVE ? Role.CLIENT : Role.SERVER;
        long nowNanos = now.getAsLong();
        var profiles = Arrays.stream(SrtpProfile.values()).map(SrtpProfile::id).toList();
        peer = new Peer(
                new IceControllingAgent(offer.credentials(), theirs, chance, nowNanos),
                new DtlsPeer(role, identity, fingerprints, profiles, chance, nowNanos),
                role,
                agreed.media().stream()
                        .map(media -> new Section(media.kind().ordinal(), Section.Flow.RECEIVE, media))
                        .toList(),
                "bench",
                0,
                chance);
        peer.handle(new Peer.Input.RemoteCandidates(candidates), nowNanos, this::carryOut);
    }

    /// Completes with the time when the first keyframe began to arrive, or had arrived, where pictures that nobody can
    /// decode came before it.
    CompletableFuture<Long> started() {
        return started;
    }

    Ear.Count count() {
        return Objects.requireNonNull(ear).count();
    }

    @Override
    public boolean wantsMedia() {
        return !light || !started.isDone();
    }

    @Override
    public void received(InetSocketAddress from, Bytes datagram) {
        if (peer == null) return;
        long nowNanos = now.getAsLong();
        if (firstPacketNanos == 0 && isPicture(datagram)) firstPacketNanos = nowNanos;
        peer.handle(new Peer.Input.Datagram(TransportAddress.udp(from), datagram), nowNanos, this::carryOut);
    }

    /// By its size: sound is smaller, and so is what is not media.
    private static boolean isPicture(Bytes datagram) {
        return datagram.u8(0) >>> 6 == 2 && datagram.length() > SMALLEST_PICTURE;
    }

    long deadlineNanos() {
        return peer == null ? Long.MAX_VALUE : peer.deadlineNanos();
    }

    void elapse() {
        if (peer != null) peer.elapse(now.getAsLong(), this::carryOut);
    }

    void leave() {
        if (peer != null) peer.close(now.getAsLong(), this::carryOut);
        if (ear != null) ear.close();
    }

    /// Without a word.
    void vanish() {
        peer = null;
        if (ear != null) ear.close();
    }

    private void carryOut(Peer.Output output) {
        switch (output) {
            case Peer.Output.Send(var to, var datagram) ->
                Objects.requireNonNull(ear).send(to.socket(), datagram);
            case Peer.Output.Received(var frame) -> {
                if (frame.keyframe() && frame.track() == Codec.Kind.VIDEO.ordinal())
                    started.complete(beganInside ? now.getAsLong() : firstPacketNanos);
                if (!light) frames.accept(frame);
            }
            case Peer.Output.NeedsKeyframe(int track) -> {
                beganInside = true;
                Objects.requireNonNull(peer).requestKeyframe(track, this::carryOut);
            }
            case Peer.Output.Closed(var why) -> started.completeExceptionally(new IOException(why));
            case Peer.Output.Burst _,
                    Peer.Output.Claimed _,
                    Peer.Output.Asked _,
                    Peer.Output.Proved _,
                    Peer.Output.Connected _,
                    Peer.Output.Captured _,
                    Peer.Output.KeyframeWanted _,
                    Peer.Output.Feedback _,
                    Peer.Output.Discarded _ -> {}
        }
    }
}
