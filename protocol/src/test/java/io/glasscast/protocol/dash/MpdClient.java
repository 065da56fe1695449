package io.glasscast.protocol.dash;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.fmp4.Boxes;
import io.glasscast.protocol.fmp4.Described;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.w3c.dom.Element;

/// Reads versions of a manifest, and holds each to the media that it names (ISO/IEC 23009-1).
public final class MpdClient {

    private static final Duration DATE_ROUNDING = Duration.ofMillis(1);

    /// A segment as its bytes tell it.
    private record Media(long shown, long ticks, long bytes, Optional<Instant> seen) {
        static Media of(List<Bytes> fragments) {
            var first = Boxes.samples(fragments.getFirst()).getFirst();
            var last = Boxes.samples(fragments.getLast()).getLast();
            return new Media(
                    first.shown(),
                    last.ticks() + last.duration() - first.ticks(),
                    fragments.stream().mapToLong(Bytes::length).sum(),
                    Boxes.captured(fragments.getFirst(), first.shown()));
        }
    }

    private final Map<String, Described> codings = new HashMap<>();
    private final Map<String, Media> media = new HashMap<>();
    private int versions;

    public int versions() {
        return versions;
    }

    /// Segments that it has compared to what was said of them.
    public int segments() {
        return media.size();
    }

    /// Takes the present version.
    ///
    /// @param fetch what a name stands for, a fragment at a time; empty while it is being made
    /// @param now   by the clock that the manifest names
    public void read(String manifest, Function<String, Optional<List<Bytes>>> fetch, Instant now) throws Exception {
        versions++;
        var mpd = Mpd.parse(manifest);
        var start = Instant.parse(mpd.root().getAttribute("availabilityStartTime"));
        double buffer = Mpd.seconds(mpd.root().getAttribute("minBufferTime"));
        double longest = Mpd.seconds(mpd.root().getAttribute("maxSegmentDuration"));
        for (var period : mpd.periods())
            for (var set : period.sets()) {
                var coding = codings.computeIfAbsent(
                        set.init(),
                        name -> Described.of(fetch.apply(name).orElseThrow().getFirst()));
                long bandwidth = described(set, coding);
                // The last may still be made, and one more be waited for: how long they will be is a guess.
                for (int i = 0; i < set.segments().size() - 2; i++) {
                    var listed = set.segments().get(i);
                    var told = media.computeIfAbsent(
                            listed.name(), name -> Media.of(fetch.apply(name).orElseThrow()));
                    assertThat(told.shown()).as(listed.name()).isEqualTo(listed.at());
                    assertThat(told.ticks()).as(listed.name()).isEqualTo(listed.ticks());
                    assertThat(listed.duration()).isLessThanOrEqualTo(longest);
                    assertThat(8.0 * told.bytes()).isLessThanOrEqualTo(bandwidth * (listed.duration() + buffer));
                    assertThat(available(start, set, listed)).isBeforeOrEqualTo(now);
                }
                captured(set);
            }
    }

    /// §5.3.7.2: what is said of a representation is what its initialisation segment says.
    ///
    /// @return its bandwidth
    private static long described(Mpd.Set set, Described coding) {
        var representation = Mpd.children(set.element(), "Representation").getFirst();
        assertThat(representation.getAttribute("codecs")).isEqualTo(coding.codecs());
        assertThat(set.timescale()).isEqualTo(coding.timescale());
        if (set.type().equals("video")) {
            assertThat(representation.getAttribute("width")).isEqualTo(Integer.toString(coding.width()));
            assertThat(representation.getAttribute("height")).isEqualTo(Integer.toString(coding.height()));
        } else {
            assertThat(representation.getAttribute("audioSamplingRate"))
                    .isEqualTo(Integer.toString(coding.sampleRate()));
            assertThat(Mpd.children(representation, "AudioChannelConfiguration")
                            .getFirst()
                            .getAttribute("value"))
                    .isEqualTo(Integer.toString(coding.channels()));
        }
        return Long.parseLong(representation.getAttribute("bandwidth"));
    }

    /// When a segment may be asked for (§5.3.9.5.3).
    private static Instant available(Instant start, Mpd.Set set, Mpd.Listed listed) {
        double offset = Double.parseDouble(template(set).getAttribute("availabilityTimeOffset"));
        return start.plusMillis((long) ((listed.end() - offset) * 1000));
    }

    /// §5.12: when the camera saw the period's first segment, as that segment says itself.
    private void captured(Mpd.Set set) {
        var reference = Mpd.children(set.element(), "ProducerReferenceTime").getFirst();
        var first = set.segments().getFirst();
        if (!media.containsKey(first.name())) return;
        assertThat(reference.getAttribute("presentationTime")).isEqualTo(Long.toString(first.at()));
        assertThat(Duration.between(
                                Instant.parse(reference.getAttribute("wallClockTime")),
                                Objects.requireNonNull(media.get(first.name()))
                                        .seen()
                                        .orElseThrow())
                        .abs())
                .isLessThanOrEqualTo(DATE_ROUNDING);
    }

    private static Element template(Mpd.Set set) {
        return Mpd.children(set.element(), "SegmentTemplate").getFirst();
    }
}
