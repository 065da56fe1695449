package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.rtp.RtcpPacket;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Our side of a publication once the server has answered ([PublishingOffer]): the WebRTC peer, and when it is to be
/// taken for lost.
public final class PublishingPeer implements Machine<PublishingPeer.Input, PublishingPeer.Output> {
    public sealed interface Input {
        record Datagram(TransportAddress from, Bytes bytes) implements Input {}

        /// To be sent, if there is a connection and the server takes the frame's track.
        record Media(Frame frame) implements Input {}

        /// Say good-bye.
        record End() implements Input {}
    }

    public sealed interface Output {
        record Send(TransportAddress to, Bytes datagram) implements Output {}

        /// Datagrams one behind the other, each `segmentSize` long but for the last, which may be shorter. The bytes
        /// are lent until the call returns.
        record Burst(TransportAddress to, Bytes datagrams, int segmentSize) implements Output {}

        record Connected() implements Output {}

        /// Of the pictures.
        record KeyframeWanted() implements Output {}

        /// The server's report on what we send.
        record Feedback(RtcpPacket packet) implements Output {}

        /// It is over, for a constant reason.
        record Failed(String reason) implements Output {}
    }

    private final Peer peer;
    private final long silenceNanos;
    private final Map<Codec.Kind, Codec> codecs = new EnumMap<>(Codec.Kind.class);
    private final Map<Integer, FrameCutter> cutters = new HashMap<>();
    private int videoTrack = -1;
    private long heardNanos;
    private boolean over;

    /// @param silenceNanos how long a connected server may say nothing
    PublishingPeer(Peer peer, List<Section> sections, long silenceNanos, long nowNanos) {
        this.peer = peer;
        this.silenceNanos = silenceNanos;
        this.heardNanos = nowNanos;
        for (var section : sections) {
            codecs.put(section.codec().kind(), section.codec());
            cutters.put(section.track(), new FrameCutter(section.codec()));
            if (section.video()) videoTrack = section.track();
        }
    }

    /// Begins to look for the server.
    void begin(List<TransportAddress> candidates, long nowNanos, Consumer<? super Output> out) {
        peer.handle(new Peer.Input.RemoteCandidates(candidates), nowNanos, outputs(nowNanos, out));
    }

    /// What the server takes.
    public Map<Codec.Kind, Codec> codecs() {
        return Map.copyOf(codecs);
    }

    @Override
    public void handle(Input input, long now, Consumer<? super Output> out) {
        if (over) return;
        switch (input) {
            case Input.Datagram(var from, var bytes) -> {
                heardNanos = now;
                peer.handle(new Peer.Input.Datagram(from, bytes), now, outputs(now, out));
            }
            case Input.Media(var frame) -> {
                var cutter = cutters.get(frame.track());
                if (cutter != null && peer.connected())
                    peer.send(frame.track(), cutter.cut(frame), now, outputs(now, out));
            }
            case Input.End() -> {
                over = true;
                peer.close(now, output -> {
                    if (output instanceof Peer.Output.Send(var to, var datagram))
                        out.accept(new Output.Send(to, datagram));
                });
            }
        }
    }

    @Override
    public void elapse(long now, Consumer<? super Output> out) {
        if (over) return;
        peer.elapse(now, outputs(now, out));
        if (!over && peer.connected() && now >= heardNanos + silenceNanos) fail("disconnected", out);
    }

    @Override
    public long deadlineNanos() {
        if (over) return NEVER;
        return Math.min(peer.deadlineNanos(), peer.connected() ? heardNanos + silenceNanos : NEVER);
    }

    public boolean connected() {
        return !over && peer.connected();
    }

    /// Where the server is reached, once it has answered there.
    public Optional<TransportAddress> remote() {
        return peer.remote();
    }

    public PeerStatistics statistics() {
        return peer.statistics();
    }

    private Consumer<Peer.Output> outputs(long now, Consumer<? super Output> out) {
        return output -> {
            switch (output) {
                case Peer.Output.Send(var to, var datagram) -> out.accept(new Output.Send(to, datagram));
                case Peer.Output.Burst(var to, var datagrams, int segment) ->
                    out.accept(new Output.Burst(to, datagrams, segment));
                case Peer.Output.Connected() -> {
                    heardNanos = now;
                    out.accept(new Output.Connected());
                }
                case Peer.Output.KeyframeWanted(int track) -> {
                    if (track == videoTrack) out.accept(new Output.KeyframeWanted());
                }
                case Peer.Output.Feedback(var packet) -> out.accept(new Output.Feedback(packet));
                case Peer.Output.Closed(var why) -> fail(why, out);
                case Peer.Output.Claimed _,
                        Peer.Output.Asked _,
                        Peer.Output.Proved _,
                        Peer.Output.Received _,
                        Peer.Output.Captured _,
                        Peer.Output.NeedsKeyframe _,
                        Peer.Output.Discarded _ -> {}
            }
        };
    }

    private void fail(String reason, Consumer<? super Output> out) {
        if (over) return;
        over = true;
        out.accept(new Output.Failed(reason));
    }
}
