package io.glasscast.gates;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.AudioTag;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.FlvWriter;
import io.glasscast.protocol.flv.VideoTag;
import io.glasscast.protocol.rtmp.SharedMessages;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The frames of some tracks as messages of RTMP, each made once for all who play them. They are kept back to the last
/// keyframe, which is where a player that joins later begins.
///
/// Belongs to the media thread.
final class RtmpPress {
    /// The most pictures that the hub hands to whoever joins, and as much sound beside them; a group that outgrows
    /// it is handed to nobody.
    private static final int MAX_FRAMES = 4_000;

    /// What a frame comes to: nothing yet, itself, or what has waited for it too.
    ///
    /// @param sheets one for each message
    /// @param chunks all of them, for players that were sent the ones before
    record Print(List<Sheet> sheets, Bytes chunks) {
        boolean has(FlvTag.Kind kind) {
            for (var sheet : sheets) if (sheet.tag.kind() == kind) return true;
            return false;
        }
    }

    /// @param tag with the stream's time
    record Sheet(FlvTag tag, What what) {}

    enum What {
        METADATA,
        CONFIGURATION,
        SOUND,
        PICTURE,
        KEYFRAME
    }

    private static final Print NOTHING = new Print(List.of(), Bytes.EMPTY);

    private final List<Track> tracks;
    private final FlvWriter writer;
    private final SharedMessages messages = new SharedMessages();
    private final Map<Frame, Print> prints = new IdentityHashMap<>();
    private final List<FlvTag> written = new ArrayList<>();
    private Print flushed = NOTHING;
    private int readers;
    private Optional<FlvTag> metaData = Optional.empty();
    private Optional<FlvTag> videoConfiguration = Optional.empty();
    private Optional<FlvTag> audioConfiguration = Optional.empty();

    /// @param originNanos what time 0 is
    RtmpPress(List<Track> tracks, long originNanos) {
        this.tracks = List.copyOf(tracks);
        this.writer = new FlvWriter(this::written, originNanos);
        writer.begin(tracks);
    }

    void taken() {
        readers++;
    }

    /// @return whether somebody still reads it
    boolean dropped() {
        return --readers > 0;
    }

    List<Track> tracks() {
        return tracks;
    }

    boolean pictures() {
        return tracks.stream().anyMatch(track -> track.kind() == Codec.Kind.VIDEO);
    }

    /// What a player has to know before its first picture or sound.
    List<FlvTag> head() {
        var head = new ArrayList<FlvTag>();
        metaData.ifPresent(head::add);
        videoConfiguration.ifPresent(head::add);
        audioConfiguration.ifPresent(head::add);
        return head;
    }

    /// @param frame as the hub handed it out: the very object, which is how it is known again
    Print print(Frame frame) {
        var known = prints.get(frame);
        if (known != null) return known;
        boolean group = frame.keyframe() && isPicture(frame);
        if (group || prints.size() >= MAX_FRAMES) prints.clear();
        flushed = NOTHING;
        writer.frame(frame);
        var print = print();
        prints.put(frame, print);
        return print;
    }

    /// What still waits for its place, for each player that asks.
    Print flush() {
        writer.flush();
        if (!written.isEmpty()) flushed = print();
        return flushed;
    }

    private Print print() {
        if (written.isEmpty()) return NOTHING;
        var batch = messages.write(written);
        written.clear();
        return new Print(
                batch.tags().stream().map(tag -> new Sheet(tag, what(tag))).toList(), batch.chunks());
    }

    private void written(FlvTag tag) {
        written.add(tag);
        if (tag.kind() == FlvTag.Kind.DATA) metaData = Optional.of(tag);
        else if (what(tag) != What.CONFIGURATION) return;
        else if (tag.kind() == FlvTag.Kind.VIDEO) videoConfiguration = Optional.of(tag);
        else audioConfiguration = Optional.of(tag);
    }

    private static What what(FlvTag tag) {
        return switch (tag.kind()) {
            case DATA -> What.METADATA;
            case AUDIO ->
                AudioTag.parse(tag.body()) instanceof Parsed.Ok<AudioTag>(AudioTag.Configuration _)
                        ? What.CONFIGURATION
                        : What.SOUND;
            case VIDEO ->
                switch (VideoTag.parse(tag.body())) {
                    case Parsed.Ok<VideoTag>(VideoTag.Configuration _) -> What.CONFIGURATION;
                    case Parsed.Ok<VideoTag>(VideoTag.Picture picture) when picture.keyframe() -> What.KEYFRAME;
                    case Parsed.Ok<VideoTag> _, Parsed.Malformed<VideoTag> _ -> What.PICTURE;
                };
        };
    }

    private boolean isPicture(Frame frame) {
        return tracks.stream().anyMatch(track -> track.number() == frame.track() && track.kind() == Codec.Kind.VIDEO);
    }
}
