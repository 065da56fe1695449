package io.glasscast.protocol.sdp;

import io.glasscast.media.Codec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Our descriptions, line by line (RFC 8829 §5.2 and §5.3). Attributes of the transport stand in every section, as
/// Chromium writes them, because some readers look into the first, some into their own; candidates in the first.
final class Writer {
    private final StringBuilder text = new StringBuilder();
    private final LocalTerms terms;
    private final Setup setup;
    private boolean candidatesWritten;

    Writer(LocalTerms terms, Setup setup, List<String> bundle, boolean mixedExtensions) {
        this.terms = terms;
        this.setup = setup;
        line("v=0");
        line("o=- " + terms.sessionId() + " 1 IN IP4 127.0.0.1");
        line("s=-");
        line("t=0 0");
        if (terms.iceLite()) line("a=ice-lite");
        if (!bundle.isEmpty()) line("a=group:BUNDLE " + String.join(" ", bundle));
        if (mixedExtensions) line("a=extmap-allow-mixed");
        line("a=msid-semantic: WMS *");
    }

    private void line(String line) {
        text.append(line).append("\r\n");
    }

    String text() {
        return text.toString();
    }

    /// A section that stays out of the session: port 0 (RFC 8829 §5.3.1).
    void reject(MediaSection section) {
        var line = section.line();
        line("m="
                + new MediaLine(line.type(), 0, line.protocol(), line.formats().subList(0, 1)).write());
        line("c=IN IP4 0.0.0.0");
        if (!section.mid().isEmpty()) line("a=mid:" + section.mid());
    }

    /// A section of the transport that carries `codecs` in `direction`.
    void section(
            String type,
            String protocol,
            String mid,
            Direction direction,
            List<RtpCodec> codecs,
            Map<String, Integer> extensions) {
        var formats = codecs.stream()
                .map(codec -> Integer.toString(codec.payloadType()))
                .toList();
        line("m=" + new MediaLine(type, 9, protocol, formats).write());
        line("c=IN IP4 0.0.0.0");
        line("a=ice-ufrag:" + terms.ufrag());
        line("a=ice-pwd:" + terms.password());
        line("a=ice-options:trickle");
        line("a=fingerprint:" + terms.fingerprint());
        line("a=setup:" + setup.value());
        if (!mid.isEmpty()) line("a=mid:" + mid);
        extensions.forEach((uri, id) -> line("a=extmap:" + id + " " + uri));
        line("a=" + direction.attribute());
        line("a=rtcp-mux");
        line("a=rtcp-rsize");
        for (var codec : codecs) codec(codec, type);
        if (candidatesWritten) return;
        candidatesWritten = true;
        for (var candidate : terms.candidates()) line("a=" + candidate);
        line("a=end-of-candidates");
    }

    private void codec(RtpCodec codec, String type) {
        var channels = type.equals("audio") && codec.channels() > 1 ? "/" + codec.channels() : "";
        line("a=rtpmap:" + codec.payloadType() + " " + spelling(codec) + "/" + codec.clockRate() + channels);
        for (var feedback : codec.feedback()) line("a=rtcp-fb:" + codec.payloadType() + " " + feedback);
        if (!codec.fmtp().isEmpty()) line("a=fmtp:" + codec.payloadType() + " " + parameters(codec.fmtp()));
    }

    /// Names are compared without regard to case, but not by everybody.
    private static String spelling(RtpCodec codec) {
        return switch (codec.name()) {
            case "OPUS" -> "opus";
            case RtpCodec.RTX -> "rtx";
            default -> codec.name();
        };
    }

    private static String parameters(Map<String, String> fmtp) {
        return fmtp.entrySet().stream()
                .map(entry -> entry.getValue().isEmpty() ? entry.getKey() : entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(";"));
    }

    /// The sources of the track sent in the section before (RFC 5576, RFC 8830).
    void sources(SentTrack track, boolean rtx) {
        var msid = terms.cname() + " " + (track.codec().kind() == Codec.Kind.VIDEO ? "video" : "audio");
        line("a=msid:" + msid);
        if (rtx) line("a=ssrc-group:FID " + track.ssrc() + " " + track.rtxSsrc());
        for (long ssrc : rtx ? List.of(track.ssrc(), track.rtxSsrc()) : List.of(track.ssrc())) {
            line("a=ssrc:" + ssrc + " cname:" + terms.cname());
            line("a=ssrc:" + ssrc + " msid:" + msid);
        }
    }

    /// What of `offered` we answer for `kind`. Audio is small enough to be lost rather than sent again.
    static Set<String> feedback(Codec.Kind kind, Set<String> offered) {
        var known = switch (kind) {
            case VIDEO -> List.of("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli");
            case AUDIO -> List.of("transport-cc");
        };
        return known.stream().filter(offered::contains).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
