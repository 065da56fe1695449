package io.glasscast.protocol.sdp;

import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A session description as its lines (RFC 8866 §5): those of the session, then those of each media section.
///
/// @param lines of the session, from `v=` to before the first `m=`
public record SessionDescription(List<Line> lines, List<Media> media) {
    /// Chromium's offers are 12 kB; a simulcast offer with many interfaces stays under half of this.
    public static final int MAX_LENGTH = 64 * 1024;

    /// Chromium needs 190 lines a section.
    public static final int MAX_LINES = 2000;

    /// WHIP and WHEP need two; the rest is for data channels and for clients that keep stopped transceivers.
    public static final int MAX_SECTIONS = 16;

    public SessionDescription {
        lines = List.copyOf(lines);
        media = List.copyOf(media);
    }

    /// One line, without its end.
    public record Line(char type, String value) {
        /// Whether this is the attribute `name`, found out without making a string.
        boolean isAttribute(String name) {
            return type == 'a'
                    && value.startsWith(name)
                    && (value.length() == name.length() || value.charAt(name.length()) == ':');
        }

        /// What is behind the colon, empty when there is none.
        String attributeValue() {
            int colon = value.indexOf(':');
            return colon < 0 ? "" : value.substring(colon + 1);
        }
    }

    /// A media section.
    ///
    /// @param line  what `m=` says
    /// @param lines the ones behind it
    public record Media(MediaLine line, List<Line> lines) {
        public Media {
            lines = List.copyOf(lines);
        }
    }

    /// Reads `text`, with line ends of either kind; empty lines at its end are skipped.
    ///
    /// @return malformed: `sdp-long`, `sdp-lines`, `sdp-line`, `sdp-version`, `sdp-media-line`, `sdp-sections`
    public static Parsed<SessionDescription> parse(String text) {
        return switch (Lines.parse(text)) {
            case Parsed.Malformed<List<Line>>(var why) -> Parsed.malformed(why);
            case Parsed.Ok<List<Line>>(var all) -> {
                if (all.isEmpty()
                        || all.getFirst().type() != 'v'
                        || !all.getFirst().value().strip().equals("0")) yield Parsed.malformed("sdp-version");
                yield parse(all);
            }
        };
    }

    /// As [#parse(String)], for text that need not begin with a version: fragments.
    static Parsed<SessionDescription> parse(List<Line> all) {
        var session = new ArrayList<Line>();
        var current = session;
        var starts = new ArrayList<MediaLine>();
        var bodies = new ArrayList<ArrayList<Line>>();
        for (var line : all) {
            if (line.type() != 'm') {
                current.add(line);
                continue;
            }
            if (starts.size() == MAX_SECTIONS) return Parsed.malformed("sdp-sections");
            switch (MediaLine.parse(line.value())) {
                case Parsed.Malformed<MediaLine>(var why) -> {
                    return Parsed.malformed(why);
                }
                case Parsed.Ok<MediaLine>(var start) -> starts.add(start);
            }
            current = new ArrayList<>();
            bodies.add(current);
        }
        var media = new ArrayList<Media>();
        for (int i = 0; i < starts.size(); i++) media.add(new Media(starts.get(i), bodies.get(i)));
        return Parsed.ok(new SessionDescription(session, media));
    }

    /// The description as text, with CRLF behind every line.
    public String write() {
        var text = new StringBuilder();
        for (var line : lines) write(line, text);
        for (var section : media) {
            text.append("m=").append(section.line().write()).append("\r\n");
            for (var line : section.lines()) write(line, text);
        }
        return text.toString();
    }

    private static void write(Line line, StringBuilder text) {
        text.append(line.type()).append('=').append(line.value()).append("\r\n");
    }

    static Optional<String> attribute(List<Line> lines, String name) {
        for (var line : lines) if (line.isAttribute(name)) return Optional.of(line.attributeValue());
        return Optional.empty();
    }

    static List<String> attributes(List<Line> lines, String name) {
        var values = new ArrayList<String>();
        for (var line : lines) if (line.isAttribute(name)) values.add(line.attributeValue());
        return values;
    }

    static boolean has(List<Line> lines, String name) {
        return attribute(lines, name).isPresent();
    }
}
