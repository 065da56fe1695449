package io.glasscast.protocol.sdp;

import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import io.glasscast.protocol.sdp.Negotiation.Negotiated;
import io.glasscast.protocol.sdp.Negotiation.Unacceptable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// The other side of WHIP and WHEP: an offer of ours, and what the server's answer makes of it. One section a track,
/// video first, bundled, candidates inside: no trickle.
public final class ClientOffer {
    private static final Map<Integer, String> VIDEO_EXTENSIONS = Map.of(
            1, Extensions.MID,
            2, Extensions.ABS_SEND_TIME,
            3, Extensions.TRANSPORT_CC,
            4, Extensions.ABS_CAPTURE_TIME);

    /// The first of the dynamic payload types (RFC 3551 §6).
    private static final int FIRST_PAYLOAD_TYPE = 96;

    private static final String CONSTRAINED_BASELINE_3_1 = "42e01f";

    /// One section of ours.
    ///
    /// @param sent whose sources we announce in it; empty when we receive
    private record Section(String mid, Codec.Kind kind, List<RtpCodec> codecs, Optional<SentTrack> sent) {}

    private final String sdp;
    private final List<Section> sections;

    private ClientOffer(LocalTerms terms, Direction direction, List<Section> sections) {
        this.sections = sections;
        var bundle = sections.stream().map(Section::mid).toList();
        var writer = new Writer(terms, Setup.ACTPASS, bundle, false);
        for (var section : sections) {
            var extensions = new LinkedHashMap<String, Integer>();
            new TreeMap<>(VIDEO_EXTENSIONS).forEach((id, uri) -> extensions.put(uri, id));
            writer.section(
                    section.kind() == Codec.Kind.VIDEO ? "video" : "audio",
                    "UDP/TLS/RTP/SAVPF",
                    section.mid(),
                    direction,
                    section.codecs(),
                    extensions);
            section.sent().ifPresent(track -> writer.sources(track, section.kind() == Codec.Kind.VIDEO));
        }
        sdp = writer.text();
    }

    /// A WHIP offer: we send one track a kind, in a section of its own.
    ///
    /// @param tracks several of one kind are one track in any of these codecs, most wanted first; the first one's
    ///               sources are its own
    public static ClientOffer toPublish(LocalTerms terms, List<SentTrack> tracks) {
        var sections = new ArrayList<Section>();
        int payloadType = FIRST_PAYLOAD_TYPE;
        for (var kind : Codec.Kind.values()) {
            var formats = new ArrayList<RtpCodec>();
            var same = tracks.stream()
                    .filter(track -> track.codec().kind() == kind)
                    .toList();
            for (var track : same)
                formats.addAll(codecs(track.codec(), track.profileLevelId(), payloadType + formats.size()));
            payloadType += formats.size();
            if (!same.isEmpty())
                sections.add(
                        new Section(Integer.toString(sections.size()), kind, formats, Optional.of(same.getFirst())));
        }
        return new ClientOffer(terms, Direction.SENDONLY, sections);
    }

    /// A WHEP offer: we receive whichever of `codecs` the stream has, in one section a kind.
    ///
    /// @param codecs most wanted first
    public static ClientOffer toView(LocalTerms terms, List<Codec> codecs) {
        var sections = new ArrayList<Section>();
        int payloadType = FIRST_PAYLOAD_TYPE;
        for (var kind : Codec.Kind.values()) {
            var formats = new ArrayList<RtpCodec>();
            for (var codec : codecs)
                if (codec.kind() == kind) formats.addAll(codecs(codec, "", payloadType + formats.size()));
            payloadType += formats.size();
            if (!formats.isEmpty())
                sections.add(new Section(Integer.toString(sections.size()), kind, formats, Optional.empty()));
        }
        return new ClientOffer(terms, Direction.RECVONLY, sections);
    }

