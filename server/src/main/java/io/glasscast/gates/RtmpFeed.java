package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Stream;
import io.glasscast.hub.Viewer;
import io.glasscast.hub.Wants;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.FlvWriter;
import java.util.List;

/// A stream as a platform wants it: H.264 and always AAC, from a keyframe on, time rising through every change of
/// publisher. While the destination cannot keep up, it is spared everything up to the next keyframe.
final class RtmpFeed implements Viewer {
    /// What takes the tags.
    interface Destination {
        void send(FlvTag tag, long nowNanos);

        /// Whether what is sent now would leave soon.
        boolean writable(long nowNanos);

        /// The stream is over.
        void ended(long nowNanos);
    }

    private static final Wants WANTS = new Wants(List.of(Codec.H264), List.of(Codec.AAC), true);
    /// The group of pictures that the feed begins with may take so long to go out before anything is left out.
    private static final long GROUP_NANOS = 5_000_000_000L;

    private final Stream stream;
    private final Destination destination;
    private final FlvWriter writer = new FlvWriter(this::send);
    private final SilentSound sound = new SilentSound(writer::frame);
    private long nowNanos;
    private long graceNanos;
    private boolean behind;
    private long dropped;

    RtmpFeed(Stream stream, Destination destination) {
        this.stream = stream;
        this.destination = destination;
    }

    long dropped() {
        return dropped;
    }

    @Override
    public Door door() {
        return Door.OUTPUT;
    }

    @Override
    public Wants wants() {
        return WANTS;
    }

    @Override
    public void begin(List<Track> tracks, List<Frame> group, long now) {
        nowNanos = now;
        writer.begin(sound.begin(tracks));
        graceNanos = now + GROUP_NANOS;
        for (var frame : group) sound.frame(frame);
        if (group.isEmpty()) stream.requestKeyframe(now);
    }

    @Override
    public void frame(Frame frame, long now) {
        nowNanos = now;
        if (destination.writable(now)) {
            graceNanos = now;
            if (behind) stream.requestKeyframe(now);
            behind = false;
        } else if (now >= graceNanos) {
            behind = true;
            dropped++;
            writer.awaitKeyframe();
            return;
        }
        sound.frame(frame);
    }

    private void send(FlvTag tag) {
        destination.send(tag, nowNanos);
    }

    /// Lets out what still waits for its place.
    void flush(long now) {
        nowNanos = now;
        writer.flush();
    }

    @Override
    public void interrupted(long now) {
        flush(now);
    }

    @Override
    public void ended(long now) {
        flush(now);
        destination.ended(now);
    }
}
