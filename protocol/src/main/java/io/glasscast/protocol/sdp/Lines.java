package io.glasscast.protocol.sdp;

import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.sdp.SessionDescription.Line;
import java.util.ArrayList;
import java.util.List;

/// Text into lines (RFC 8866 §5 and §9).
final class Lines {
    private Lines() {}

    static Parsed<List<Line>> parse(String text) {
        if (text.length() > SessionDescription.MAX_LENGTH) return Parsed.malformed("sdp-long");
        var lines = new ArrayList<Line>();
        boolean ended = false;
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            if (end < 0) end = text.length();
            int stop = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
            if (stop == from) {
                ended = true;
            } else {
                if (ended || stop - from < 2 || text.charAt(from + 1) != '=' || !isLetter(text.charAt(from)))
                    return Parsed.malformed("sdp-line");
                if (lines.size() == SessionDescription.MAX_LINES) return Parsed.malformed("sdp-lines");
                var value = text.substring(from + 2, stop);
                if (hasControls(value)) return Parsed.malformed("sdp-line");
                lines.add(new Line(text.charAt(from), value));
            }
            from = end + 1;
        }
        return Parsed.ok(lines);
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    /// A lone CR or a NUL would come back to life where the value is written into another description.
    private static boolean hasControls(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F) return true;
        }
        return false;
    }
}
