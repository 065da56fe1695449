package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Frame;
import io.glasscast.protocol.congestion.SendSideEstimate;
import io.glasscast.protocol.dtls.Dtls;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.rtp.RtcpPacket;
import io.glasscast.protocol.rtp.RtpPacket;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.IceAgent;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.stun.Stun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/// One WebRTC peer, whichever side it is on: finds a path (ICE), agrees on keys (DTLS), and carries frames both ways
/// (SRTP). A path first, then keys, then media; what comes too early is dropped, its sender sends it again.
///
/// It is told which datagrams are its own ([PeerTable]) and by whom it is answered; what was negotiated comes as
/// [Section]s. After [Output.Closed] it is dead: it emits nothing and waits for nothing.
public final class Peer implements Machine<Peer.Input, Peer.Output> {
    /// What comes from outside.
    public sealed interface Input {
        record Datagram(TransportAddress from, Bytes bytes) implements Input {}

        /// Where the peer may also be found.
        record RemoteCandidates(List<TransportAddress> candidates) implements Input {}

        /// New ICE credentials on both sides; the path in use stays until the new ones have found one.
        record Restart(IceCredentials local, IceCredentials remote) implements Input {}
    }

    /// What the peer wants done, and what happened.
    public sealed interface Output {
        record Send(TransportAddress to, Bytes datagram) implements Output {}

        /// Datagrams one behind the other, each `segmentSize` long but for the last, which may be shorter. The bytes
        /// are lent until the call returns.
        record Burst(TransportAddress to, Bytes datagrams, int segmentSize) implements Output {}

        /// A check of the peer's says that it comes from `address`. Whoever knows the password may have written that.
        record Claimed(TransportAddress address) implements Output {}

        /// The peer was asked whether it is where it says; its answer bears this identifier and no name.
        record Asked(Bytes transactionId) implements Output {}

        /// The peer has shown that it is at `address`: it answered, or it has keys that were sent there.
        record Proved(TransportAddress address) implements Output {}

        /// Media can flow.
        record Connected() implements Output {}

        /// A whole frame came in, on this machine's time.
        record Received(Frame frame) implements Output {}

        /// What a frame shows that has `ptsNanos` was captured at `unixNanos`, in nanoseconds since 1970, by the peer's
        /// clock, which may be wrong. Said before the next frame.
        record Captured(long ptsNanos, long unixNanos) implements Output {}

        /// The incoming `track` cannot be decoded before its next keyframe: [Peer#requestKeyframe] asks for one.
        record NeedsKeyframe(int track) implements Output {}

        /// The peer cannot decode our `track` before its next keyframe.
        record KeyframeWanted(int track) implements Output {}

        /// The peer's report on what we send: receiver report, transport-wide feedback, or REMB.
        record Feedback(RtcpPacket packet) implements Output {}

        /// Something was dropped, for a constant reason.
        record Discarded(String why) implements Output {}

        /// The peer is gone, for a constant reason.
        record Closed(String why) implements Output {}
    }

    private enum Phase {
        /// Waiting for a path, then for keys.
        CONNECTING,
        CONNECTED,
        CLOSED
    }

    /// How often the ICE agent is told that the peer's packets keep coming: often enough for a consent of 30 s.
    private static final long HEARD_NANOS = 1_000_000_000;

    private final IceAgent ice;
    private final DtlsPeer dtls;
    private final Role role;
    private final MediaFlows flows;
    private final ReplyBudget budget = new ReplyBudget();
    private Phase phase = Phase.CONNECTING;
    /// Where the first authenticated check came from: where to answer until a path is nominated.
    private Optional<TransportAddress> proved = Optional.empty();
    /// Where the last datagram of our handshake went.
    private Optional<TransportAddress> handshakeTo = Optional.empty();
    /// Whether another one went elsewhere: then keys do not tell where they were made.
    private boolean handshakeScattered;

    private boolean dtlsStarted;
    private long nextHeardNanos;

