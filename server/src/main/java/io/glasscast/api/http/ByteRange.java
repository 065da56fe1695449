package io.glasscast.api.http;

import org.jspecify.annotations.Nullable;

/// Which bytes of a representation a request wants (RFC 9110 §14).
sealed interface ByteRange {
    /// All of them: no range was asked for, or one that may be ignored.
    record Whole() implements ByteRange {}

    /// @param from the first byte
    /// @param to   the last one, inclusive
    record Part(long from, long to) implements ByteRange {
        long length() {
            return to - from + 1;
        }
    }

    /// None that there are: 416.
    record Unsatisfiable() implements ByteRange {}

    /// Longer numbers than this are no positions in anything here.
    int DIGITS = 18;

    String UNIT = "bytes=";

    /// Reads a `Range` header. Several ranges at once are answered with everything, as a server may: no player asks
    /// for them.
    static ByteRange of(@Nullable String header, long length) {
        if (header == null || !header.regionMatches(true, 0, UNIT, 0, UNIT.length())) return new Whole();
        var range = header.substring(UNIT.length()).strip();
        int dash = range.indexOf('-');
        if (dash < 0) return new Whole();
        var from = range.substring(0, dash);
        var to = range.substring(dash + 1);
        if (!isNumber(from) || !isNumber(to) || (from.isEmpty() && to.isEmpty())) return new Whole();
        if (from.isEmpty()) {
            long last = Long.parseLong(to);
            return last == 0 || length == 0 ? new Unsatisfiable() : new Part(Math.max(0, length - last), length - 1);
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? length - 1 : Math.min(Long.parseLong(to), length - 1);
        if (!to.isEmpty() && Long.parseLong(to) < first) return new Whole();
        return first < length ? new Part(first, last) : new Unsatisfiable();
    }

    private static boolean isNumber(String text) {
        return text.length() <= DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
