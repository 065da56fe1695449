package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Guest;
import io.glasscast.hub.Pass;
import io.glasscast.hub.Reader;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.rtmp.Capabilities;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An RTMP player's end in the hub.
final class RtmpPlayer implements RtmpPurpose, Guest, RtmpDelivery.Receiver {
    /// A player that takes nothing for so long does not read any more.
    private static final long STALL_NANOS = 30_000_000_000L;

    private final Pass pass;
    private final Stream stream;
    private final RtmpConnection connection;
    private final RtmpDelivery delivery;
    private long writableNanos;

    RtmpPlayer(Pass pass, RtmpAudience audience, RtmpConnection connection, Capabilities capabilities, long nowNanos) {
        this.pass = pass;
        this.stream = pass.stream();
        this.connection = connection;
        this.writableNanos = nowNanos;
        var demand = new RtmpAudience.Demand(wants(capabilities), false);
        this.delivery = new RtmpDelivery(stream, demand, audience, this, nowNanos);
    }

    /// It has joined the stream.
    void watch(long nowNanos) {
        delivery.seat(nowNanos);
    }

    /// H.264 and AAC, which every player knows, and what this one says it knows.
    private static Wants wants(Capabilities capabilities) {
        var video = new ArrayList<>(List.of(Codec.H264));
        for (var codec : List.of(Codec.H265, Codec.AV1, Codec.VP9))
            if (capabilities.codecs().contains(codec)) video.add(codec);
        var audio = new ArrayList<>(List.of(Codec.AAC));
        if (capabilities.codecs().contains(Codec.OPUS)) audio.add(Codec.OPUS);
        return new Wants(video, audio, true);
    }

    @Override
    public Door door() {
        return Door.RTMP;
    }

    @Override
    public Optional<Pass> pass() {
        return Optional.of(pass);
    }

    @Override
    public Reader reader() {
        return delivery.reader();
    }

    @Override
    public void anew(FlvTag tag, long nowNanos) {
        connection.send(new Input.Media(tag), nowNanos);
    }

    @Override
    public void following(Bytes chunks, long nowNanos) {
        connection.send(new Input.Shared(chunks), nowNanos);
    }

    @Override
    public boolean writable(long nowNanos) {
        if (connection.writable()) writableNanos = nowNanos;
        else if (nowNanos - writableNanos > STALL_NANOS) connection.abandon("rtmp-not-reading", nowNanos);
        return connection.writable();
    }

    @Override
    public void started(long nowNanos) {
        connection.meter().viewerStarted(nowNanos - connection.openedNanos());
    }

    @Override
    public void dropped(long prints) {
        connection.meter().dropped(prints);
    }

    @Override
    public void broke(long nowNanos) {
        connection.abandon("rtmp-failed", nowNanos);
    }

    @Override
    public void ended(long nowNanos) {
        delivery.finish(nowNanos);
        connection.end("The stream has ended.", nowNanos);
    }

    @Override
    public void paused(boolean pause, long nowNanos) {
        delivery.paused(pause, nowNanos);
        writableNanos = nowNanos;
    }

    @Override
    public void left(long nowNanos) {
        try {
            stream.leave(this);
        } finally {
            delivery.leave();
        }
    }

    /// A player sends no media.
    @Override
    public void media(FlvTag tag, long nowNanos) {}
}
