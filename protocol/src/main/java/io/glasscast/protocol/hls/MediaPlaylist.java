package io.glasscast.protocol.hls;

import io.glasscast.protocol.fmp4.Part;
import io.glasscast.protocol.fmp4.Rendition;
import io.glasscast.protocol.fmp4.Segment;
import io.glasscast.protocol.fmp4.Window;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The playlist of one rendition (draft-pantos-hls-rfc8216bis §4.4), written from a window and nothing else.
///
/// Its name in URLs never changes, and neither does anything in it that may not (§6.2.1): the target durations are
/// the window's, segments are only appended and only leave at the top, discontinuities are counted when they leave.
public final class MediaPlaylist {
    private static final long SECOND = 1_000_000_000L;
    private static final int HOLD_BACK_TARGETS = 3;
    private static final int SKIP_TARGETS = 6;
    /// Three target durations is how long parts may be listed; three segments, with the one that is hinted at, are
    /// never longer.
    private static final int SEGMENTS_WITH_PARTS = 3;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Window window;
    private final Rendition rendition;
    private final StringBuilder text = new StringBuilder(4096);

    private MediaPlaylist(Window window, Rendition rendition) {
        this.window = window;
        this.rendition = rendition;
    }

    /// Writes one.
    ///
    /// @param delta whether to leave out what the client has (§6.2.5.1); ignored once the stream has ended
    public static String of(Window window, Rendition rendition, boolean delta) {
        var playlist = new MediaPlaylist(window, rendition);
        playlist.write(delta && !window.ended());
        return playlist.text.toString();
    }

    private void write(boolean delta) {
        header();
        var segments = rendition.segments();
        int skipped = delta ? skippable(segments) : 0;
        if (skipped > 0)
            text.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(skipped).append('\n');
        int parted = parted(rendition);
        var before = skipped > 0 ? segments.get(skipped - 1).init().id() : "";
        for (int i = skipped; i < segments.size(); i++) {
            segment(segments.get(i), before, i >= parted);
            before = segments.get(i).init().id();
        }
        if (window.ended()) {
            text.append("#EXT-X-ENDLIST\n");
            return;
        }
        text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"")
                .append(next().name())
                .append("\"\n");
        for (var other : window.renditions()) if (other.kind() != rendition.kind()) report(other);
    }

    private void header() {
        long target = window.terms().targetSeconds();
        text.append("#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:")
                .append(target)
                .append("\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=")
                .append(seconds(window.partHoldBackNanos()))
                .append(",HOLD-BACK=")
                .append(seconds(HOLD_BACK_TARGETS * target * SECOND))
                .append(",CAN-SKIP-UNTIL=")
                .append(seconds(SKIP_TARGETS * target * SECOND))
                .append("\n#EXT-X-PART-INF:PART-TARGET=")
                .append(seconds(rendition.partTargetNanos()))
                .append("\n#EXT-X-MEDIA-SEQUENCE:")
                .append(rendition.mediaSequence())
                .append("\n#EXT-X-DISCONTINUITY-SEQUENCE:")
                .append(discontinuitySequence())
                .append('\n');
    }

    /// The first segment's own number, less the tag in front of it, which counts once more.
    private long discontinuitySequence() {
        var first = rendition.segments().getFirst();
        return first.discontinuitySequence() - (first.discontinuity() ? 1 : 0);
    }

    /// How many segments start further from the end of the last whole segment than the skip boundary (§6.2.5.1).
    private int skippable(List<Segment> segments) {
        long boundary = SKIP_TARGETS * window.terms().targetSeconds() * SECOND;
        long fromEnd = 0;
        for (var segment : segments) if (segment.complete()) fromEnd += segment.durationNanos();
        int count = 0;
        for (var segment : segments) {
            if (!segment.complete() || fromEnd <= boundary) break;
            fromEnd -= segment.durationNanos();
            count++;
        }
        return count;
    }

    /// The first segment whose parts are listed, by its place in the list.
    private static int parted(Rendition rendition) {
        int hinted = rendition.last().complete() ? 1 : 0;
        return Math.max(0, rendition.segments().size() + hinted - SEGMENTS_WITH_PARTS);
    }

    /// @param withParts whether it is near enough to the edge; who is further behind takes whole segments (§6.2.2)
    private void segment(Segment segment, String mapBefore, boolean withParts) {
        if (segment.discontinuity()) text.append("#EXT-X-DISCONTINUITY\n");
        if (!segment.init().id().equals(mapBefore))
            text.append("#EXT-X-MAP:URI=\"")
                    .append(new PlaybackFile.Init(
                                    rendition.kind(), segment.init().id())
                            .name())
                    .append("\"\n");
        text.append("#EXT-X-PROGRAM-DATE-TIME:")
                .append(DATE.format(Instant.ofEpochSecond(0, segment.unixNanos())))
                .append('\n');
        if (segment.gap()) text.append("#EXT-X-GAP\n");
        if (withParts) for (int i = 0; i < segment.parts().size(); i++) part(segment, i);
        if (!segment.complete()) return;
        text.append("#EXTINF:")
                .append(seconds(segment.durationNanos()))
                .append(",\n")
                .append(new PlaybackFile.Whole(rendition.kind(), segment.msn()).name())
                .append('\n');
    }

    private void part(Segment segment, int index) {
        Part part = segment.parts().get(index);
        text.append("#EXT-X-PART:DURATION=")
                .append(seconds(part.durationNanos()))
                .append(",URI=\"")
                .append(new PlaybackFile.Piece(rendition.kind(), segment.msn(), index).name())
                .append('"');
        // Every frame of sound can be decoded by itself; only of pictures there is something to tell.
        if (part.independent()) text.append(",INDEPENDENT=YES");
        text.append('\n');
    }

    /// The part that comes next, as far as one can tell: the segment may turn out to have ended.
    private PlaybackFile next() {
        var last = rendition.last();
        return last.complete()
                ? new PlaybackFile.Piece(rendition.kind(), last.msn() + 1, 0)
                : new PlaybackFile.Piece(
                        rendition.kind(), last.msn(), last.parts().size());
    }

    /// EXT-X-RENDITION-REPORT (§4.4.5.4), so that who changes over asks for the right part at once: it is about the
    /// last part listed, which where pictures are missing is not the last segment's.
    private void report(Rendition other) {
        var segments = other.segments();
        var last =
                segments
                        .subList(Math.max(0, segments.size() - SEGMENTS_WITH_PARTS), segments.size())
                        .reversed()
                        .stream()
                        .filter(segment -> !segment.parts().isEmpty())
                        .findFirst()
                        .orElse(other.last());
        text.append("#EXT-X-RENDITION-REPORT:URI=\"")
                .append(new PlaybackFile.Media(other.kind()).name())
                .append("\",LAST-MSN=")
                .append(last.msn());
        if (!last.parts().isEmpty())
            text.append(",LAST-PART=").append(last.parts().size() - 1);
        text.append('\n');
    }

    /// Seconds as a decimal-floating-point, to the microsecond, without zeros that say nothing.
    static String seconds(long nanos) {
        long micros = (nanos + 500) / 1000;
        var text = new StringBuilder().append(micros / 1_000_000);
        long rest = micros % 1_000_000;
        if (rest > 0) text.append('.');
        for (long unit = 100_000; rest > 0; unit /= 10) {
            text.append(rest / unit);
            rest %= unit;
        }
        return text.toString();
    }
}
