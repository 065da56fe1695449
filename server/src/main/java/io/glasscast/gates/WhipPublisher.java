package io.glasscast.gates;

import io.glasscast.bitstream.DecodingTimes;
import io.glasscast.hub.Door;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.Stream;
import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A WHIP session's end in the hub. It publishes once its peer has connected, so that an offer that comes to nothing
/// disturbs nobody.
final class WhipPublisher implements PeerOwner, Publisher {
    private final Stream stream;
    private final List<Track> tracks;
    private final WebRtcMeter meter;
    private final long offeredNanos;
    /// RTP says when a picture is shown, never when it is decoded; by track.
    private final List<DecodingTimes> decoding;
    private @Nullable Session session;
    private @Nullable Publication publication;
    private boolean started;

    WhipPublisher(Stream stream, List<Track> tracks, WebRtcMeter meter, long offeredNanos) {
        this.stream = stream;
        this.tracks = List.copyOf(tracks);
        this.meter = meter;
        this.offeredNanos = offeredNanos;
        this.decoding =
                tracks.stream().map(track -> new DecodingTimes(track.codec())).toList();
    }

    Stream stream() {
        return stream;
    }

    @Override
    public Door door() {
        return Door.WEBRTC;
    }

    boolean publishes() {
        return publication != null;
    }

    @Override
    public void connected(Session own, long nowNanos) {
        session = own;
        if (stream.closed()) own.close(nowNanos);
        else publication = stream.publish(this, tracks, nowNanos);
    }

    @Override
    public void received(Frame frame, long nowNanos) {
        if (publication == null) return;
        if (!started && frame.keyframe() && tracks.get(frame.track()).kind() == Codec.Kind.VIDEO) {
            started = true;
            meter.publisherStarted(nowNanos - offeredNanos);
        }
        publication.frame(decoding.get(frame.track()).place(frame), nowNanos);
    }

    @Override
    public void captured(long ptsNanos, long unixNanos) {
        if (publication != null) publication.captured(ptsNanos, unixNanos);
    }

    @Override
    public void needsKeyframe(int track, long nowNanos) {
        // Through the stream, which limits how often a publisher is asked.
        if (publication != null) stream.requestKeyframe(nowNanos);
    }

    @Override
    public void requestKeyframe(long nowNanos) {
        if (session == null) return;
        for (var track : tracks)
            if (track.kind() == Codec.Kind.VIDEO) session.requestKeyframe(track.number(), nowNanos);
    }

    @Override
    public void dismissed(Dismissal why, long nowNanos) {
        publication = null;
        if (session != null) session.close(nowNanos);
    }

    @Override
    public void keyframeWanted(long nowNanos) {}

    @Override
    public void closed(long nowNanos) {
        if (publication != null) publication.end(nowNanos);
        publication = null;
    }

    @Override
    public void elapse(long nowNanos) {}

    @Override
    public long deadlineNanos() {
        return Machine.NEVER;
    }
}
