package io.glasscast.protocol.sdp;

import io.glasscast.media.Codec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What one payload type means in one section: `rtpmap`, `fmtp` and `rtcp-fb` together.
///
/// @param payloadType 0..127
/// @param name        upper case: `H264`, `VP8`, `VP9`, `AV1`, `H265`, `OPUS`, `RTX`, or one we do not know
/// @param clockRate   ticks a second
/// @param channels    1 when the offer does not say
/// @param fmtp        format parameters, names in lower case, in the order they came; a parameter without `=` has an
///                    empty value
/// @param feedback    `nack`, `nack pli`, `ccm fir`, `transport-cc`, `goog-remb` and others
public record RtpCodec(
        int payloadType, String name, int clockRate, int channels, Map<String, String> fmtp, Set<String> feedback) {
    static final String RTX = "RTX";

    public RtpCodec {
        fmtp = Collections.unmodifiableMap(new LinkedHashMap<>(fmtp));
        feedback = Collections.unmodifiableSet(new LinkedHashSet<>(feedback));
    }

    /// Of a retransmission format, the payload type that it repeats (RFC 4588 §8.1).
    public OptionalInt apt() {
        var apt = Numbers.parse(fmtp.getOrDefault("apt", ""), 127);
        return name.equals(RTX) && apt.isPresent() ? OptionalInt.of((int) apt.getAsLong()) : OptionalInt.empty();
    }

    /// The codec this is, when it is one that we carry.
    public Optional<Codec> codec() {
        return switch (name) {
            case "H264" -> Optional.of(Codec.H264);
            case "H265" -> Optional.of(Codec.H265);
            case "VP8" -> Optional.of(Codec.VP8);
            case "VP9" -> Optional.of(Codec.VP9);
            case "AV1" -> Optional.of(Codec.AV1);
            case "OPUS" -> Optional.of(Codec.OPUS);
            default -> Optional.empty();
        };
    }

    /// 1 when H.264 access units may be cut into fragments and bundled (RFC 6184 §6.3); 0 when not said.
    public int packetizationMode() {
        return (int)
                Numbers.parse(fmtp.getOrDefault("packetization-mode", "0"), 2).orElse(0);
    }

    /// The H.264 profile; constrained by nothing when not said (RFC 6184 §8.1).
    public H264Profile h264Profile() {
        return H264Profile.of(fmtp.getOrDefault("profile-level-id", ""));
    }

    RtpCodec with(Map<String, String> otherFmtp, Set<String> otherFeedback) {
        return new RtpCodec(payloadType, name, clockRate, channels, otherFmtp, otherFeedback);
    }
}
