package io.glasscast.protocol.sdp;

import io.glasscast.media.Codec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// One media section of an offer or answer, understood.
///
/// @param mid        its name in BUNDLE groups; empty when it has none
/// @param codecs     in the order of the media line, the ones with an `rtpmap`
/// @param extensions header extension ids to URIs, of those that are not inactive
/// @param bundleOnly port 0 means bundled, not rejected (RFC 8843 §6)
public record MediaSection(
        MediaLine line,
        String mid,
        Direction direction,
        List<RtpCodec> codecs,
        Map<Integer, String> extensions,
        Sources sources,
        boolean bundleOnly,
        boolean rtcpMux,
        boolean rtcpReducedSize) {
    public MediaSection {
        codecs = List.copyOf(codecs);
        extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
    }

    public enum Kind {
        AUDIO,
        VIDEO,
        /// Data channels and whatever else we reject.
        OTHER
    }

    /// The sources a sender announces (RFC 5576).
    ///
    /// @param ssrcs of media, in the order they came, without those of retransmissions
    /// @param rtxOf SSRC of retransmissions to the SSRC that they repeat
    /// @param msid  stream and track (RFC 8830)
    public record Sources(List<Long> ssrcs, Map<Long, Long> rtxOf, Optional<String> msid) {
        static final Sources NONE = new Sources(List.of(), Map.of(), Optional.empty());

        public Sources {
            ssrcs = List.copyOf(ssrcs);
            rtxOf = Collections.unmodifiableMap(new LinkedHashMap<>(rtxOf));
        }
    }

    public Kind kind() {
        return switch (line.type()) {
            case "audio" -> Kind.AUDIO;
            case "video" -> Kind.VIDEO;
            default -> Kind.OTHER;
        };
    }

    /// Whether the section is meant to carry anything.
    public boolean isActive() {
        return line.port() != 0 || bundleOnly;
    }

    boolean isOf(Codec.Kind kind) {
        return switch (kind) {
            case AUDIO -> kind() == Kind.AUDIO;
            case VIDEO -> kind() == Kind.VIDEO;
        };
    }

    /// The payload type of `payloadType`'s retransmissions.
    OptionalInt rtxOf(int payloadType) {
        for (var codec : codecs) if (codec.apt().orElse(-1) == payloadType) return OptionalInt.of(codec.payloadType());
        return OptionalInt.empty();
    }
}
