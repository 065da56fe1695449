package io.glasscast.gates;

import io.glasscast.hub.Reader;
import io.glasscast.hub.Wants;
import io.glasscast.kernel.ByteWriter;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A stream as messages of RTMP, each made once for all who play it and can use the same. They are kept back to the
/// last keyframe, which is where a player that joins later begins, and as far back as a player may be behind.
///
/// Prints are numbered. A player remembers up to where it has them, and comes for more when [RtmpTurns] say so: until
/// then nothing is done for it.
///
/// Belongs to the media thread.
final class RtmpPress implements Reader {
    /// One that takes what is printed.
    interface Player {
        /// The press begins anew, with [#group].
        void begin(long nowNanos);

        /// It may take all that was printed.
        void turn(long nowNanos);

        /// It failed to do so by a bug of ours, which the other players must not notice.
        void broke(Throwable why, long nowNanos);
    }

    /// What a frame comes to: itself, or what has waited for it too.
    ///
    /// @param sheets one for each message
    /// @param chunks all of them, for players that were sent the ones before
    private record Print(List<Sheet> sheets, Bytes chunks, long nanos) {}

    /// @param tag with the stream's time
    record Sheet(FlvTag tag, What what) {}

    enum What {
        METADATA,
        CONFIGURATION,
        SOUND,
        PICTURE,
        KEYFRAME
    }

    /// Prints one behind the other, for players that were sent the ones before.
    ///
    /// @param end  the number after the last
    /// @param last the last of each kind
    record Run(long end, Map<FlvTag.Kind, Sheet> last, Bytes chunks) {}

    /// The most pictures that the hub hands to whoever joins, and as much sound beside them; a group that outgrows
    /// it is handed to nobody.
    private static final int MAX_GROUP = 4_000;
    /// Longer than players ever wait for their turn.
    private static final long KEPT_NANOS = 2_000_000_000L;
    /// A run of more is cut: it is copied out of the heap in one piece.
    private static final int LONG_RUN = 256 << 10;

    private final RtmpAudience.Demand demand;
    private final RtmpTurns turns;
    private final long originNanos;
    private final Consumer<RtmpPress> printed;
    private int readers;
    private List<Track> tracks = List.of();
    private FlvWriter writer;
    private final SilentSound silence = new SilentSound(frame -> writer.frame(frame));
    private SharedMessages messages = new SharedMessages();
    private final List<FlvTag> written = new ArrayList<>();
    private final List<Print> prints = new ArrayList<>();
    /// The number of the first that is kept.
    private long first;
    /// The number of the last one with a keyframe; without pictures, of the last.
    private long group;
    /// By the number they begin with.
    private final Map<Long, Run> runs = new HashMap<>();
    private Optional<FlvTag> metaData = Optional.empty();
    private Optional<FlvTag> videoConfiguration = Optional.empty();
    private Optional<FlvTag> audioConfiguration = Optional.empty();

    /// @param originNanos what time 0 is
    /// @param printed     told whenever something was: the turns' deadline may have changed
    RtmpPress(RtmpAudience.Demand demand, RtmpTurns turns, long originNanos, Consumer<RtmpPress> printed) {
        this.demand = demand;
        this.turns = turns;
        this.originNanos = originNanos;
        this.printed = printed;
        this.writer = new FlvWriter(this::written, originNanos);
    }

    RtmpTurns turns() {
        return turns;
    }

    void taken() {
        readers++;
    }

    /// @return whether somebody still reads it
    boolean dropped() {
        return --readers > 0;
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

    /// The number of the first print that is kept.
    long first() {
        return first;
    }

    /// The number of the print that a player begins with.
    long group() {
        return group;
    }

    /// The number that the next print will have.
    long end() {
        return first + prints.size();
    }

    /// @param number of a print that is kept
    List<Sheet> sheets(long number) {
        return prints.get(index(number)).sheets();
    }

    /// As many prints as may be, beginning with this one.
    ///
    /// @param number of a print that is kept
    Run run(long number) {
        return runs.computeIfAbsent(number, this::gather);
    }

    private Run gather(long number) {
        int from = index(number);
        int to = from;
        int length = 0;
        var last = new HashMap<FlvTag.Kind, Sheet>();
        while (to < prints.size()
                && (to == from || length + prints.get(to).chunks().length() <= LONG_RUN)) {
            length += prints.get(to).chunks().length();
            for (var sheet : prints.get(to++).sheets()) last.put(sheet.tag().kind(), sheet);
        }
        if (to == from + 1) return new Run(number + 1, last, prints.get(from).chunks());
        var chunks = new ByteWriter(length);
        for (var print : prints.subList(from, to)) chunks.bytes(print.chunks());
        return new Run(first + to, last, chunks.take());
    }

    private int index(long number) {
        return (int) (number - first);
    }

    @Override
    public Wants wants() {
        return demand.wants();
    }

    @Override
    public void begin(List<Track> now, List<Frame> frames, long nowNanos) {
        interrupted(nowNanos);
        tracks = demand.sounds() ? silence.begin(now) : now;
        // Pictures are given again when sound came or went, and must be there for whoever joins.
        writer = new FlvWriter(this::written, originNanos);
        messages = new SharedMessages();
        metaData = Optional.empty();
        videoConfiguration = Optional.empty();
        audioConfiguration = Optional.empty();
        forget(prints.size());
        group = first;
        writer.begin(tracks);
        for (var frame : frames) {
            write(frame);
            print(nowNanos);
        }
        turns.each(RtmpPress.Player::begin, nowNanos);
    }

    @Override
    public void frame(Frame frame, long nowNanos) {
        write(frame);
        int length = print(nowNanos);
        if (length == 0) return;
        boolean picture =
                sheets(end() - 1).stream().anyMatch(sheet -> sheet.tag().kind() == FlvTag.Kind.VIDEO);
        turns.printed(length, picture || !pictures(), nowNanos);
        printed.accept(this);
    }

    private void write(Frame frame) {
        if (demand.sounds()) silence.frame(frame);
        else writer.frame(frame);
    }

    @Override
    public void interrupted(long nowNanos) {
        flush(nowNanos);
        turns.each(RtmpPress.Player::turn, nowNanos);
    }

    /// Prints what still waits for its place.
    void flush(long nowNanos) {
        writer.flush();
        print(nowNanos);
    }

    private int print(long nowNanos) {
        if (written.isEmpty()) return 0;
        var batch = messages.write(written);
        written.clear();
        var sheets = batch.tags().stream().map(tag -> new Sheet(tag, what(tag))).toList();
        boolean begins = sheets.stream().anyMatch(sheet -> sheet.what() == What.KEYFRAME);
        if (begins || !pictures() || end() - group > MAX_GROUP) group = end();
        prints.add(new Print(sheets, batch.chunks(), nowNanos));
        runs.clear();
        int old = 0;
        while (first + old < group && prints.get(old).nanos() < nowNanos - KEPT_NANOS) old++;
        forget(old);
        return batch.chunks().length();
    }

    private void forget(int count) {
        prints.subList(0, count).clear();
        first += count;
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
}
