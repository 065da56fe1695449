package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;

/// One whole frame, as it came out of RTP payloads. Units with a packet missing never become one.
///
/// @param timestamp the RTP timestamp of its packets, as it was handed in
/// @param keyframe  whether decoding can start here; true for all audio
/// @param payload   in the shape that [io.glasscast.media.Codec] describes
public record AccessUnit(long timestamp, boolean keyframe, Bytes payload) {}
