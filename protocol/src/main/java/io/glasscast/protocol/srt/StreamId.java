package io.glasscast.protocol.srt;

import static io.glasscast.kernel.Parsed.malformed;

import io.glasscast.kernel.Parsed;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a caller wants, read from the free text that it sends along (draft-sharabayko-srt-01 §3.2.1.3), which
/// has a recommended syntax (Appendix B) and, in the wild, several others:
/// ```
/// #!::r=KEY,m=publish,u=anyone      the recommended one, with `bmd_uuid`, `t` and other keys passed over
/// publish:KEY  publish:KEY:user:pw  read:ID  play:ID  request:ID
/// KEY,mode:publish,token:x
/// KEY  /KEY  live/KEY  live/KEY?x=y  KEY#anything
/// ```
/// each of which may be URL-encoded. What is not understood is passed over, so that a resource is found
/// whenever there is one.
///
/// @param resource never empty: an ingest key or a playback id
public record StreamId(Mode mode, String resource) {
    /// In bytes of UTF-8.
    public static final int MAX_LENGTH = 512;

    private static final String STANDARD = "#!::";

    public enum Mode {
        PUBLISH,
        REQUEST,
        /// The caller did not say: its resource must tell.
        UNSAID;

        private static Optional<Mode> of(String word) {
            return switch (word.strip().toLowerCase(Locale.ROOT)) {
                case "publish", "push", "write", "ingest" -> Optional.of(PUBLISH);
                case "request", "read", "play", "pull", "view" -> Optional.of(REQUEST);
                default -> Optional.empty();
            };
        }
    }

    /// Reads what a caller sent.
    ///
    /// @return malformed when it names no resource
    public static Parsed<StreamId> parse(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) return malformed("srt-stream-id-long");
        var plain = decoded(text.strip());
        return plain.startsWith(STANDARD) ? pairs(plain.substring(STANDARD.length())) : words(plain);
    }

    /// `key=value` separated by commas. Brackets around them, the nested form of one level, are passed over.
    private static Parsed<StreamId> pairs(String content) {
        var mode = Mode.UNSAID;
        var resource = "";
        for (var pair : content.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) continue;
            var value = pair.substring(equals + 1).strip();
            switch (pair.substring(0, equals).strip()) {
                case "r" -> resource = value;
                case "m" -> mode = Mode.of(value).orElse(mode);
                default -> {} // who it is and from where, which the resource alone decides here
            }
        }
        return of(mode, resource);
    }

    /// `mode:resource:…`, or a resource with `key:value` behind commas.
    private static Parsed<StreamId> words(String plain) {
        var parts = List.of(plain.split(",", -1));
        var mode = Mode.UNSAID;
        for (var part : parts.subList(1, parts.size())) {
            int colon = indexOfEither(part, ':', '=');
            if (colon < 0) continue;
            var key = part.substring(0, colon).strip();
            if (key.equals("mode") || key.equals("m"))
                mode = Mode.of(part.substring(colon + 1)).orElse(mode);
        }
        var fields = List.of(parts.getFirst().split(":", -1));
        var said = Mode.of(fields.getFirst());
        if (said.isPresent() && fields.size() > 1) return of(said.get(), fields.get(1));
        return of(mode, fields.getFirst());
    }

    /// A path may stand before the resource, and a query or a fragment behind it.
    private static Parsed<StreamId> of(Mode mode, String text) {
        var path = text;
        for (char end : new char[] {'#', '?'}) {
            int at = path.indexOf(end);
            if (at >= 0) path = path.substring(0, at);
        }
        var segments = new ArrayList<String>();
        for (var segment : path.split("/", -1)) if (!segment.isBlank()) segments.add(segment.strip());
        if (segments.isEmpty()) return malformed("srt-stream-id-empty");
        return Parsed.ok(new StreamId(mode, segments.getLast()));
    }

    /// Some callers send what stood in their URL as it stood there. A plus sign is never a space here: it may
    /// be part of a key.
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) return text;
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text; // a percent sign of its own
        }
    }

    private static int indexOfEither(String text, char one, char other) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) == one || text.charAt(i) == other) return i;
        return -1;
    }
}
