package io.glasscast.glasses.codec;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_AAC_LOW;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;

/// Samples into AAC-LC access units of 1024 samples, by FFmpeg's own encoder.
///
/// An AAC decoder gives, for an access unit, the sound of the one before it: the two overlap by half (ISO/IEC 14496-3
/// §4.6.11). So the first access unit carries priming, sound from before the first sample, and every access unit's
/// time is one frame earlier than that of the samples that went in with its number. With that, what a decoder gives
/// for an access unit of time t is what was heard at t.
public final class AacEncoder implements SoundEncoder {
    static final int FRAME_SAMPLES = 1024;

    private static final float FULL_SCALE = 32_768;

    private final int track;
    private final SoundFormat format;
    private final SoundCodec codec;
    private final float[] plane = new float[FRAME_SAMPLES];
    /// When the samples that went in last were heard: their access unit comes out with the next ones.
    private long lastNanos;

    public AacEncoder(int track, AudioSettings settings) {
        this.track = track;
        this.format = settings.format();
        this.codec = new SoundCodec("aac", AV_SAMPLE_FMT_FLTP, format, FRAME_SAMPLES, context -> {
            context.bit_rate(settings.bitrate());
            context.profile(AV_PROFILE_AAC_LOW);
            // Raw access units: the configuration travels beside them.
            context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        });
        if (codec.priming() != FRAME_SAMPLES) {
            codec.close();
            throw new CodecException("this FFmpeg primes AAC with " + codec.priming() + " samples");
        }
    }

    @Override
    public SoundFormat format() {
        return format;
    }

    @Override
    public int packetSamples() {
        return FRAME_SAMPLES;
    }

    /// The AudioSpecificConfig as FFmpeg writes it.
    Bytes configuration() {
        return codec.extradata();
    }

    @Override
    public Optional<Frame> encode(short[] interleaved, long ptsNanos) {
        int channels = format.channels();
        if (interleaved.length != FRAME_SAMPLES * channels)
            throw new IllegalArgumentException(interleaved.length + " samples are not a frame of AAC");
        var frame = codec.frame();
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0; i < FRAME_SAMPLES; i++) plane[i] = interleaved[i * channels + channel] / FULL_SCALE;
            new FloatPointer(frame.data(channel)).put(plane, 0, FRAME_SAMPLES);
        }
        long ofUnit = lastNanos - format.nanos(FRAME_SAMPLES);
        lastNanos = ptsNanos;
        return codec.encode().map(unit -> new Frame(track, ofUnit, true, unit));
    }

    @Override
    public void close() {
        codec.close();
    }
}