    /// @param ice             the agent of this side, made for this peer alone
    /// @param dtls            the handshake of this side, made for this peer alone
    /// @param role            its role
    /// @param sections        what was negotiated
    /// @param cname           our canonical name (RFC 7022)
    /// @param unixNanosAtZero the wall clock's time when the machines' clock stood at 0
    /// @param unixNanosAt     the wall clock's time when that was captured which has a time of the frames we send
    public Peer(
            IceAgent ice,
            DtlsPeer dtls,
            Role role,
            List<Section> sections,
            String cname,
            long unixNanosAtZero,
            LongUnaryOperator unixNanosAt,
            Chance chance) {
        this.ice = ice;
        this.dtls = dtls;
        this.role = role;
        this.flows = new MediaFlows(sections, cname, unixNanosAtZero, unixNanosAt, chance);
    }

    /// A peer whose frames, where it sends any, have the time of their capture on the machines' clock.
    public Peer(
            IceAgent ice,
            DtlsPeer dtls,
            Role role,
            List<Section> sections,
            String cname,
            long unixNanosAtZero,
            Chance chance) {
        this(ice, dtls, role, sections, cname, unixNanosAtZero, nanos -> unixNanosAtZero + nanos, chance);
    }

    public boolean connected() {
        return phase == Phase.CONNECTED;
    }

    public boolean closed() {
        return phase == Phase.CLOSED;
    }

    /// Where the peer is reached now.
    public Optional<TransportAddress> remote() {
        // Browsers say their DTLS hello right behind their first check, before they nominate: to let it wait for the
        // nomination costs a retransmission.
        return ice.selected().or(() -> proved);
    }

    /// Where media goes now, see [IceAgent#proven]; empty as long as it goes nowhere.
    public Optional<TransportAddress> proven() {
        return ice.proven();
    }

    public PeerStatistics statistics() {
        return flows.statistics();
    }

    @Override
    public void handle(Input input, long nowNanos, Consumer<? super Output> out) {
        if (phase == Phase.CLOSED) return;
        switch (input) {
            case Input.Datagram(var from, var bytes) -> datagram(from, bytes, nowNanos, out);
            case Input.RemoteCandidates(var candidates) ->
                ice.handle(new IceAgent.Input.RemoteCandidates(candidates), nowNanos, iceOut(nowNanos, out));
            case Input.Restart(var local, var remote) ->
                ice.handle(new IceAgent.Input.Restart(local, remote), nowNanos, iceOut(nowNanos, out));
        }
    }

    /// Sends a frame in the section for `track`, whatever number the frame itself carries; without such a section it
    /// goes nowhere.
    public void send(int track, PacketizedFrame frame, long nowNanos, Consumer<? super Output> out) {
        var to = ice.proven();
        if (phase != Phase.CONNECTED || to.isEmpty()) return;
        flows.send(track, frame, nowNanos, burst(to.get(), out));
    }

    /// What the way to the peer carries, as far as it reports arrivals.
    public SendSideEstimate estimate() {
        return flows.estimate();
    }

    /// Sends a few packets that are worth nothing, to learn what the way to the peer carries.
    public void probe(long nowNanos, Consumer<? super Output> out) {
        var to = ice.proven();
        if (phase == Phase.CONNECTED && to.isPresent()) flows.probe(nowNanos, burst(to.get(), out));
    }

    /// Asks the peer to send no more than this, all in all, until told otherwise. Peers that did not negotiate
    /// REMB do not hear of it.
    public void limit(long bitsPerSecond, long nowNanos, Consumer<? super Output> out) {
        flows.limit(bitsPerSecond, nowNanos, flowsOut(nowNanos, out));
    }

    /// Asks the peer for a keyframe of an incoming track (RFC 4585 §6.3.1).
    public void requestKeyframe(int track, Consumer<? super Output> out) {
        if (phase == Phase.CONNECTED) flows.requestKeyframe(track, datagramTo(out));
    }

