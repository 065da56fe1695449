package io.glasscast.protocol.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.protocol.fmp4.Boxes;
import io.glasscast.protocol.fmp4.Described;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads every version of one rendition's playlist with the media that it names, and holds the server to
/// draft-pantos-hls-rfc8216bis, by what the versions say, by how they differ and by what the media say of themselves.
public final class Client {
    private static final BigDecimal FLOOR = new BigDecimal("0.85");
    private static final BigDecimal ROUNDING = new BigDecimal("0.00002");
    /// Of a date, which is told to the millisecond.
    private static final Duration DATE_ROUNDING = Duration.ofMillis(1);
    /// What one publisher has to say beyond the beginning of the next: a frame's length is not known in advance.
    private static final Duration OVERLAP = Duration.ofMillis(100);
    /// Of EXTINF, and of a tick of the media.
    private static final double SECONDS_ROUNDING = 0.00003;

    /// What a part or a segment holds.
    ///
    /// @param start when it is decoded first, in ticks
    /// @param end   where decoding has got to behind it
    /// @param shown when its first sample is shown
    /// @param sync  whether decoding can start in it
    /// @param seen  when that was seen, where it says so
    private record Media(
            List<Bytes> fragments,
            long start,
            long end,
            long shown,
            Optional<Instant> seen,
            boolean sync,
            int samples) {
        static Media of(List<Bytes> fragments) {
            var samples = new ArrayList<Boxes.Told>();
            for (var fragment : fragments) {
                var told = Boxes.samples(fragment);
                if (!samples.isEmpty())
                    assertThat(told.getFirst().ticks())
                            .isEqualTo(samples.getLast().ticks()
                                    + samples.getLast().duration());
                samples.addAll(told);
            }
            var first = samples.getFirst();
            var last = samples.getLast();
            return new Media(
                    fragments,
                    first.ticks(),
                    last.ticks() + last.duration(),
                    first.shown(),
                    Boxes.captured(fragments.getFirst(), first.shown()),
                    samples.stream().anyMatch(Boxes.Told::sync),
                    samples.size());
        }

        boolean is(List<Bytes> others) {
            if (others.size() != fragments.size()) return false;
            for (int i = 0; i < others.size(); i++)
                if (others.get(i) != fragments.get(i) && !others.get(i).equals(fragments.get(i))) return false;
            return true;
        }

        long bytes() {
            return fragments.stream().mapToLong(Bytes::length).sum();
        }
    }

    private static final int THOROUGHLY = 20;
    /// The entries that a version may have added or changed.
    private static final int NEWEST = 3;

    private final String name;
    /// What names have stood for.
    private final Map<String, Media> fetched = new HashMap<>();

    private final Map<String, Described> codings = new HashMap<>();
    /// When a name was seen in a playlist for the last time.
    private final Map<String, Long> seen = new HashMap<>();

    private final Set<String> partsBegun = new HashSet<>();
    private @Nullable Listed before;
    private long segmentNanos;
    private long measuredMsn = -1;
    private double bits;
    private double seconds;
    private double peak;
    int skips;
    /// Parts that were shorter than 85 % of the part target, without an excuse.
    int shortParts;

    /// Parts whose first sample is decoded when another part lasts: where frames are late, there may be some.
    int strayParts;

    int parts;

    /// Segments that their parts do not add up to.
    final Set<Long> understated = new HashSet<>();

    private int versions;

    public Client(Codec.Kind kind) {
        name = new PlaybackFile.Media(kind).name();
    }

    /// The name of its playlist.
    public String name() {
        return name;
    }

    /// Versions that it has read.
    public int versions() {
        return versions;
    }

    /// Delta updates that left something out.
    public int skips() {
        return skips;
    }

    /// The version that it has read last.
    public Listed listed() {
        if (before == null) throw new AssertionError(name + " was never read");
        return before;
    }

    /// Takes the present version.
    ///
    /// @param live whether the camera has sent without a break since the last call
    public void read(Shelf shelf, long nowNanos, boolean live) {
        var now = shelf.listed(name);
        header(now);
        durations(now);
        everythingIsThere(now, shelf, nowNanos);
        edge(now, shelf);
        timeline(now);
        if (before != null) {
            if (versions % 5 == 0) deltaUpdate(before, now, Listed.read(shelf.playlist(name, true), before.entries()));
            changes(before, now, nowNanos, live);
        } else {
            segmentNanos = nowNanos;
        }
        measure(now);
        before = now;
        versions++;
    }

    /// The highest rate of all runs of segments so far that last between half a target duration and one and a half
    /// (§4.4.6.2), in bits a second; 0 while there is none.
    double peakBitRate() {
        return peak;
    }

