package io.glasscast.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads of a media playlist what a player at the live edge needs: the parts that it has not had yet
/// (draft-pantos-hls-rfc8216bis §4.4.4.9).
final class LiveEdge {
    /// @param msn the segment's
    record Part(long msn, int index, String uri) {
        static final Part NONE = new Part(-1, -1, "");

        boolean after(Part other) {
            return msn > other.msn || (msn == other.msn && index > other.index);
        }
    }

    private static final String SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
    private static final String PART = "#EXT-X-PART:";
    private static final String URI = "URI=\"";

    private LiveEdge() {}

    /// @param last the newest that was had, or [Part#NONE]
    /// @return the oldest first
    static List<Part> after(Part last, byte[] playlist) {
        var text = new String(playlist, StandardCharsets.ISO_8859_1);
        var parts = new ArrayList<Part>();
        long msn = 0;
        int index = 0;
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            if (end < 0) end = text.length();
            if (text.startsWith(PART, from)) {
                int uri = text.indexOf(URI, from) + URI.length();
                var part = new Part(msn, index++, "");
                if (part.after(last) && uri >= URI.length() && uri < end)
                    parts.add(new Part(part.msn(), part.index(), text.substring(uri, text.indexOf('"', uri))));
            } else if (text.startsWith(SEQUENCE, from)) {
                msn = Long.parseLong(
                        text.substring(from + SEQUENCE.length(), end).strip());
            } else if (end > from && text.charAt(from) != '#' && text.charAt(from) != '\r') {
                msn++;
                index = 0;
            }
            from = end + 1;
        }
        return parts;
    }
}
