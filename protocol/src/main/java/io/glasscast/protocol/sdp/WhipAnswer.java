package io.glasscast.protocol.sdp;

import io.glasscast.media.Codec;
import io.glasscast.protocol.sdp.Answerer.Part;
import io.glasscast.protocol.sdp.Negotiation.Unacceptable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Our answer to a publisher (RFC 9725 §4.2): one video section, one audio section, or one of each, all received.
/// RFC 9725 wants an offer answered whole or refused whole, so no section with media is rejected by itself.
public final class WhipAnswer {
    private WhipAnswer() {}

    /// @return unacceptable: `sdp-no-media`, `sdp-not-secure`, `sdp-no-rtcp-mux`, `sdp-not-bundled`,
    ///     `sdp-direction`, `sdp-too-many-sections`, `sdp-no-common-codec`
    public static Negotiation to(Offer offer, LocalTerms terms) {
        var answerer = new Answerer(offer);
        var refusal = answerer.refusal();
        if (refusal.isPresent()) return refusal.get();
        var parts = new ArrayList<Part>();
        var kinds = new HashSet<MediaSection.Kind>();
        for (var section : offer.media()) {
            if (!section.isActive() || section.kind() == MediaSection.Kind.OTHER) {
                parts.add(new Part.Rejected());
                continue;
            }
            if (!section.direction().sends())
                return new Unacceptable(
                        "sdp-direction", "A publisher has to send: offer every section as sendonly or sendrecv.");
            if (!kinds.add(section.kind()))
                return new Unacceptable(
                        "sdp-too-many-sections", "A publication has at most one video and one audio section.");
            var format = choose(section);
            if (format.isEmpty())
                return new Unacceptable(
                        "sdp-no-common-codec",
                        section.kind() == MediaSection.Kind.VIDEO
                                ? "None of the offered video codecs is H264, H265, VP8, VP9 or AV1."
                                : "None of the offered audio codecs is Opus at 48000 Hz.");
            var sources = section.sources();
            var codec = format.get().codec().orElseThrow();
            var agreed = answerer.agree(
                    section,
                    stereo(format.get()),
                    codec,
                    sources.ssrcs(),
                    List.copyOf(sources.rtxOf().keySet()));
            parts.add(new Part.Carrying(agreed, Direction.RECVONLY, Optional.empty()));
        }
        return answerer.write(terms, parts);
    }

    /// H.264 when there is any, because it is what plays everywhere without transcoding: fragmented before single
    /// NAL units, constrained baseline before the rest. Else the publisher's own first choice.
    private static Optional<RtpCodec> choose(MediaSection section) {
        var known = known(section);
        return known.stream()
                .filter(codec -> codec.name().equals("H264"))
                .min(Comparator.comparing((RtpCodec codec) -> codec.packetizationMode() != 1)
                        .thenComparing(codec -> codec.h264Profile() != H264Profile.CONSTRAINED_BASELINE))
                .or(() -> known.stream().findFirst());
    }

    /// The formats that we can carry. Interleaved H.264 (packetization mode 2) is not among them.
    static List<RtpCodec> known(MediaSection section) {
        return section.codecs().stream()
                .filter(format -> format.codec().isPresent()
                        && section.isOf(format.codec().get().kind())
                        && format.clockRate() == format.codec().get().rtpClockRate()
                        && (!format.codec().get().equals(Codec.H264) || format.packetizationMode() < 2))
                .toList();
    }

    /// Who says that it may send stereo hears that we take it (RFC 7587 §7.1).
    private static RtpCodec stereo(RtpCodec format) {
        if (!format.fmtp().getOrDefault("sprop-stereo", "0").equals("1")) return format;
        var fmtp = new LinkedHashMap<>(format.fmtp());
        fmtp.put("stereo", "1");
        return format.with(fmtp, format.feedback());
    }
}