    /// The codec, and of video its retransmissions behind it.
    private static List<RtpCodec> codecs(Codec codec, String profileLevelId, int payloadType) {
        var feedback =
                Writer.feedback(codec.kind(), Set.of("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"));
        int channels = codec.kind() == Codec.Kind.AUDIO ? 2 : 1;
        var format = new RtpCodec(
                payloadType, codec.name(), codec.rtpClockRate(), channels, fmtp(codec, profileLevelId), feedback);
        if (codec.kind() == Codec.Kind.AUDIO) return List.of(format);
        var rtx = new RtpCodec(
                payloadType + 1,
                RtpCodec.RTX,
                codec.rtpClockRate(),
                1,
                Map.of("apt", Integer.toString(payloadType)),
                Set.of());
        return List.of(format, rtx);
    }

    private static Map<String, String> fmtp(Codec codec, String profileLevelId) {
        var fmtp = new LinkedHashMap<String, String>();
        switch (codec) {
            case H264 -> {
                fmtp.put("level-asymmetry-allowed", "1");
                fmtp.put("packetization-mode", "1");
                fmtp.put("profile-level-id", profileLevelId.isEmpty() ? CONSTRAINED_BASELINE_3_1 : profileLevelId);
            }
            case OPUS -> {
                fmtp.put("minptime", "10");
                fmtp.put("useinbandfec", "1");
            }
            case VP9 -> fmtp.put("profile-id", "0");
            case AV1 -> fmtp.put("profile", "0");
            case H265, VP8, AAC -> {}
        }
        return fmtp;
    }

    /// The offer as text.
    public String sdp() {
        return sdp;
    }

    /// Reads the server's answer.
    ///
    /// @return malformed: what [Offer#parse] says, and `sdp-answer-sections`, `sdp-answer-setup`; unacceptable:
    ///     `sdp-answer-empty` when it takes nothing of what we offered
    public Parsed<Negotiation> read(String answer) {
        return Offer.parseAnswer(answer).then(read -> read(answer, read));
    }

    private Parsed<Negotiation> read(String text, Offer answer) {
        if (answer.media().size() != sections.size()) return Parsed.malformed("sdp-answer-sections");
        var setup = answer.transport().setup();
        if (setup == Setup.ACTPASS) return Parsed.malformed("sdp-answer-setup");
        var media = new ArrayList<NegotiatedMedia>();
        for (int i = 0; i < sections.size(); i++) {
            var section = sections.get(i);
            var answered = answer.media().get(i);
            if (!answered.isOf(section.kind())) return Parsed.malformed("sdp-answer-sections");
            boolean flows = section.sent().isEmpty()
                    ? answered.direction().sends()
                    : answered.direction().receives();
            if (answered.isActive() && flows) agreed(section, answered).ifPresent(media::add);
        }
        if (media.isEmpty())
            return Parsed.ok(new Unacceptable("sdp-answer-empty", "The server takes nothing of what was offered."));
        return Parsed.ok(new Negotiated(text, setup.answer(), answer.transport(), media));
    }

    /// The first format of theirs that is one of ours.
    private static Optional<NegotiatedMedia> agreed(Section section, MediaSection answered) {
        for (var theirs : answered.codecs()) {
            for (var ours : section.codecs()) {
                if (ours.payloadType() != theirs.payloadType()
                        || !ours.name().equals(theirs.name())
                        || ours.codec().isEmpty()) continue;
                var feedback = Writer.feedback(section.kind(), theirs.feedback());
                var rtx =
                        section.kind() == Codec.Kind.VIDEO ? answered.rtxOf(theirs.payloadType()) : OptionalInt.empty();
                return Optional.of(new NegotiatedMedia(
                        section.mid(),
                        ours.codec().get(),
                        theirs.with(theirs.fmtp(), feedback),
                        rtx,
                        Answerer.extensions(answered),
                        ssrcs(section, answered),
                        rtx.isPresent() ? rtxSsrcs(section, answered) : List.of()));
            }
        }
        return Optional.empty();
    }

    private static List<Long> ssrcs(Section section, MediaSection answered) {
        return section.sent()
                .map(track -> List.of(track.ssrc()))
                .orElseGet(() -> answered.sources().ssrcs());
    }

    private static List<Long> rtxSsrcs(Section section, MediaSection answered) {
        return section.sent()
                .map(track -> List.of(track.rtxSsrc()))
                .orElseGet(() -> List.copyOf(answered.sources().rtxOf().keySet()));
    }
}
