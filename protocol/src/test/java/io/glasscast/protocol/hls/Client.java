package io.glasscast.protocol.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.protocol.fmp4.Rendition;
import io.glasscast.protocol.fmp4.Window;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads every version of one rendition's playlist and holds the server to draft-pantos-hls-rfc8216bis, by what the
/// versions say and by how they differ.
final class Client {
    private static final BigDecimal FLOOR = new BigDecimal("0.85");
    private static final BigDecimal ROUNDING = new BigDecimal("0.00002");

    private final Codec.Kind kind;
    /// What a name has stood for.
    private final Map<String, Bytes> fetched = new HashMap<>();
    /// When a name was seen in a playlist for the last time, and for the first.
    private final Map<String, Long> seen = new HashMap<>();

    private final Set<String> partsBegun = new HashSet<>();
    private @Nullable Listed before;
    private long segmentNanos;
    int versions;
    int skips;
    /// Parts that were shorter than 85 % of the part target, without an excuse.
    int shortParts;

    int parts;

    /// Segments that their parts do not add up to.
    final Set<Long> understated = new HashSet<>();

    Client(Codec.Kind kind) {
        this.kind = kind;
    }

    /// Whether there is such a rendition.
    boolean finds(Window window) {
        return window.rendition(kind).isPresent();
    }

    /// Takes the playlist of `window`.
    ///
    /// @param live whether the camera has sent without a break since the last call
    void read(Window window, long nowNanos, boolean live) {
        var rendition = window.rendition(kind).orElseThrow();
        var text = MediaPlaylist.of(window, rendition, false);
        var now = Listed.read(text);
        header(now);
        durations(now);
        everythingIsThere(now, rendition, nowNanos);
        edge(now, window, rendition);
        if (versions % 5 == 0) deltaUpdate(now, Listed.read(MediaPlaylist.of(window, rendition, true)));
        if (before != null) changes(before, now, nowNanos, live);
        else segmentNanos = nowNanos;
        before = now;
        versions++;
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
    private void everythingIsThere(Listed now, Rendition rendition, long nowNanos) {
        for (var entry : now.entries()) {
            assertThat(fetch(rendition, entry.map())).isPresent();
            if (!entry.gap()) entry.uri().ifPresent(uri -> listed(rendition, uri, nowNanos));
            for (var part : entry.parts()) listed(rendition, Listed.told(part, "URI"), nowNanos);
        }
        long retained = 3L * now.target() * 1_000_000_000L;
        seen.values().removeIf(at -> nowNanos - at > retained);
        // A part stays for three target durations after it left the list.
        if (versions % 20 == 0)
            for (var name : seen.keySet())
                if (name.indexOf('.') != name.lastIndexOf('.')
                        && fetch(rendition, name).isEmpty()) throw new AssertionError(name + " is gone too early");
        fetched.keySet().retainAll(seen.keySet());
    }

    private void listed(Rendition rendition, String uri, long nowNanos) {
        var bytes = fetch(rendition, uri).orElseThrow(() -> new AssertionError(uri + " is not there"));
        var earlier = fetched.putIfAbsent(uri, bytes);
        if (earlier != null && !earlier.equals(bytes)) throw new AssertionError(uri + " has changed");
        seen.put(uri, nowNanos);
    }

    private static Optional<Bytes> fetch(Rendition rendition, String uri) {
        return switch (PlaybackFile.parse(uri).orThrow()) {
            case PlaybackFile.Init(var _, var id) -> rendition.init(id).map(init -> init.bytes());
            case PlaybackFile.Whole(var _, var msn) ->
                rendition
                        .segment(msn)
                        .filter(segment -> segment.complete() && !segment.gap())
                        .map(segment -> segment.content().getFirst());
            case PlaybackFile.Piece(var _, var msn, var part) ->
                rendition
                        .segment(msn)
                        .filter(segment -> part < segment.parts().size())
                        .map(segment -> segment.parts().get(part).bytes());
            default -> throw new AssertionError(uri);
        };
    }

    /// §4.4.5.3, §4.4.5.4.
    private void edge(Listed now, Window window, Rendition rendition) {
        if (now.ended()) {
            assertThat(now.hint()).isEmpty();
            return;
        }
        assertThat(now.hint()).isPresent();
        assertThat(fetch(rendition, now.hint().orElseThrow())).isEmpty();
        assertThat(now.reports()).hasSize(window.renditions().size() - 1);
        for (var report : now.reports()) {
            assertThat(report.get("URI")).isNotEqualTo(new PlaybackFile.Media(kind).name());
            var other = window.renditions().stream()
                    .filter(candidate -> candidate.kind() != kind)
                    .findFirst()
                    .orElseThrow();
            assertThat(report.get("LAST-MSN"))
                    .isEqualTo(Long.toString(other.last().msn()));
        }
    }

    /// §6.2.5.1: what is skipped is further from the end than the boundary, what is not is there unchanged.
    private void deltaUpdate(Listed full, Listed delta) {
        if (full.ended()) {
            assertThat(delta).isEqualTo(full);
            return;
        }
        if (delta.skipped() > 0) skips++;
        assertThat(delta.header()).isEqualTo(full.header());
        var rest = full.entries().subList(delta.skipped(), full.entries().size());
        assertThat(delta.entries()).hasSameSizeAs(rest);
        for (int i = 0; i < rest.size(); i++) {
            assertThat(delta.entries().get(i).msn()).isEqualTo(rest.get(i).msn());
            assertThat(delta.entries().get(i).uri()).isEqualTo(rest.get(i).uri());
            assertThat(delta.entries().get(i).parts()).isEqualTo(rest.get(i).parts());
        }
        var fromEnd = BigDecimal.ZERO;
        for (var entry : full.whole().reversed()) {
            fromEnd = fromEnd.add(entry.duration().orElseThrow());
            boolean skipped = entry.msn() < full.mediaSequence() + delta.skipped();
            assertThat(skipped).isEqualTo(fromEnd.compareTo(full.control("CAN-SKIP-UNTIL")) > 0);
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
                assertThat(same.parts().subList(0, entry.parts().size())).isEqualTo(entry.parts());
            }
        }
        assertThat(now.entries().getFirst().date().orElseThrow())
                .isAfterOrEqualTo(old.entries().getFirst().date().orElseThrow());
        // What came is what was hinted at, or the first part behind a segment that ended early.
        for (var entry : now.entries()) {
            if (!live || now.ended() || entry.msn() < old.entries().getLast().msn()) continue;
            for (var part : entry.parts()) {
                var uri = Listed.told(part, "URI");
                if (old.entries().getLast().parts().contains(part)) continue;
                boolean hinted = uri.equals(old.hint().orElseThrow());
                assertThat(hinted
                                || uri.endsWith(".0.m4s")
                                || partsBegun.contains(old.hint().get()))
                        .as(uri + " after the hint " + old.hint().get())
                        .isTrue();
            }
        }
        if (now.whole().size() + now.mediaSequence() > old.whole().size() + old.mediaSequence()) {
            if (live)
                assertThat(nowNanos - segmentNanos)
                        .as("%s at %d ms", kind, nowNanos / 1_000_000)
                        .isLessThanOrEqualTo(now.target() * 1_500_000_000L);
            segmentNanos = nowNanos;
        }
    }
}
