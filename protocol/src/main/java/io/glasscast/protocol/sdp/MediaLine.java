package io.glasscast.protocol.sdp;

import io.glasscast.kernel.Parsed;
import java.util.List;

/// What `m=` says (RFC 8866 §5.14).
///
/// @param type     `audio`, `video`, `application`
/// @param port     0 for rejected, or for bundled without an address of its own
/// @param protocol `UDP/TLS/RTP/SAVPF`, or another
/// @param formats  payload types, most wanted first; of data channels, their format
public record MediaLine(String type, int port, String protocol, List<String> formats) {
    /// RTP has 128 payload types.
    static final int MAX_FORMATS = 128;

    public MediaLine {
        formats = List.copyOf(formats);
    }

    static Parsed<MediaLine> parse(String value) {
        var words = Words.of(value);
        if (words.length < 4 || words.length > 3 + MAX_FORMATS) return Parsed.malformed("sdp-media-line");
        int slash = words[1].indexOf('/');
        var port = Numbers.parse(slash < 0 ? words[1] : words[1].substring(0, slash), 0xFFFF);
        if (port.isEmpty()) return Parsed.malformed("sdp-media-line");
        return Parsed.ok(new MediaLine(
                words[0], (int) port.getAsLong(), words[2], List.of(words).subList(3, words.length)));
    }

    String write() {
        return type + " " + port + " " + protocol + " " + String.join(" ", formats);
    }
}
