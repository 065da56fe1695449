package io.glasscast.protocol.sdp;

import io.glasscast.media.Codec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// One agreed track.
///
/// @param mid            the section's name; empty when there is but one and it has none
/// @param format         payload type, parameters, and the feedback both sides know
/// @param rtxPayloadType of retransmissions, when they are agreed
/// @param extensionIds   header extension URIs to ids, of those agreed
/// @param ssrcs          of media: the sender's, whoever that is; empty when a remote sender does not say
/// @param rtxSsrcs       of their retransmissions, in the same order; empty when there are none
public record NegotiatedMedia(
        String mid,
        Codec codec,
        RtpCodec format,
        OptionalInt rtxPayloadType,
        Map<String, Integer> extensionIds,
        List<Long> ssrcs,
        List<Long> rtxSsrcs) {
    public NegotiatedMedia {
        extensionIds = Collections.unmodifiableMap(new LinkedHashMap<>(extensionIds));
        ssrcs = List.copyOf(ssrcs);
        rtxSsrcs = List.copyOf(rtxSsrcs);
    }

    public Codec.Kind kind() {
        return codec.kind();
    }

    public int payloadType() {
        return format.payloadType();
    }

    /// `nack`, `nack pli`, `ccm fir`, `transport-cc`, `goog-remb`.
    public Set<String> feedback() {
        return format.feedback();
    }

    /// The id of the header extension `uri`.
    public OptionalInt extensionId(String uri) {
        var id = extensionIds.get(uri);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }
}