    /// The bits a second of all whole segments so far.
    double averageBitRate() {
        return seconds == 0 ? 0 : bits / seconds;
    }

    /// The codings of what is listed, the newest last.
    List<Described> codings() {
        var names = new LinkedHashSet<String>();
        for (var entry : listed().entries().reversed()) names.add(entry.map());
        return names.reversed().stream()
                .map(map -> java.util.Objects.requireNonNull(codings.get(map)))
                .toList();
    }

    /// Samples a second of what is listed as a whole.
    double sampleRate() {
        int samples = 0;
        double length = 0;
        for (var entry : listed().whole()) {
            if (entry.gap()) continue;
            samples += media(entry.uri().orElseThrow()).samples();
            length += entry.duration().orElseThrow().doubleValue();
        }
        return length == 0 ? 0 : samples / length;
    }

    private Media media(String uri) {
        return java.util.Objects.requireNonNull(fetched.get(uri), uri);
    }

    /// Whether what was looked at before is looked at again: it would take too long each time.
    private boolean thorough() {
        return versions % THOROUGHLY == 0;
    }

    private void header(Listed now) {
        assertThat(now.header().get("EXT-X-VERSION")).isEqualTo("9");
        var target = BigDecimal.valueOf(now.target());
        assertThat(Listed.attributes(Listed.told(now.header(), "EXT-X-SERVER-CONTROL")))
                .containsEntry("CAN-BLOCK-RELOAD", "YES");
        assertThat(now.control("PART-HOLD-BACK"))
                .isGreaterThanOrEqualTo(now.partTarget().multiply(new BigDecimal(3)));
        assertThat(now.control("HOLD-BACK")).isGreaterThanOrEqualTo(target.multiply(new BigDecimal(3)));
        assertThat(now.control("CAN-SKIP-UNTIL")).isGreaterThanOrEqualTo(target.multiply(new BigDecimal(6)));
    }

    /// §4.4.3.1, §4.4.4.9.
    private void durations(Listed now) {
        var floor = now.partTarget().multiply(FLOOR);
        for (var entry : now.entries()) {
            entry.duration()
                    .ifPresent(duration ->
                            assertThat(Math.round(duration.doubleValue())).isLessThanOrEqualTo(now.target()));
            assertThat(entry.date()).isPresent();
            for (int i = 0; i < entry.parts().size(); i++) {
                var part = entry.parts().get(i);
                // What was read before has not changed, as the changes tell.
                if (!partsBegun.add(Listed.told(part, "URI"))) continue;
                parts++;
                var duration = new BigDecimal(Listed.told(part, "DURATION"));
                assertThat(duration).isLessThanOrEqualTo(now.partTarget());
                boolean last = i == entry.parts().size() - 1;
                boolean exempt = "YES".equals(part.get("INDEPENDENT"))
                        || (last && entry.uri().isPresent());
                if (!exempt && duration.compareTo(floor) < 0) shortParts++;
            }
            if (entry.duration().isPresent() && !entry.parts().isEmpty()) {
                assertThat(entry.partsDuration())
                        .isLessThanOrEqualTo(entry.duration().get().add(ROUNDING));
                if (entry.partsDuration()
                                .add(ROUNDING)
                                .compareTo(entry.duration().get())
                        < 0) understated.add(entry.msn());
            }
        }
    }

    /// Everything listed can be fetched at once, is the same as ever, and stays for as long as it must (§6.2.2).
    private void everythingIsThere(Listed now, Shelf shelf, long nowNanos) {
        for (var entry : now.entries()) {
            if (!codings.containsKey(entry.map()) || thorough())
                codings.put(
                        entry.map(),
                        Described.of(shelf.media(entry.map()).orElseThrow().getFirst()));
            if (!entry.gap()) entry.uri().ifPresent(uri -> listed(shelf, uri, nowNanos));
            for (var part : entry.parts()) {
                var media = listed(shelf, Listed.told(part, "URI"), nowNanos);
                assertThat("YES".equals(part.get("INDEPENDENT"))).isEqualTo(media.sync());
            }
        }
        long retained = 3L * now.target() * 1_000_000_000L;
        seen.values().removeIf(at -> nowNanos - at > retained);
        // A part stays for three target durations after it left the list.
        if (thorough())
            for (var uri : seen.keySet())
                if (uri.indexOf('.') != uri.lastIndexOf('.') && shelf.media(uri).isEmpty())
                    throw new AssertionError(uri + " is gone too early");
        fetched.keySet().retainAll(seen.keySet());
    }

