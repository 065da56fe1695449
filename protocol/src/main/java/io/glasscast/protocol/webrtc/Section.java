package io.glasscast.protocol.webrtc;

import io.glasscast.media.Codec;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// One media section both sides agreed on: what flows, which way, and under which numbers.
///
/// @param track          the number that this side's frames carry
/// @param mid            the section's identification tag (RFC 9143)
/// @param rtxPayloadType the payload type of retransmissions (RFC 4588), if they are agreed
/// @param extensions     header extension ids by their URI (RFC 8285)
/// @param ssrcs          the media sources the sender announced, or will use; none when it announced none
/// @param rtxSsrcs       the same for retransmissions
/// @param feedback       what the receiver may send back, as in `a=rtcp-fb`: `nack`, `nack pli`, `transport-cc`, ...
public record Section(
        int track,
        String mid,
        Flow flow,
        Codec codec,
        int payloadType,
        OptionalInt rtxPayloadType,
        Map<String, Integer> extensions,
        List<Long> ssrcs,
        List<Long> rtxSsrcs,
        Set<String> feedback) {
    /// The way the media goes, as this side sees it.
    public enum Flow {
        SEND,
        RECEIVE
    }

    public Section {
        extensions = Map.copyOf(extensions);
        ssrcs = List.copyOf(ssrcs);
        rtxSsrcs = List.copyOf(rtxSsrcs);
        feedback = Set.copyOf(feedback);
        if (flow == Flow.SEND && ssrcs.size() != 1)
            throw new IllegalArgumentException("a section that sends needs its one SSRC: " + mid);
    }

    boolean video() {
        return codec.kind() == Codec.Kind.VIDEO;
    }
}
