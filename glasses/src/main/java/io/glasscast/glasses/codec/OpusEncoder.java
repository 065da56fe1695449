package io.glasscast.glasses.codec;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import io.glasscast.media.Frame;
import java.util.Optional;
import org.bytedeco.javacpp.ShortPointer;

/// Samples into Opus packets of 20 ms, by libopus.
///
/// Its look-ahead of 6.5 ms is left in the times: WebRTC has no place to say it, and browsers do not take it off.
public final class OpusEncoder implements SoundEncoder {
    public static final int SAMPLE_RATE = 48_000;

    /// Samples a channel in one packet: 20 ms.
    public static final int PACKET_SAMPLES = SAMPLE_RATE / 50;

    public static final long PACKET_NANOS = 20_000_000;

    /// Half of libopus' effort: twice as fast as all of it, and nobody hears the difference in a beep or a voice.
    private static final int COMPLEXITY = 5;

    private final int track;
    private final SoundFormat format;
    private final SoundCodec codec;

    public OpusEncoder(int track, AudioSettings settings) {
        this.track = track;
        this.format = settings.format();
        this.codec = new SoundCodec("libopus", AV_SAMPLE_FMT_S16, format, PACKET_SAMPLES, context -> {
            context.bit_rate(settings.bitrate());
            context.compression_level(COMPLEXITY);
            context.cutoff(audioBandwidth(settings.sampleRate()));
            av_opt_set(context.priv_data(), "frame_duration", "20", 0);
        });
    }

    @Override
    public SoundFormat format() {
        return format;
    }

    @Override
    public int packetSamples() {
        return PACKET_SAMPLES;
    }

    @Override
    public Optional<Frame> encode(short[] interleaved, long ptsNanos) {
        if (interleaved.length != PACKET_SAMPLES * format.channels())
            throw new IllegalArgumentException(interleaved.length + " samples are not 20 ms");
        new ShortPointer(codec.frame().data(0)).put(interleaved, 0, interleaved.length);
        return codec.encode().map(packet -> new Frame(track, ptsNanos, true, packet));
    }

    /// The Opus bandwidth that holds everything a capture at `sampleRate` could (RFC 6716 §2.1.3).
    private static int audioBandwidth(int sampleRate) {
        return sampleRate <= 24_000 ? 12_000 : 20_000;
    }

    @Override
    public void close() {
        codec.close();
    }
}