    private Media listed(Shelf shelf, String uri, long nowNanos) {
        seen.put(uri, nowNanos);
        var known = fetched.get(uri);
        if (known != null && !thorough()) return known;
        var fragments = shelf.media(uri).orElseThrow(() -> new AssertionError(uri + " is not there"));
        var media = fetched.computeIfAbsent(uri, _ -> Media.of(fragments));
        if (!media.is(fragments)) throw new AssertionError(uri + " has changed");
        return media;
    }

    /// §4.4.5.3, §4.4.5.4.
    private void edge(Listed now, Shelf shelf) {
        if (now.ended()) {
            assertThat(now.hint()).isEmpty();
            return;
        }
        assertThat(shelf.media(now.hint().orElseThrow())).isEmpty();
        for (var report : now.reports()) {
            assertThat(report.get("URI")).isNotEqualTo(name);
            var other = shelf.listed(Listed.told(report, "URI"));
            var partial = other.entries().reversed().stream()
                    .filter(entry -> !entry.parts().isEmpty())
                    .findFirst();
            var last = partial.orElse(other.entries().getLast());
            assertThat(report.get("LAST-MSN")).isEqualTo(Long.toString(last.msn()));
            assertThat(Optional.ofNullable(report.get("LAST-PART")))
                    .isEqualTo(
                            partial.map(entry -> Integer.toString(entry.parts().size() - 1)));
            // What must be alike in all renditions (§6.2.4).
            assertThat(other.target()).isEqualTo(now.target());
            for (var control : new String[] {"HOLD-BACK", "PART-HOLD-BACK", "CAN-SKIP-UNTIL"})
                assertThat(other.control(control)).isEqualTo(now.control(control));
        }
    }

    /// Dates follow each other as durations say (§4.4.4.6), and so do the media: what is decoded follows what was
    /// decoded before without a hole, and a segment shows its first sample when the one before it is over.
    private void timeline(Listed now) {
        int from = thorough() ? 1 : Math.max(1, now.entries().size() - NEWEST);
        for (var entry : now.entries().subList(from, now.entries().size()))
            if (!entry.gap() && entry.uri().isPresent())
                assertThat(Duration.between(
                                        entry.date().orElseThrow(),
                                        media(entry.uri().orElseThrow()).seen().orElseThrow())
                                .abs())
                        .as("what the first fragment of %d says of its date", entry.msn())
                        .isLessThanOrEqualTo(DATE_ROUNDING);
        for (int i = from; i < now.entries().size(); i++) {
            var entry = now.entries().get(i - 1);
            var next = now.entries().get(i);
            var duration = Duration.ofNanos(
                    entry.duration().orElseThrow().movePointRight(9).longValue());
            var drift = Duration.between(
                    entry.date().orElseThrow().plus(duration), next.date().orElseThrow());
            boolean continues = next.discontinuitySequence() == entry.discontinuitySequence();
            assertThat(drift.negated())
                    .as("date of %d", next.msn())
                    .isLessThanOrEqualTo(continues ? DATE_ROUNDING : OVERLAP);
            if (!continues) continue;
            assertThat(drift).as("date of %d", next.msn()).isLessThanOrEqualTo(DATE_ROUNDING);
            if (entry.gap() || next.gap()) continue;
            var media = media(entry.uri().orElseThrow());
            var first =
                    media(next.uri().orElseGet(() -> Listed.told(next.parts().getFirst(), "URI")));
            assertThat(first.start()).as("decoding time of %d", next.msn()).isEqualTo(media.end());
            double shown = (double) (first.shown() - media.shown()) / timescale(next);
            assertThat(shown - duration.toNanos() / 1e9)
                    .as("presentation time of %d", next.msn())
                    .isBetween(-SECONDS_ROUNDING, SECONDS_ROUNDING);
        }
        for (var entry : now.entries().subList(from, now.entries().size())) parts(entry);
    }

    /// What is decoded of one part follows what was decoded of the part before it, and what is said of their lengths
    /// agrees.
    private void parts(Listed.Entry entry) {
        long origin = 0;
        long end = -1;
        double start = 0;
        for (var part : entry.parts()) {
            var media = media(Listed.told(part, "URI"));
            double duration = Double.parseDouble(Listed.told(part, "DURATION"));
            if (end < 0) origin = media.start();
            else assertThat(media.start()).isEqualTo(end);
            double at = (double) (media.start() - origin) / timescale(entry);
            if (at < start - SECONDS_ROUNDING || at >= start + duration) strayParts++;
            end = media.end();
            start += duration;
        }
    }

    private int timescale(Listed.Entry entry) {
        return java.util.Objects.requireNonNull(codings.get(entry.map())).timescale();
    }