    /// Says goodbye in every protocol and ends.
    public void close(long nowNanos, Consumer<? super Output> out) {
        if (phase == Phase.CLOSED) return;
        if (phase == Phase.CONNECTED) flows.goodbye(datagramTo(out));
        if (dtlsStarted) dtls.close(nowNanos, dtlsOut(nowNanos, out));
        end("closed", out);
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        if (phase == Phase.CLOSED) return;
        if (ice.deadlineNanos() <= nowNanos) ice.elapse(nowNanos, iceOut(nowNanos, out));
        if (phase != Phase.CLOSED && dtls.deadlineNanos() <= nowNanos) dtls.elapse(nowNanos, dtlsOut(nowNanos, out));
        if (phase == Phase.CONNECTED && flows.deadlineNanos() <= nowNanos)
            flows.elapse(nowNanos, flowsOut(nowNanos, out));
    }

    @Override
    public long deadlineNanos() {
        if (phase == Phase.CLOSED) return NEVER;
        return Math.min(
                Math.min(ice.deadlineNanos(), dtls.deadlineNanos()),
                phase == Phase.CONNECTED ? flows.deadlineNanos() : NEVER);
    }

    /// RFC 7983 §7: the first byte tells the protocols on one port apart.
    private void datagram(TransportAddress from, Bytes bytes, long nowNanos, Consumer<? super Output> out) {
        if (bytes.isEmpty()) {
            out.accept(new Output.Discarded("datagram-empty"));
            return;
        }
        if (phase == Phase.CONNECTING) budget.heard(from, bytes.length());
        if (Stun.isStun(bytes)) {
            stun(from, bytes, nowNanos, out);
        } else if (Dtls.isDtls(bytes)) {
            if (startDtls(nowNanos, out)) dtls.handle(bytes, nowNanos, dtlsOut(nowNanos, out));
        } else if (bytes.u8(0) >>> 6 == 2) {
            if (phase == Phase.CONNECTED) media(from, bytes, nowNanos, out);
            else out.accept(new Output.Discarded("rtp-before-keys"));
        } else {
            out.accept(new Output.Discarded("datagram-unknown"));
        }
    }

    private void stun(TransportAddress from, Bytes bytes, long nowNanos, Consumer<? super Output> out) {
        var outputs = new ArrayList<IceAgent.Output>();
        ice.handle(new IceAgent.Input.Datagram(from, bytes), nowNanos, outputs::add);
        boolean answered = false;
        boolean dropped = false;
        for (var output : outputs) {
            switch (output) {
                case IceAgent.Output.Send(var to, var _) -> answered |= to.equals(from);
                case IceAgent.Output.Discarded _ -> dropped = true;
                case IceAgent.Output.Asked _,
                        IceAgent.Output.Proven _,
                        IceAgent.Output.Selected _,
                        IceAgent.Output.ConsentLost _ -> {}
            }
        }
        // A refusal is an answer, too, and proves nothing.
        if (answered && !dropped) {
            if (proved.isEmpty()) proved = Optional.of(from);
            out.accept(new Output.Claimed(from));
        }
        outputs.forEach(iceOut(nowNanos, out));
    }

    private void media(TransportAddress from, Bytes bytes, long nowNanos, Consumer<? super Output> out) {
        boolean opened = RtpPacket.isRtcp(bytes)
                ? flows.rtcp(bytes, nowNanos, flowsOut(nowNanos, out))
                : flows.rtp(bytes, nowNanos, flowsOut(nowNanos, out));
        if (opened && nowNanos >= nextHeardNanos) {
            nextHeardNanos = nowNanos + HEARD_NANOS;
            ice.handle(new IceAgent.Input.Heard(from), nowNanos, iceOut(nowNanos, out));
        }
    }

    private Consumer<IceAgent.Output> iceOut(long nowNanos, Consumer<? super Output> out) {
        return output -> {
            switch (output) {
                case IceAgent.Output.Send(var to, var datagram) -> {
                    if (phase == Phase.CONNECTING) budget.answer(to, datagram.length());
                    out.accept(new Output.Send(to, datagram));
                }
                case IceAgent.Output.Selected(var remote) -> {
                    out.accept(new Output.Claimed(remote));
                    startDtls(nowNanos, out);
                }
                case IceAgent.Output.Asked(var transactionId) -> out.accept(new Output.Asked(transactionId));
                case IceAgent.Output.Proven(var remote) -> out.accept(new Output.Proved(remote));
                case IceAgent.Output.ConsentLost() -> end("ice-consent-lost", out);
                case IceAgent.Output.Discarded(var why) -> out.accept(new Output.Discarded(why));
            }
        };
    }

