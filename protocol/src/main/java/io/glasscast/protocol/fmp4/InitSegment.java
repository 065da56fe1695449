package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;

/// What a player reads before the segments of a rendition: `ftyp` and `moov`.
///
/// @param id         names it in URLs: other bytes, another id
/// @param codecs     its codec as RFC 6381 writes it, such as `avc1.64001f`
/// @param timescale  ticks a second of its media time
/// @param width      in pixels; 0 of sound
/// @param height     in pixels; 0 of sound
/// @param sampleRate in Hz; 0 of pictures
/// @param channels   0 of pictures
public record InitSegment(
        String id,
        Bytes bytes,
        Codec codec,
        String codecs,
        int timescale,
        int width,
        int height,
        int sampleRate,
        int channels) {}
