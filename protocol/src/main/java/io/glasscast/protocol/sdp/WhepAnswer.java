package io.glasscast.protocol.sdp;

import io.glasscast.media.Codec;
import io.glasscast.protocol.sdp.Answerer.Part;
import io.glasscast.protocol.sdp.Negotiation.Unacceptable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Our answer to a viewer (draft-ietf-wish-whep): each of the stream's tracks in the first section that can take it.
/// A section that no track fits is answered idle, and the others go on.
public final class WhepAnswer {
    private WhepAnswer() {}

    /// @param tracks what the stream has, at most one of each kind, with our SSRCs for this viewer
    /// @return unacceptable: `sdp-no-media`, `sdp-not-secure`, `sdp-no-rtcp-mux`, `sdp-not-bundled`,
    ///     `sdp-direction`, `sdp-no-common-codec`
    public static Negotiation to(Offer offer, LocalTerms terms, List<SentTrack> tracks) {
        var answerer = new Answerer(offer);
        var refusal = answerer.refusal();
        if (refusal.isPresent()) return refusal.get();
        var parts = new ArrayList<Part>();
        var left = new ArrayList<>(tracks);
        for (var section : offer.media()) {
            var carrying = carrying(answerer, section, left);
            carrying.flatMap(Part.Carrying::sent).ifPresent(left::remove);
            parts.add(carrying.isPresent() ? carrying.get() : Answerer.idle(section));
        }
        if (parts.stream().anyMatch(part -> part instanceof Part.Carrying)) return answerer.write(terms, parts);
        boolean receives = offer.media().stream()
                .anyMatch(section -> section.isActive() && section.direction().receives());
        return receives
                ? new Unacceptable(
                        "sdp-no-common-codec",
                        "The stream is coded as " + codecs(tracks) + ", of which the offer has none.")
                : new Unacceptable(
                        "sdp-direction", "A viewer has to receive: offer the sections as recvonly or sendrecv.");
    }

    private static Optional<Part.Carrying> carrying(Answerer answerer, MediaSection section, List<SentTrack> tracks) {
        if (!section.isActive() || !section.direction().receives()) return Optional.empty();
        for (var track : tracks) {
            if (!section.isOf(track.codec().kind())) continue;
            var format = choose(section, track);
            if (format.isEmpty()) continue;
            var agreed = answerer.agree(
                    section, format.get(), track.codec(), List.of(track.ssrc()), List.of(track.rtxSsrc()));
            return Optional.of(new Part.Carrying(
                    agreed.rtxPayloadType().isPresent() ? agreed : withoutRtx(agreed),
                    Direction.SENDONLY,
                    Optional.of(track)));
        }
        return Optional.empty();
    }

    private static NegotiatedMedia withoutRtx(NegotiatedMedia media) {
        return new NegotiatedMedia(
                media.mid(),
                media.codec(),
                media.format(),
                media.rtxPayloadType(),
                media.extensionIds(),
                media.ssrcs(),
                List.of());
    }

    /// The payload type that suits the track best. H.264 has to be fragmented, and the nearest profile wins; VP9 and
    /// AV1 are 8-bit 4:2:0, profile 0.
    private static Optional<RtpCodec> choose(MediaSection section, SentTrack track) {
        var formats = WhipAnswer.known(section).stream()
                .filter(format -> format.codec().equals(Optional.of(track.codec())))
                .toList();
        return switch (track.codec()) {
            case H264 -> {
                var profile = track.profileLevelId().isEmpty()
                        ? H264Profile.CONSTRAINED_BASELINE
                        : H264Profile.of(track.profileLevelId());
                yield formats.stream()
                        .filter(format -> format.packetizationMode() == 1)
                        .min(Comparator.comparing(format -> format.h264Profile().distanceTo(profile)));
            }
            case VP9 -> profileZero(formats, "profile-id");
            case AV1 -> profileZero(formats, "profile");
            case H265, VP8, OPUS, AAC -> formats.stream().findFirst();
        };
    }

    private static Optional<RtpCodec> profileZero(List<RtpCodec> formats, String parameter) {
        return formats.stream()
                .filter(format -> format.fmtp().getOrDefault(parameter, "0").equals("0"))
                .findFirst();
    }

    private static String codecs(List<SentTrack> tracks) {
        return String.join(
                " and ", tracks.stream().map(SentTrack::codec).map(Codec::name).toList());
    }
}
