package io.glasscast.protocol.sdp;

import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.sdp.MediaSection.Sources;
import io.glasscast.protocol.sdp.SessionDescription.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The lines of one section into a [MediaSection]. What a section says in vain (a format not on its media line, an
/// extension id out of range) is skipped, as JSEP wants unknown things to be (RFC 8829 §5.8).
final class SectionReader {
    /// The mid extension holds this many bytes in its two-byte form (RFC 8285 §4.3).
    private static final int MAX_MID = 255;

    /// Chromium sends five kinds.
    private static final int MAX_FEEDBACK = 16;

    /// H.265 has the most, some twenty.
    private static final int MAX_PARAMETERS = 32;

    /// Three simulcast layers and their retransmissions are six.
    private static final int MAX_SSRCS = 32;

    /// Stands for all payload types, and is none.
    private static final int EVERY = 128;

    private final SessionDescription session;
    private final SessionDescription.Media section;
    private final List<Line> lines;

    SectionReader(SessionDescription session, SessionDescription.Media section) {
        this.session = session;
        this.section = section;
        this.lines = section.lines();
    }

    Parsed<MediaSection> read() {
        var mid = SessionDescription.attribute(lines, "mid").orElse("").strip();
        if (mid.length() > MAX_MID || !mid.chars().allMatch(c -> c > ' ' && c < 0x7F))
            return Parsed.malformed("sdp-mid");
        return Parsed.ok(new MediaSection(
                section.line(),
                mid,
                direction(),
                codecs(),
                extensions(),
                sources(),
                SessionDescription.has(lines, "bundle-only"),
                SessionDescription.has(lines, "rtcp-mux") || SessionDescription.has(lines, "rtcp-mux-only"),
                SessionDescription.has(lines, "rtcp-rsize")));
    }

    /// The section's own, else the session's, else both ways (RFC 8866 §6.7).
    private Direction direction() {
        return direction(lines).or(() -> direction(session.lines())).orElse(Direction.SENDRECV);
    }

    private static Optional<Direction> direction(List<Line> lines) {
        for (var direction : Direction.values())
            if (SessionDescription.has(lines, direction.attribute())) return Optional.of(direction);
        return Optional.empty();
    }

    private List<RtpCodec> codecs() {
        Map<Integer, String> rtpmaps = new LinkedHashMap<>();
        Map<Integer, String> fmtps = new LinkedHashMap<>();
        for (var value : SessionDescription.attributes(lines, "rtpmap")) byPayloadType(value, rtpmaps);
        for (var value : SessionDescription.attributes(lines, "fmtp")) byPayloadType(value, fmtps);
        var feedback = feedback();
        var codecs = new ArrayList<RtpCodec>();
        for (var format : new LinkedHashSet<>(section.line().formats())) {
            var payloadType = Numbers.parse(format, 127);
            if (payloadType.isEmpty()) continue;
            int number = (int) payloadType.getAsLong();
            var rtpmap = rtpmaps.get(number);
            if (rtpmap != null)
                codec(number, rtpmap, fmtps.getOrDefault(number, ""), feedbackOf(number, feedback))
                        .ifPresent(codecs::add);
        }
        return codecs;
    }

    /// `<payload type> <rest>`; of several for one payload type the first counts.
    private static void byPayloadType(String value, Map<Integer, String> target) {
        int space = value.indexOf(' ');
        if (space < 0) return;
        var payloadType = Numbers.parse(value.substring(0, space), 127);
        if (payloadType.isPresent())
            target.putIfAbsent(
                    (int) payloadType.getAsLong(), value.substring(space + 1).strip());
    }

    /// `<name>/<clock rate>[/<channels>]` (RFC 8866 §6.6).
    private Optional<RtpCodec> codec(int payloadType, String rtpmap, String fmtp, Set<String> feedback) {
        var parts = rtpmap.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || !isToken(parts[0])) return Optional.empty();
        var clockRate = Numbers.parse(parts[1], Integer.MAX_VALUE);
        var channels = Numbers.parse(parts.length == 3 ? parts[2] : "1", 255);
        if (clockRate.isEmpty() || clockRate.getAsLong() == 0 || channels.isEmpty()) return Optional.empty();
        return Optional.of(new RtpCodec(
                payloadType,
                parts[0].toUpperCase(Locale.ROOT),
                (int) clockRate.getAsLong(),
                (int) channels.getAsLong(),
                parameters(fmtp),
                feedback));
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static Map<String, String> parameters(String fmtp) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (var parameter : fmtp.split(";")) {
            var trimmed = parameter.strip();
            if (trimmed.isEmpty() || parameters.size() == MAX_PARAMETERS) continue;
            int equals = trimmed.indexOf('=');
            var name = equals < 0 ? trimmed : trimmed.substring(0, equals).strip();
            var value = equals < 0 ? "" : trimmed.substring(equals + 1).strip();
            if (!name.isEmpty()) parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
        }
        return parameters;
    }

    /// What each payload type's feedback is, and under [#EVERY] what a star gives to all of them (RFC 4585 §4.2).
    private Map<Integer, Set<String>> feedback() {
        Map<Integer, Set<String>> feedback = new LinkedHashMap<>();
        for (var value : SessionDescription.attributes(lines, "rtcp-fb")) {
            int space = value.indexOf(' ');
            if (space < 0) continue;
            var target = value.substring(0, space);
            var payloadType = target.equals("*") ? OptionalLong.of(EVERY) : Numbers.parse(target, 127);
            if (payloadType.isEmpty()) continue;
            var values = feedback.computeIfAbsent((int) payloadType.getAsLong(), _ -> new LinkedHashSet<>());
            if (values.size() < MAX_FEEDBACK)
                values.add(value.substring(space + 1).strip());
        }
        return feedback;
    }

    private static Set<String> feedbackOf(int payloadType, Map<Integer, Set<String>> feedback) {
        var values = new LinkedHashSet<>(feedback.getOrDefault(payloadType, Set.of()));
        values.addAll(feedback.getOrDefault(EVERY, Set.of()));
        return values;
    }

    /// `<id>[/<direction>] <URI> [<attributes>]` (RFC 8285 §8). Ids beyond 14 need the two-byte form, which only
    /// `extmap-allow-mixed` lets us send (RFC 8285 §4.1.2).
    private Map<Integer, String> extensions() {
        boolean mixed = SessionDescription.has(lines, "extmap-allow-mixed")
                || SessionDescription.has(session.lines(), "extmap-allow-mixed");
        Map<Integer, String> extensions = new LinkedHashMap<>();
        for (var value : SessionDescription.attributes(lines, "extmap")) {
            var words = Words.of(value);
            if (words.length < 2) continue;
            var target = words[0].split("/", -1);
            if (target.length > 1 && target[1].equals("inactive")) continue;
            var id = Numbers.parse(target[0], mixed ? 255 : 14);
            if (id.isEmpty() || id.getAsLong() == 0 || id.getAsLong() == 15) continue;
            extensions.putIfAbsent((int) id.getAsLong(), words[1]);
        }
        return extensions;
    }

    private Sources sources() {
        var all = new LinkedHashSet<Long>();
        Map<Long, Long> rtxOf = new LinkedHashMap<>();
        for (var value : SessionDescription.attributes(lines, "ssrc")) {
            int space = value.indexOf(' ');
            if (all.size() < MAX_SSRCS)
                ssrc(space < 0 ? value : value.substring(0, space)).ifPresent(all::add);
        }
        for (var value : SessionDescription.attributes(lines, "ssrc-group")) {
            var words = Words.of(value);
            if (words.length != 3 || !words[0].equals("FID") || rtxOf.size() == MAX_SSRCS) continue;
            var media = ssrc(words[1]);
            var rtx = ssrc(words[2]);
            if (media.isPresent() && rtx.isPresent()) rtxOf.put(rtx.get(), media.get());
        }
        all.removeAll(rtxOf.keySet());
        return new Sources(List.copyOf(all), rtxOf, SessionDescription.attribute(lines, "msid"));
    }

    private static Optional<Long> ssrc(String text) {
        var number = Numbers.parse(text, 0xFFFF_FFFFL);
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }
}
