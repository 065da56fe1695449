package io.glasscast.protocol.sdp;

import io.glasscast.media.Codec;

/// A track that we send.
///
/// @param profileLevelId of H.264, the six hexadecimal digits behind the start of the sequence parameter set; empty
///                       for other codecs, and when not known
/// @param ssrc           of media
/// @param rtxSsrc        of its retransmissions, if the other side takes them
public record SentTrack(Codec codec, String profileLevelId, long ssrc, long rtxSsrc) {}
