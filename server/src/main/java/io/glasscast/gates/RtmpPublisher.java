package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.Stream;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.FlvReader;
import io.glasscast.protocol.flv.FlvTag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An RTMP publisher's end in the hub. It publishes once it has shown what it sends, so that whoever only connects
/// disturbs nobody.
final class RtmpPublisher implements RtmpPurpose, Publisher {
    private final Stream stream;
    private final RtmpConnection connection;
    private final FlvReader reader = new FlvReader();
    private List<Track> tracks = List.of();
    private @Nullable Publication publication;
    private boolean started;
    private boolean over;

    RtmpPublisher(Stream stream, RtmpConnection connection) {
        this.stream = stream;
        this.connection = connection;
    }

    @Override
    public void media(FlvTag tag, long nowNanos) {
        if (!over) reader.tag(tag, nowNanos, event -> happened(event, nowNanos));
    }

    private void happened(FlvReader.Event event, long nowNanos) {
        if (over) return;
        switch (event) {
            case FlvReader.Event.Tracks(var now) -> tracks(now, nowNanos);
            case FlvReader.Event.Present(var dtsNanos) -> {
                if (publication != null) publication.present(dtsNanos);
            }
            case FlvReader.Event.Media(var frame) -> frame(frame, nowNanos);
            case FlvReader.Event.Refused(var what) -> {
                connection.meter().refused("rtmp-codec");
                over(nowNanos);
                connection.end(
                        "This server does not take " + what
                                + ". Please send H.264, H.265, AV1 or VP9 pictures and AAC or Opus sound.",
                        nowNanos);
            }
            case FlvReader.Event.Discarded(var why) -> connection.meter().discarded(why);
        }
    }

    private void tracks(List<Track> now, long nowNanos) {
        tracks = now;
        if (publication != null) {
            publication.tracks(now, nowNanos);
        } else if (stream.closed()) {
            over = true;
            connection.end("The stream has ended.", nowNanos);
        } else {
            publication = stream.publish(this, now, nowNanos);
        }
    }

    private void frame(Frame frame, long nowNanos) {
        if (publication == null) return;
        if (!started && frame.keyframe() && tracks.get(frame.track()).kind() == Codec.Kind.VIDEO) {
            started = true;
            connection.meter().publisherStarted(nowNanos - connection.openedNanos());
        }
        publication.frame(frame, nowNanos);
    }

    @Override
    public Door door() {
        return Door.RTMP;
    }

    /// RTMP has no way to ask.
    @Override
    public void requestKeyframe(long nowNanos) {}

    @Override
    public void dismissed(Dismissal why, long nowNanos) {
        over = true;
        publication = null;
        connection.end(
                switch (why) {
                    case SUPERSEDED -> "Somebody else publishes with this key now.";
                    case STREAM_CLOSED -> "The stream has ended.";
                },
                nowNanos);
    }

    @Override
    public void paused(boolean paused, long nowNanos) {}

    @Override
    public void left(long nowNanos) {
        over(nowNanos);
    }

    private void over(long nowNanos) {
        over = true;
        var ended = publication;
        publication = null;
        if (ended != null) ended.end(nowNanos);
    }
}
