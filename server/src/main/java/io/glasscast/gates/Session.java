package io.glasscast.gates;

import io.glasscast.kernel.Agenda;
import io.glasscast.kernel.Machine;
import io.glasscast.protocol.congestion.SendSideEstimate;
import io.glasscast.protocol.webrtc.PacketizedFrame;
import io.glasscast.protocol.webrtc.Peer;
import io.glasscast.protocol.webrtc.PeerStatistics;
import io.glasscast.protocol.webrtc.PeerTable;
import java.util.function.Consumer;

/// One WHIP or WHEP session: a peer, what it is for, and the HTTP resource that stands for it.
final class Session {
    /// What all sessions share.
    ///
    /// @param forget takes a closed session off the books
    record Surroundings(
            Outbox outbox,
            PeerTable<Session> table,
            Agenda<Session> agenda,
            WebRtcMeter meter,
            Consumer<Session> forget) {}

    private final String id;
    private final Peer peer;
    private final PeerOwner owner;
    private final Surroundings surroundings;
    private String etag;
    private String remoteUfrag;
    private boolean over;

    Session(String id, String etag, String remoteUfrag, Peer peer, PeerOwner owner, Surroundings surroundings) {
        this.id = id;
        this.etag = etag;
        this.remoteUfrag = remoteUfrag;
        this.peer = peer;
        this.owner = owner;
        this.surroundings = surroundings;
    }

    String id() {
        return id;
    }

    String etag() {
        return etag;
    }

    /// The user name fragment of the peer's newest ICE generation: another one in a patch is a restart.
    String remoteUfrag() {
        return remoteUfrag;
    }

    PeerOwner owner() {
        return owner;
    }

    PeerStatistics statistics() {
        return peer.statistics();
    }

    void restarted(String newEtag, String newRemoteUfrag) {
        etag = newEtag;
        remoteUfrag = newRemoteUfrag;
    }

    void handle(Peer.Input input, long nowNanos) {
        if (over) return;
        peer.handle(input, nowNanos, outputs(nowNanos));
        surroundings.agenda().note(this);
    }

    void send(int track, PacketizedFrame frame, long nowNanos) {
        peer.send(track, frame, nowNanos, outputs(nowNanos));
    }

    /// What the way to the peer carries.
    SendSideEstimate line() {
        return peer.estimate();
    }

    /// Tries what the way to the peer carries.
    void probe(long nowNanos) {
        peer.probe(nowNanos, outputs(nowNanos));
    }

    /// Asks the peer to send no more than this, all in all, until told otherwise.
    void limit(long bitsPerSecond, long nowNanos) {
        peer.limit(bitsPerSecond, nowNanos, outputs(nowNanos));
    }

    /// Whether what is sent now leaves at once, by the way that it takes. The way to where the peer says to be
    /// is another until it has answered from there: whoever does not read its TCP connection, and says to be at
    /// some UDP address, would have all of the stream wait for it here.
    boolean writable() {
        return peer.proven().map(surroundings.outbox()::writable).orElse(false);
    }

    void requestKeyframe(int track, long nowNanos) {
        peer.requestKeyframe(track, outputs(nowNanos));
    }

    /// Says goodbye. It is over then, whatever becomes of that.
    void close(long nowNanos) {
        try {
            peer.close(nowNanos, outputs(nowNanos));
        } finally {
            broke(nowNanos);
        }
    }

    /// A bug of ours keeps it from going on, if it is not over already: nobody knows what its peer is about,
    /// so that is left alone.
    void broke(long nowNanos) {
        if (!over) end("failed", nowNanos);
    }

    private void end(String why, long nowNanos) {
        over = true;
        surroundings.meter().closed(why, peer.statistics());
        surroundings.forget().accept(this);
        owner.closed(nowNanos);
    }

    void elapse(long nowNanos) {
        peer.elapse(nowNanos, outputs(nowNanos));
        if (!peer.closed()) owner.elapse(nowNanos);
    }

    long deadlineNanos() {
        return over || peer.closed() ? Machine.NEVER : Math.min(peer.deadlineNanos(), owner.deadlineNanos());
    }

    /// Tells the agenda that something became due outside of a call from it.
    void noteDeadline() {
        surroundings.agenda().note(this);
    }

    private Consumer<Peer.Output> outputs(long nowNanos) {
        return output -> {
            switch (output) {
                case Peer.Output.Send(var to, var datagram) ->
                    surroundings.outbox().send(to, datagram);
                case Peer.Output.Burst(var to, var datagrams, var segmentSize) ->
                    surroundings.outbox().burst(to, datagrams, segmentSize);
                case Peer.Output.Claimed(var address) -> {
                    if (!surroundings.table().claim(address, this))
                        surroundings.meter().discarded("ice-address-taken");
                }
                case Peer.Output.Asked(var transactionId) ->
                    surroundings.table().expect(transactionId, this);
                case Peer.Output.Proved(var address) -> surroundings.table().prove(address, this);
                case Peer.Output.Connected() -> owner.connected(this, nowNanos);
                case Peer.Output.Received(var frame) -> owner.received(frame, nowNanos);
                case Peer.Output.Captured(var pts, var unix) -> owner.captured(pts, unix);
                case Peer.Output.NeedsKeyframe(var track) -> owner.needsKeyframe(track, nowNanos);
                case Peer.Output.KeyframeWanted _ -> owner.keyframeWanted(nowNanos);
                case Peer.Output.Feedback _ -> {}
                case Peer.Output.Discarded(var why) -> surroundings.meter().discarded(why);
                case Peer.Output.Closed(var why) -> end(why, nowNanos);
            }
        };
    }
}
