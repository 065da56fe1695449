package io.glasscast.glasses.codec;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import java.util.Optional;

/// Samples into packets of sound, each of which has the time at which its first sample is to be heard.
public sealed interface SoundEncoder extends AutoCloseable permits AacEncoder, OpusEncoder {
    /// @throws CodecException when this FFmpeg cannot do it
    static SoundEncoder open(int track, AudioSettings settings) {
        return settings.codec() == Codec.AAC ? new AacEncoder(track, settings) : new OpusEncoder(track, settings);
    }

    SoundFormat format();

    /// Samples of one channel that [#encode] takes.
    int packetSamples();

    /// Codes one packet's worth of samples.
    ///
    /// @param interleaved [#packetSamples()] for each channel
    /// @param ptsNanos    when the first of them was heard
    /// @return empty while the encoder wants to hear more before it says anything
    Optional<Frame> encode(short[] interleaved, long ptsNanos);

    @Override
    void close();
}
