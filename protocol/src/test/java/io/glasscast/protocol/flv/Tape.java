package io.glasscast.protocol.flv;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;

/// What a reader tells, kept.
final class Tape {
    private final FlvReader reader;
    final List<FlvReader.Event> events = new ArrayList<>();
    long nowNanos;

    Tape() {
        reader = new FlvReader();
    }

    Tape read(FlvTag... tags) {
        return read(List.of(tags));
    }

    Tape read(List<FlvTag> tags) {
        for (var tag : tags) reader.tag(tag, nowNanos, events::add);
        return this;
    }

    /// The newest tracks.
    List<Track> tracks() {
        return of(FlvReader.Event.Tracks.class).getLast().tracks();
    }

    List<Frame> frames() {
        return of(FlvReader.Event.Media.class).stream()
                .map(FlvReader.Event.Media::frame)
                .toList();
    }

    List<Frame> frames(int track) {
        return frames().stream().filter(frame -> frame.track() == track).toList();
    }

    List<String> refused() {
        return of(FlvReader.Event.Refused.class).stream()
                .map(FlvReader.Event.Refused::what)
                .toList();
    }

    List<String> discarded() {
        return of(FlvReader.Event.Discarded.class).stream()
                .map(FlvReader.Event.Discarded::why)
                .toList();
    }

    <T> List<T> of(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static FlvTag video(long timestamp, Bytes body) {
        return new FlvTag(FlvTag.Kind.VIDEO, timestamp, body);
    }

    static FlvTag audio(long timestamp, Bytes body) {
        return new FlvTag(FlvTag.Kind.AUDIO, timestamp, body);
    }

    static FlvTag video(long timestamp, String hex) {
        return video(timestamp, Bytes.hex(hex));
    }

    static FlvTag audio(long timestamp, String hex) {
        return audio(timestamp, Bytes.hex(hex));
    }

    /// The tags as a file (FLV §E.2, §E.4.1), for tools that read files.
    static Bytes file(List<FlvTag> tags) {
        var file = new ByteWriter()
                .utf8("FLV")
                .u8(1)
                .u8(5) // sound and pictures
                .u32(9)
                .u32(0);
        for (var tag : tags) {
            file.u8(tag.kind().type())
                    .u24(tag.body().length())
                    .u24(tag.timestampMillis())
                    .u8(tag.timestampMillis() >>> 24)
                    .u24(0)
                    .bytes(tag.body())
                    .u32(11 + tag.body().length());
        }
        return file.toBytes();
    }
}
