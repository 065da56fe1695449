package io.glasscast.media;

/// How a track is coded, and with it the shape of its frames' payload.
public enum Codec {
    /// ITU-T H.264. Payload: the access unit's NAL units, each behind a 32-bit length (ISO/IEC 14496-15 §5.3),
    /// without access unit delimiters. A keyframe's access unit carries its parameter sets.
    H264(Kind.VIDEO, 90_000),
    /// ITU-T H.265. Payload: as H.264.
    H265(Kind.VIDEO, 90_000),
    /// RFC 6386. Payload: one frame.
    VP8(Kind.VIDEO, 90_000),
    /// Payload: one superframe or frame, all layers of one picture.
    VP9(Kind.VIDEO, 90_000),
    /// Payload: one temporal unit as OBUs with size fields, without temporal delimiters (AV1 §5.2).
    AV1(Kind.VIDEO, 90_000),
    /// RFC 6716. Payload: one packet.
    OPUS(Kind.AUDIO, 48_000),
    /// AAC. Payload: one raw access unit, without ADTS or LATM.
    AAC(Kind.AUDIO, 48_000);

    public enum Kind {
        VIDEO,
        AUDIO
    }

    private final Kind kind;
    private final int rtpClockRate;

    Codec(Kind kind, int rtpClockRate) {
        this.kind = kind;
        this.rtpClockRate = rtpClockRate;
    }

    public Kind kind() {
        return kind;
    }

    /// Ticks a second of the codec's RTP timestamps.
    public int rtpClockRate() {
        return rtpClockRate;
    }
}
