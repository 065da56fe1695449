package io.glasscast.gates;

import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.Stream;
import io.glasscast.protocol.flv.FlvReader;
import io.glasscast.protocol.flv.FlvTag;
import org.jspecify.annotations.Nullable;

/// What an RTMP publisher's end does, without its connection.
final class FlvPublisher implements Publisher {
    private final Stream stream;
    private final FlvReader reader = new FlvReader();
    private @Nullable Publication publication;
    /// Added to the timestamps that are written.
    long aheadMillis;

    long nowNanos;

    FlvPublisher(Stream stream) {
        this.stream = stream;
    }

    void tag(FlvTag tag) {
        var late = new FlvTag(tag.kind(), tag.timestampMillis() + aheadMillis & 0xFFFF_FFFFL, tag.body());
        reader.tag(late, nowNanos, event -> {
            switch (event) {
                case FlvReader.Event.Tracks(var tracks) -> {
                    if (publication == null) publication = stream.publish(this, tracks, nowNanos);
                    else publication.tracks(tracks, nowNanos);
                }
                case FlvReader.Event.Present(var dtsNanos) -> {
                    if (publication != null) publication.present(dtsNanos);
                }
                case FlvReader.Event.Media(var frame) -> {
                    if (publication != null) publication.frame(frame, nowNanos);
                }
                case FlvReader.Event.Refused refused -> throw new AssertionError(refused);
                case FlvReader.Event.Discarded discarded -> throw new AssertionError(discarded);
            }
        });
    }

    void leave(long now) {
        if (publication != null) publication.end(now);
        publication = null;
    }

    @Override
    public void requestKeyframe(long now) {}

    @Override
    public void dismissed(Dismissal why, long now) {
        publication = null;
    }
}
