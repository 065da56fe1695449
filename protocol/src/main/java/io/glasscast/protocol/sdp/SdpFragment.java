package io.glasscast.protocol.sdp;

import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.sdp.SessionDescription.Line;
import java.util.ArrayList;
import java.util.List;

/// Candidates that come after the offer, or new credentials for an ICE restart: `application/trickle-ice-sdpfrag`
/// (RFC 8840 §9), as WHIP uses it (RFC 9725 §4.3).
///
/// @param mid        of the section they belong to; empty when not said, which means the first
/// @param candidates each as it stands behind `a=`: `candidate:…`
public record SdpFragment(String ufrag, String password, String mid, List<String> candidates, boolean endOfCandidates) {
    public SdpFragment {
        candidates = List.copyOf(candidates);
    }

    /// Reads `text`. With everything bundled all sections mean one transport, so their candidates are put together.
    ///
    /// @return malformed: `sdp-long`, `sdp-lines`, `sdp-line`, `sdp-media-line`, `sdp-sections`,
    ///     `sdp-ice-credentials`
    public static Parsed<SdpFragment> parse(String text) {
        return Lines.parse(text).then(SessionDescription::parse).then(SdpFragment::read);
    }

    private static Parsed<SdpFragment> read(SessionDescription fragment) {
        var places = new ArrayList<List<Line>>();
        places.add(fragment.lines());
        for (var section : fragment.media()) places.add(section.lines());
        var ufrag = first(places, "ice-ufrag");
        var password = first(places, "ice-pwd");
        if (!Transport.isCredential(ufrag, 4) || !Transport.isCredential(password, 22))
            return Parsed.malformed("sdp-ice-credentials");
        return Parsed.ok(new SdpFragment(
                ufrag,
                password,
                first(places, "mid"),
                Transport.candidates(places),
                places.stream().anyMatch(lines -> SessionDescription.has(lines, "end-of-candidates"))));
    }

    private static String first(List<List<Line>> places, String name) {
        for (var lines : places) {
            var value = SessionDescription.attribute(lines, name);
            if (value.isPresent()) return value.get().strip();
        }
        return "";
    }

    /// The media line is there to carry the mid, and says nothing else (RFC 8840 §9).
    public String write() {
        var text = new StringBuilder("a=ice-ufrag:" + ufrag + "\r\na=ice-pwd:" + password + "\r\n");
        text.append("m=audio 9 RTP/AVP 0\r\n");
        if (!mid.isEmpty()) text.append("a=mid:").append(mid).append("\r\n");
        for (var candidate : candidates) text.append("a=").append(candidate).append("\r\n");
        if (endOfCandidates) text.append("a=end-of-candidates\r\n");
        return text.toString();
    }

    /// Says nothing of the password and the addresses, so that none reaches a log.
    @Override
    public String toString() {
        return "SdpFragment[ufrag=" + ufrag + ", mid=" + mid + ", candidates=" + candidates.size() + "]";
    }
}