    /// §6.2.5.1: what is skipped is further from the end than the boundary; with what the client has, the rest makes
    /// the whole playlist.
    private void deltaUpdate(Listed old, Listed full, Listed delta) {
        if (full.ended()) {
            assertThat(delta).isEqualTo(full);
            return;
        }
        if (delta.skipped() > 0) skips++;
        assertThat(delta.header()).isEqualTo(full.header());
        assertThat(delta.entries()).isEqualTo(full.entries());
        assertThat(delta.hint()).isEqualTo(full.hint());
        assertThat(delta.reports()).isEqualTo(full.reports());
        var fromEnd = BigDecimal.ZERO;
        for (var entry : full.whole().reversed()) {
            fromEnd = fromEnd.add(entry.duration().orElseThrow());
            boolean skipped = entry.msn() < full.mediaSequence() + delta.skipped();
            assertThat(skipped).isEqualTo(fromEnd.compareTo(full.control("CAN-SKIP-UNTIL")) > 0);
            if (skipped)
                assertThat(entry.msn())
                        .isLessThanOrEqualTo(old.entries().getLast().msn());
        }
    }

    /// §6.2.1, §6.2.2: what a playlist may change.
    private void changes(Listed old, Listed now, long nowNanos, boolean live) {
        for (var fixed : new String[] {"EXT-X-TARGETDURATION", "EXT-X-PART-INF", "EXT-X-VERSION"})
            assertThat(now.header().get(fixed)).isEqualTo(old.header().get(fixed));
        long removed = now.mediaSequence() - old.mediaSequence();
        assertThat(removed).isNotNegative();
        if (removed > 0) {
            var duration = now.whole().stream()
                    .map(entry -> entry.duration().orElseThrow())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(duration).isGreaterThanOrEqualTo(BigDecimal.valueOf(3L * now.target()));
        }
        var lines = new HashMap<Long, Listed.Entry>();
        for (var entry : now.entries()) lines.put(entry.msn(), entry);
        for (var entry : old.entries()) {
            var same = lines.get(entry.msn());
            if (same == null) {
                assertThat(entry.msn()).isLessThan(now.mediaSequence());
                continue;
            }
            assertThat(same.discontinuitySequence()).isEqualTo(entry.discontinuitySequence());
            assertThat(same.map()).isEqualTo(entry.map());
            assertThat(same.date()).isEqualTo(entry.date());
            if (entry.uri().isPresent()) {
                assertThat(same.uri()).isEqualTo(entry.uri());
                assertThat(same.duration()).isEqualTo(entry.duration());
                assertThat(same.parts().isEmpty() || same.parts().equals(entry.parts()))
                        .isTrue();
            } else {
                assertThat(same.parts()).startsWith(entry.parts().toArray(Map[]::new));
            }
        }
        old.hint().ifPresent(hint -> hinted(hint, lines));
        if (now.whole().size() + now.mediaSequence() > old.whole().size() + old.mediaSequence()) {
            if (live)
                assertThat(nowNanos - segmentNanos)
                        .as("%s at %d ms", name, nowNanos / 1_000_000)
                        .isLessThanOrEqualTo(now.target() * 1_500_000_000L);
            segmentNanos = nowNanos;
        }
    }

    /// What was hinted at is what has come, unless the segment ended before (§6.2.6).
    private static void hinted(String hint, Map<Long, Listed.Entry> lines) {
        if (!(PlaybackFile.parse(hint).orThrow() instanceof PlaybackFile.Piece(var _, var msn, var part)))
            throw new AssertionError(hint);
        var entry = lines.get(msn);
        if (entry == null || entry.gap()) return;
        if (part < entry.parts().size()) assertThat(entry.parts().get(part)).containsEntry("URI", hint);
        else assertThat(entry.parts()).hasSize(part);
    }

    /// Takes what has become whole into the rates.
    private void measure(Listed now) {
        var whole = now.whole();
        for (int i = 0; i < whole.size(); i++) {
            if (whole.get(i).msn() <= measuredMsn) continue;
            measuredMsn = whole.get(i).msn();
            if (!whole.get(i).gap()) {
                bits += 8 * bytes(whole.get(i));
                seconds += whole.get(i).duration().orElseThrow().doubleValue();
            }
            double runBits = 0;
            double runSeconds = 0;
            for (int j = i; j >= 0; j--) {
                runBits += 8 * bytes(whole.get(j));
                runSeconds += whole.get(j).duration().orElseThrow().doubleValue();
                if (runSeconds > 1.5 * now.target()) break;
                if (runSeconds >= 0.5 * now.target()) peak = Math.max(peak, runBits / runSeconds);
            }
        }
    }

    private double bytes(Listed.Entry entry) {
        return entry.gap() ? 0 : media(entry.uri().orElseThrow()).bytes();
    }
}
