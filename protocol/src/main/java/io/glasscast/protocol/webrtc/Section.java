package io.glasscast.protocol.webrtc;

import io.glasscast.media.Codec;
import io.glasscast.protocol.sdp.NegotiatedMedia;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// One media section both sides agreed on, as this side uses it.
///
/// @param track the number that this side's frames carry
public record Section(int track, Flow flow, NegotiatedMedia media) {
    /// The way the media goes, as this side sees it.
    public enum Flow {
        SEND,
        RECEIVE
    }

    public Section {
        if (flow == Flow.SEND && media.ssrcs().size() != 1)
            throw new IllegalArgumentException("a section that sends needs its one SSRC: " + media.mid());
    }

    String mid() {
        return media.mid();
    }

    Codec codec() {
        return media.codec();
    }

    int payloadType() {
        return media.payloadType();
    }

    OptionalInt rtxPayloadType() {
        return media.rtxPayloadType();
    }

    Map<String, Integer> extensions() {
        return media.extensionIds();
    }

    List<Long> ssrcs() {
        return media.ssrcs();
    }

    List<Long> rtxSsrcs() {
        return media.rtxSsrcs();
    }

    Set<String> feedback() {
        return media.feedback();
    }

    boolean video() {
        return codec().kind() == Codec.Kind.VIDEO;
    }
}
