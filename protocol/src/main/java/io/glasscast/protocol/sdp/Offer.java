package io.glasscast.protocol.sdp;

import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.sdp.SessionDescription.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// A WebRTC offer, understood: one transport, and media sections on it.
///
/// @param media        in the order of the offer, rejected ones included: the answer has to follow it
/// @param bundle       the mids of the BUNDLE group, most wanted first (RFC 8843 §5); empty when there is none
/// @param mixedExtensions the offer allows both forms of header extensions (RFC 8285 §6)
public record Offer(Transport transport, List<MediaSection> media, List<String> bundle, boolean mixedExtensions) {
    public Offer {
        media = List.copyOf(media);
        bundle = List.copyOf(bundle);
    }

    /// @return malformed: what [SessionDescription#parse] says, `sdp-no-media`, `sdp-mid`, `sdp-ice-credentials`,
    ///     `sdp-fingerprint`, `sdp-setup`
    public static Parsed<Offer> parse(String sdp) {
        return SessionDescription.parse(sdp).then(session -> read(session, Setup.ACTPASS));
    }

    /// An answer has the shape of an offer; without a setup its writer opens the handshake (RFC 4145 §4).
    static Parsed<Offer> parseAnswer(String sdp) {
        return SessionDescription.parse(sdp).then(session -> read(session, Setup.ACTIVE));
    }

    private static Parsed<Offer> read(SessionDescription session, Setup fallback) {
        if (session.media().isEmpty()) return Parsed.malformed("sdp-no-media");
        var media = new ArrayList<MediaSection>();
        var mids = new HashSet<String>();
        for (var section : session.media()) {
            switch (new SectionReader(session, section).read()) {
                case Parsed.Malformed<MediaSection>(var why) -> {
                    return Parsed.malformed(why);
                }
                case Parsed.Ok<MediaSection>(var read) -> {
                    if (!read.mid().isEmpty() && !mids.add(read.mid())) return Parsed.malformed("sdp-mid");
                    media.add(read);
                }
            }
        }
        var bundle = bundle(session);
        boolean mixed = SessionDescription.has(session.lines(), "extmap-allow-mixed")
                || session.media().stream().anyMatch(m -> SessionDescription.has(m.lines(), "extmap-allow-mixed"));
        return Transport.read(session, places(session, media, bundle), fallback)
                .then(transport -> Parsed.ok(new Offer(transport, media, bundle, mixed)));
    }

    /// The first BUNDLE group; a second one would be a second transport, which WHIP does not know.
    private static List<String> bundle(SessionDescription session) {
        for (var value : SessionDescription.attributes(session.lines(), "group")) {
            var words = List.of(Words.of(value));
            if (words.getFirst().equals("BUNDLE")) return words.subList(1, words.size());
        }
        return List.of();
    }

    /// Where the transport is described: the tagged section first (RFC 8843 §7.1.3), then other active ones, then
    /// the session, then the rejected.
    private static List<List<Line>> places(SessionDescription session, List<MediaSection> media, List<String> bundle) {
        var places = new ArrayList<List<Line>>();
        for (int i = 0; i < media.size(); i++) {
            if (!media.get(i).isActive()) continue;
            boolean tagged = !bundle.isEmpty() && media.get(i).mid().equals(bundle.getFirst());
            places.add(tagged ? 0 : places.size(), session.media().get(i).lines());
        }
        places.add(session.lines());
        for (int i = 0; i < media.size(); i++)
            if (!media.get(i).isActive()) places.add(session.media().get(i).lines());
        return places;
    }
}
