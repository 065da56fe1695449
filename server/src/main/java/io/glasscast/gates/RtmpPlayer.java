package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Pass;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.FlvWriter;
import io.glasscast.protocol.rtmp.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An RTMP player's end in the hub. One that cannot keep up is spared everything up to the next keyframe.
final class RtmpPlayer implements RtmpPurpose, Viewer {
    /// A group of pictures comes at once and takes its time on a slow line; so long nothing is spared.
    private static final long GROUP_NANOS = 5_000_000_000L;
    /// A player that takes nothing for so long does not read any more.
    private static final long STALL_NANOS = 30_000_000_000L;

    private final Pass pass;
    private final Stream stream;
    private final RtmpConnection connection;
    private final Wants wants;
    private final SoundHolder holder = new SoundHolder(this::send);
    private final FlvWriter writer = new FlvWriter(holder::tag);
    private long nowNanos;
    private long graceNanos;
    private long writableNanos;
    private long droppedInARow;
    private boolean paused;
    private boolean started;

    RtmpPlayer(Pass pass, RtmpConnection connection, Capabilities capabilities, long nowNanos) {
        this.pass = pass;
        this.stream = pass.stream();
        this.connection = connection;
        this.wants = wants(capabilities);
        this.writableNanos = nowNanos;
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
    public Wants wants() {
        return wants;
    }

    @Override
    public void begin(List<Track> tracks, List<Frame> group, long now) {
        nowNanos = now;
        holder.pictures(tracks.stream().anyMatch(track -> track.kind() == Codec.Kind.VIDEO));
        writer.begin(tracks);
        graceNanos = now + GROUP_NANOS;
        for (var frame : group) writer.frame(frame);
    }

    @Override
    public void frame(Frame frame, long now) {
        nowNanos = now;
        if (paused) return;
        if (connection.writable()) {
            writableNanos = now;
            graceNanos = now;
            if (droppedInARow > 0) {
                connection.meter().dropped(droppedInARow);
                droppedInARow = 0;
                stream.requestKeyframe(now);
            }
        } else if (now - writableNanos > STALL_NANOS) {
            connection.abandon("rtmp-not-reading", now);
            return;
        } else if (now >= graceNanos) {
            droppedInARow++;
            writer.awaitKeyframe();
            return;
        }
        writer.frame(frame);
    }

    private void flush() {
        writer.flush();
        holder.flush();
    }

    private void send(FlvTag tag) {
        if (!started && tag.kind() == FlvTag.Kind.VIDEO) {
            started = true;
            connection.meter().viewerStarted(nowNanos - connection.openedNanos());
        }
        connection.send(tag, nowNanos);
    }

    @Override
    public void interrupted(long now) {
        nowNanos = now;
        flush();
    }

    @Override
    public void ended(long now) {
        nowNanos = now;
        flush();
        connection.end("The stream has ended.", now);
    }

    @Override
    public void paused(boolean pause, long now) {
        if (paused && !pause) {
            writer.awaitKeyframe();
            stream.requestKeyframe(now);
        }
        paused = pause;
        writableNanos = now;
    }

    @Override
    public void left(long now) {
        stream.leave(this);
    }

    /// A player sends no media.
    @Override
    public void media(FlvTag tag, long now) {}
}