    private Consumer<DtlsPeer.Output> dtlsOut(long nowNanos, Consumer<? super Output> out) {
        return output -> {
            switch (output) {
                case DtlsPeer.Output.Send(var datagram) -> {
                    var before = handshakeTo;
                    handshakeTo = remote();
                    handshakeScattered |= before.isPresent() && !before.equals(handshakeTo);
                    handshakeTo.ifPresent(to -> {
                        if (phase != Phase.CONNECTING || budget.spend(to, datagram.length()))
                            out.accept(new Output.Send(to, datagram));
                        else out.accept(new Output.Discarded("dtls-unproven"));
                    });
                }
                case DtlsPeer.Output.Connected(var profile) -> secured(profile, nowNanos, out);
                case DtlsPeer.Output.Closed() -> end("dtls-closed", out);
                case DtlsPeer.Output.Failed(var why) -> end(why, out);
                case DtlsPeer.Output.Discarded(var why) -> out.accept(new Output.Discarded(why));
            }
        };
    }

    private Consumer<MediaFlows.Output> flowsOut(long nowNanos, Consumer<? super Output> out) {
        return output -> {
            switch (output) {
                case MediaFlows.Output.Send(var datagram) -> datagramTo(out).accept(datagram);
                case MediaFlows.Output.Burst(var datagrams, var segmentSize) ->
                    ice.proven().ifPresent(to -> out.accept(new Output.Burst(to, datagrams, segmentSize)));
                case MediaFlows.Output.Received(var frame) -> out.accept(new Output.Received(frame));
                case MediaFlows.Output.Captured(var pts, var unix) -> out.accept(new Output.Captured(pts, unix));
                case MediaFlows.Output.NeedsKeyframe(var track) -> out.accept(new Output.NeedsKeyframe(track));
                case MediaFlows.Output.KeyframeWanted(var track) -> out.accept(new Output.KeyframeWanted(track));
                case MediaFlows.Output.Feedback(var packet) -> out.accept(new Output.Feedback(packet));
                case MediaFlows.Output.Discarded(var why) -> out.accept(new Output.Discarded(why));
            }
        };
    }

    private OutgoingTrack.Burst burst(TransportAddress to, Consumer<? super Output> out) {
        return (datagrams, segmentSize) -> out.accept(new Output.Burst(to, datagrams, segmentSize));
    }

    /// Reports go where media goes, to where the peer has shown to be: a session makes one every second, and
    /// whoever was nominated by somebody else would get them as long as it lasts.
    private Consumer<Bytes> datagramTo(Consumer<? super Output> out) {
        return datagram -> ice.proven().ifPresent(to -> out.accept(new Output.Send(to, datagram)));
    }

    /// DTLS waits for the path (RFC 8842 §5.1): before, there is nowhere to answer to.
    private boolean startDtls(long nowNanos, Consumer<? super Output> out) {
        if (dtlsStarted) return true;
        if (remote().isEmpty()) {
            out.accept(new Output.Discarded("dtls-before-ice"));
            return false;
        }
        dtlsStarted = true;
        dtls.start(nowNanos, dtlsOut(nowNanos, out));
        return true;
    }

    private void secured(int profile, long nowNanos, Consumer<? super Output> out) {
        var known = SrtpProfile.of(profile);
        if (known.isEmpty()) {
            end("srtp-profile", out);
            return;
        }
        phase = Phase.CONNECTED;
        remote().filter(at -> !handshakeScattered && handshakeTo.equals(Optional.of(at)))
                .ifPresent(at -> ice.handle(new IceAgent.Input.Keyed(at), nowNanos, iceOut(nowNanos, out)));
        if (phase == Phase.CLOSED) return; // it was about to be given up
        flows.secured(SecureTransport.keyedBy(dtls, role, known.get()), nowNanos);
        out.accept(new Output.Connected());
    }

    private void end(String why, Consumer<? super Output> out) {
        if (phase == Phase.CLOSED) return;
        phase = Phase.CLOSED;
        out.accept(new Output.Closed(why));
    }
}
