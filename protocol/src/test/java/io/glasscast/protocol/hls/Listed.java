package io.glasscast.protocol.hls;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A media playlist as a client reads it: a second reading of the draft, independent of the one that writes.
public record Listed(
        Map<String, String> header,
        int skipped,
        List<Entry> entries,
        Optional<String> hint,
        List<Map<String, String>> reports,
        boolean ended) {
    /// A segment, or the parts of one that is not yet there.
    public record Entry(
            long msn,
            long discontinuitySequence,
            String map,
            Optional<Instant> date,
            boolean gap,
            List<Map<String, String>> parts,
            Optional<BigDecimal> duration,
            Optional<String> uri) {
        /// What is left of it when its parts have left the list.
        Entry withoutParts() {
            return new Entry(msn, discontinuitySequence, map, date, gap, List.of(), duration, uri);
        }

        BigDecimal partsDuration() {
            return parts.stream()
                    .map(part -> new BigDecimal(told(part, "DURATION")))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    public long mediaSequence() {
        return Long.parseLong(told(header, "EXT-X-MEDIA-SEQUENCE"));
    }

    public BigDecimal control(String name) {
        return new BigDecimal(told(attributes(told(header, "EXT-X-SERVER-CONTROL")), name));
    }

    public BigDecimal partTarget() {
        return new BigDecimal(told(attributes(told(header, "EXT-X-PART-INF")), "PART-TARGET"));
    }

    public int target() {
        return Integer.parseInt(told(header, "EXT-X-TARGETDURATION"));
    }

    /// Segments that are there as a whole.
    public List<Entry> whole() {
        return entries.stream().filter(entry -> entry.uri().isPresent()).toList();
    }

    private static Entry known(List<Entry> entries, long msn) {
        return entries.stream()
                .filter(entry -> entry.msn() == msn)
                .findFirst()
                .orElseThrow(() -> new AssertionError("segment " + msn + " is skipped, and nobody has it"))
                .withoutParts();
    }

    /// What must be there.
    static String told(Map<String, String> tags, String name) {
        return Objects.requireNonNull(tags.get(name), name);
    }

    /// An attribute-list (§4.2): what is in quotes may have commas in it.
    static Map<String, String> attributes(String list) {
        var attributes = new LinkedHashMap<String, String>();
        for (int at = 0; at < list.length(); ) {
            int value = list.indexOf('=', at) + 1;
            var name = list.substring(at, value - 1);
            boolean quoted = list.startsWith("\"", value);
            if (quoted) value++;
            int end = list.indexOf(quoted ? '"' : ',', value);
            if (end < 0) end = list.length();
            if (attributes.put(name, list.substring(value, end)) != null) throw new AssertionError("twice: " + name);
            at = end + (quoted ? 2 : 1);
        }
        return attributes;
    }

    public static Listed read(String text) {
        return read(text, List.of());
    }

    /// Reads what may be a delta update.
    ///
    /// @param known the segments of an earlier version, which take the place of those skipped (§6.3.7)
    public static Listed read(String text, List<Entry> known) {
        var lines = text.lines().toList();
        if (!lines.getFirst().equals("#EXTM3U")) throw new AssertionError("no EXTM3U");
        var header = new LinkedHashMap<String, String>();
        var entries = new ArrayList<Entry>();
        var reports = new ArrayList<Map<String, String>>();
        var parts = new ArrayList<Map<String, String>>();
        Optional<String> hint = Optional.empty();
        Optional<Instant> date = Optional.empty();
        Optional<BigDecimal> duration = Optional.empty();
        int skipped = 0;
        boolean gap = false;
        boolean ended = false;
        String map = "";
        long msn = -1;
        long discontinuity = -1;
        for (var line : lines.subList(1, lines.size())) {
            if (msn < 0 && header.containsKey("EXT-X-DISCONTINUITY-SEQUENCE")) {
                msn = Long.parseLong(told(header, "EXT-X-MEDIA-SEQUENCE"));
                discontinuity = Long.parseLong(told(header, "EXT-X-DISCONTINUITY-SEQUENCE"));
            }
            if (!line.startsWith("#")) {
                entries.add(new Entry(
                        msn++, discontinuity, map, date, gap, List.copyOf(parts), duration, Optional.of(line)));
                parts.clear();
                gap = false;
                date = Optional.empty();
                duration = Optional.empty();
                continue;
            }
            int colon = line.indexOf(':');
            var tag = line.substring(1, colon < 0 ? line.length() : colon);
            var value = line.substring(colon + 1);
            switch (tag) {
                case "EXT-X-VERSION",
                        "EXT-X-TARGETDURATION",
                        "EXT-X-SERVER-CONTROL",
                        "EXT-X-PART-INF",
                        "EXT-X-MEDIA-SEQUENCE",
                        "EXT-X-DISCONTINUITY-SEQUENCE" -> {
                    if (header.put(tag, value) != null || !entries.isEmpty() || !parts.isEmpty())
                        throw new AssertionError("twice or late: " + line);
                }
                case "EXT-X-SKIP" -> {
                    skipped = Integer.parseInt(told(attributes(value), "SKIPPED-SEGMENTS"));
                    for (long until = msn + skipped; msn < until; msn++) {
                        var same = known(known, msn);
                        entries.add(same);
                        map = same.map();
                        discontinuity = same.discontinuitySequence();
                    }
                }
                case "EXT-X-MAP" -> map = told(attributes(value), "URI");
                case "EXT-X-DISCONTINUITY" -> discontinuity++;
                case "EXT-X-PROGRAM-DATE-TIME" -> date = Optional.of(Instant.parse(value));
                case "EXT-X-GAP" -> gap = true;
                case "EXT-X-PART" -> parts.add(attributes(value));
                case "EXTINF" -> duration = Optional.of(new BigDecimal(value.substring(0, value.indexOf(','))));
                case "EXT-X-PRELOAD-HINT" -> hint = Optional.of(told(attributes(value), "URI"));
                case "EXT-X-RENDITION-REPORT" -> reports.add(attributes(value));
                case "EXT-X-ENDLIST" -> ended = true;
                default -> throw new AssertionError("unknown tag " + line);
            }
        }
        if (!parts.isEmpty())
            entries.add(new Entry(
                    msn, discontinuity, map, date, gap, List.copyOf(parts), Optional.empty(), Optional.empty()));
        return new Listed(header, skipped, entries, hint, reports, ended);
    }
}
