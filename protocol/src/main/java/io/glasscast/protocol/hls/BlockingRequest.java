package io.glasscast.protocol.hls;

import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.fmp4.Rendition;
import io.glasscast.protocol.fmp4.Window;

/// What a client asks of a media playlist in its query (draft-pantos-hls-rfc8216bis §6.2.5).
///
/// @param msn  `_HLS_msn`, or -1: answer with what there is
/// @param part `_HLS_part`, or -1: the whole segment
/// @param skip whether `_HLS_skip` allows a delta update
public record BlockingRequest(long msn, int part, boolean skip) {
    private static final long SECOND = 1_000_000_000L;
    /// No client of ours has a reason to ask with more.
    private static final int MAX_QUERY = 1_024;

    private static final int MAX_DIGITS = 18;
    private static final int FAR_SEGMENTS = 2;
    private static final int FAR_SECONDS = 3;
    private static final int PATIENCE_TARGETS = 3;
    private static final int NONE = -1;

    /// What to do with a request now.
    public enum Verdict {
        /// The playlist has what was asked for.
        ANSWER,
        /// It will have it.
        WAIT,
        /// It is further ahead than anybody can know of: 400.
        TOO_FAR
    }

    /// Reads the directives; other parameters are nobody's business here.
    ///
    /// @param query what followed `?`, or ""
    /// @return malformed when a directive has no number, or `_HLS_part` comes without `_HLS_msn`
    public static Parsed<BlockingRequest> parse(String query) {
        if (query.length() > MAX_QUERY) return Parsed.malformed("hls-query-long");
        long msn = NONE;
        long part = NONE;
        boolean skip = false;
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            var value = pair.substring(equals + 1);
            switch (equals < 0 ? pair : pair.substring(0, equals)) {
                case "_HLS_msn" -> {
                    msn = number(value);
                    if (msn < 0) return Parsed.malformed("hls-msn");
                }
                case "_HLS_part" -> {
                    part = number(value);
                    if (part < 0) return Parsed.malformed("hls-part");
                }
                case "_HLS_skip" -> skip = value.equals("YES") || value.equals("v2");
                default -> {}
            }
        }
        if (part >= 0 && msn < 0) return Parsed.malformed("hls-part-without-msn");
        return Parsed.ok(new BlockingRequest(msn, (int) Math.min(part, Integer.MAX_VALUE), skip));
    }

    /// What to do with it, given what there is (§6.2.5.2).
    public Verdict on(Window window, Rendition rendition) {
        if (msn < 0 || window.ended()) return Verdict.ANSWER;
        var last = rendition.last();
        if (msn > last.msn() + FAR_SEGMENTS) return Verdict.TOO_FAR;
        if (part < 0) return whole(last.msn(), last.complete());
        if (msn < rendition.mediaSequence()) return Verdict.ANSWER;
        long wantedMsn = msn;
        long wantedPart = part;
        // A part behind a segment's last is the first of the next.
        if (msn < last.msn() || (msn == last.msn() && last.complete())) {
            int count = rendition
                    .segment(msn)
                    .map(segment -> segment.parts().size())
                    .orElse(0);
            if (wantedPart < count) return Verdict.ANSWER;
            wantedMsn++;
            wantedPart = 0;
        }
        if (wantedMsn < last.msn()) return Verdict.ANSWER;
        if (wantedMsn == last.msn()) {
            if (wantedPart < last.parts().size() || last.complete()) return Verdict.ANSWER;
            return wantedPart - (last.parts().size() - 1) > advancePartLimit(rendition)
                    ? Verdict.TOO_FAR
                    : Verdict.WAIT;
        }
        return wantedPart > advancePartLimit(rendition) ? Verdict.TOO_FAR : Verdict.WAIT;
    }

    private Verdict whole(long lastMsn, boolean complete) {
        return msn < lastMsn || (msn == lastMsn && complete) ? Verdict.ANSWER : Verdict.WAIT;
    }

    /// How many parts ahead of the last one a client may ask.
    private static double advancePartLimit(Rendition rendition) {
        long target = rendition.partTargetNanos();
        return target < SECOND ? (double) FAR_SECONDS * SECOND / target : FAR_SECONDS;
    }

    /// How long a request may wait before the answer is 503.
    public static long patienceNanos(Window window) {
        return PATIENCE_TARGETS * window.targetDuration().toNanos();
    }

    /// A decimal-integer; -1 when it is none.
    private static long number(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) return -1;
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return -1;
            value = 10 * value + digit;
        }
        return value;
    }
}
