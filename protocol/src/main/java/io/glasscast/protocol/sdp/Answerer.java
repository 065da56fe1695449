package io.glasscast.protocol.sdp;

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

/// What both answers have in common: the order of sections, the transport, and what is kept of an offered format.
final class Answerer {
    private final Offer offer;

    Answerer(Offer offer) {
        this.offer = offer;
    }

    /// What one section of the offer is answered with.
    sealed interface Part {
        /// It carries a track.
        ///
        /// @param sent the track, when it is ours to send
        record Carrying(NegotiatedMedia media, Direction direction, Optional<SentTrack> sent) implements Part {}

        /// It carries nothing, but belongs to the session.
        record Idle(RtpCodec format) implements Part {}

        /// It does not belong to the session.
        record Rejected() implements Part {}
    }

    /// Why the offer as a whole is refused, whatever its codecs.
    Optional<Unacceptable> refusal() {
        var active = offer.media().stream()
                .filter(MediaSection::isActive)
                .filter(section -> section.kind() != MediaSection.Kind.OTHER)
                .toList();
        if (active.isEmpty()) return Optional.of(new Unacceptable("sdp-no-media", "The offer has no audio or video."));
        for (var section : active) {
            if (!section.line().protocol().endsWith("RTP/SAVPF")
                    && !section.line().protocol().endsWith("RTP/SAVP"))
                return Optional.of(new Unacceptable("sdp-not-secure", "Media has to be sent over DTLS and SRTP."));
            if (!section.rtcpMux())
                return Optional.of(new Unacceptable(
                        "sdp-no-rtcp-mux", "RTCP has to share the port of RTP: offer a=rtcp-mux in every section."));
            if (active.size() > 1 && (section.mid().isEmpty() || !offer.bundle().contains(section.mid())))
                return Optional.of(new Unacceptable(
                        "sdp-not-bundled", "All sections have to share one transport: offer them in a BUNDLE group."));
        }
        return Optional.empty();
    }

    /// `format`, one of `section`'s, as we agree to it; the sources are the sender's.
    NegotiatedMedia agree(MediaSection section, RtpCodec format, Codec codec, List<Long> ssrcs, List<Long> rtxSsrcs) {
        var agreed = format.with(format.fmtp(), Writer.feedback(codec.kind(), format.feedback()));
        var rtx = codec.kind() == Codec.Kind.VIDEO ? section.rtxOf(format.payloadType()) : OptionalInt.empty();
        return new NegotiatedMedia(section.mid(), codec, agreed, rtx, extensions(section), ssrcs, rtxSsrcs);
    }

    /// Extensions both sides know. One without a mid has nothing to name itself by.
    static Map<String, Integer> extensions(MediaSection section) {
        Map<String, Integer> extensions = new LinkedHashMap<>();
        section.extensions().forEach((id, uri) -> {
            if (Extensions.KNOWN.contains(uri)) extensions.putIfAbsent(uri, id);
        });
        return extensions;
    }

    /// Writes the answer. `parts` go with the offer's sections one by one.
    Negotiated write(LocalTerms terms, List<Part> parts) {
        var setup = offer.transport().setup().answer();
        var bundle = new ArrayList<String>();
        for (int i = 0; i < parts.size(); i++) {
            var mid = offer.media().get(i).mid();
            if (!(parts.get(i) instanceof Part.Rejected) && offer.bundle().contains(mid)) bundle.add(mid);
        }
        var writer = new Writer(terms, setup, bundle, offer.mixedExtensions());
        var media = new ArrayList<NegotiatedMedia>();
        for (int i = 0; i < parts.size(); i++) {
            var section = offer.media().get(i);
            var line = section.line();
            switch (parts.get(i)) {
                case Part.Rejected() -> writer.reject(section);
                case Part.Idle(var format) ->
                    writer.section(
                            line.type(), line.protocol(), section.mid(), Direction.INACTIVE, List.of(format), Map.of());
                case Part.Carrying(var agreed, var direction, var sent) -> {
                    media.add(agreed);
                    writer.section(
                            line.type(),
                            line.protocol(),
                            section.mid(),
                            direction,
                            formats(section, agreed),
                            agreed.extensionIds());
                    sent.ifPresent(track ->
                            writer.sources(track, agreed.rtxPayloadType().isPresent()));
                }
            }
        }
        return new Negotiated(writer.text(), setup, offer.transport(), media);
    }

    /// The agreed format and its retransmissions.
    private static List<RtpCodec> formats(MediaSection section, NegotiatedMedia media) {
        var formats = new ArrayList<RtpCodec>();
        formats.add(media.format());
        for (var codec : section.codecs())
            if (media.rtxPayloadType().isPresent()
                    && codec.payloadType() == media.rtxPayloadType().getAsInt())
                formats.add(codec.with(codec.fmtp(), Set.of()));
        return formats;
    }

    /// An active section that carries nothing stays in the session when it has a format to show: rejecting it would
    /// be harder on readers, above all when it is the first of the group.
    static Part idle(MediaSection section) {
        if (section.kind() == MediaSection.Kind.OTHER
                || !section.isActive()
                || section.codecs().isEmpty()) return new Part.Rejected();
        var format = section.codecs().getFirst();
        return new Part.Idle(format.with(format.fmtp(), Set.of()));
    }
}
