package io.glasscast.transcode.worker;

import static io.glasscast.transcode.worker.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// One run of an encoder of AAC-LC or Opus over samples without a hole.
///
/// The first packets begin before the first sample: an encoder needs a run-up, 1024 samples for AAC and 312 for
/// Opus, and what a decoder makes of the packet that starts at a time is heard at that time.
final class SoundEncoder implements AutoCloseable {
    interface Sink {
        /// @param samples where the packet begins, in samples since the run began; the run-up is negative
        void packet(long samples, Bytes packet);
    }

    /// Good for music in AAC-LC and Opus alike.
    private static final long STEREO_BITRATE = 128_000;

    private static final long MONO_BITRATE = 96_000;

    /// Half of libopus' effort: twice as fast as all of it, and next to nobody hears the difference.
    private static final int OPUS_COMPLEXITY = 5;

    /// 20 ms: what every player of Opus expects.
    private static final int OPUS_FRAME = Sound.SAMPLE_RATE / 50;

    private static final int AAC_FRAME = 1024;

    private final int channels;
    private final Lifetime lifetime = new Lifetime();
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    private final boolean planar;
    private long samples;

    /// @param channels 1 or 2
    SoundEncoder(Codec codec, int channels) {
        this.channels = channels;
        this.planar = codec == Codec.AAC;
        try {
            var encoder = avcodec_find_encoder_by_name(planar ? "aac" : "libopus");
            if (Pointer.isNull(encoder)) throw new CodecException("this FFmpeg cannot encode " + codec);
            context = lifetime.own(avcodec_alloc_context3(encoder), c -> avcodec_free_context(c));
            context.sample_rate(Sound.SAMPLE_RATE);
            context.sample_fmt(planar ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_FLT);
            av_channel_layout_default(context.ch_layout(), channels);
            context.time_base().num(1).den(Sound.SAMPLE_RATE);
            context.bit_rate(channels == 1 ? MONO_BITRATE : STEREO_BITRATE);
            context.thread_count(1);
            if (planar) {
                context.profile(AV_PROFILE_AAC_LOW);
                av_opt_set(context.priv_data(), "aac_coder", "fast", 0);
            } else {
                context.compression_level(OPUS_COMPLEXITY);
                av_opt_set(context.priv_data(), "frame_duration", "20", 0);
            }
            check(avcodec_open2(context, encoder, (PointerPointer<?>) null), "open the encoder of " + codec);

            frame = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
            frame.nb_samples(frameSamples()).format(context.sample_fmt()).sample_rate(Sound.SAMPLE_RATE);
            av_channel_layout_default(frame.ch_layout(), channels);
            check(av_frame_get_buffer(frame, 0), "allocate samples");
            packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
        } catch (Throwable e) {
            lifetime.close();
            throw e;
        }
    }

    /// How many samples one packet holds.
    int frameSamples() {
        return planar ? AAC_FRAME : OPUS_FRAME;
    }

    /// What a decoder has to know.
    Bytes configuration() {
        return planar
                ? AudioSpecificConfig.lc(Sound.SAMPLE_RATE, channels).write()
                : OpusHead.of(channels, context.initial_padding());
    }

    /// @param sound [#frameSamples()] long
    void encode(Sound sound, Sink sink) {
        check(av_frame_make_writable(frame), "reuse samples");
        if (planar)
            for (int c = 0; c < channels; c++)
                new FloatPointer(frame.data(c)).put(sound.channels()[c], 0, sound.count());
        else {
            var interleaved = new float[sound.count() * channels];
            for (int c = 0; c < channels; c++)
                for (int i = 0; i < sound.count(); i++) interleaved[i * channels + c] = sound.channels()[c][i];
            new FloatPointer(frame.data(0)).put(interleaved, 0, interleaved.length);
        }
        frame.pts(samples);
        samples += sound.count();
        check(avcodec_send_frame(context, frame), "encode samples");
        receive(sink);
    }

    /// Gives what the encoder still holds. Nothing can be encoded after that.
    void finish(Sink sink) {
        check(avcodec_send_frame(context, null), "finish encoding");
        receive(sink);
    }

    private void receive(Sink sink) {
        while (avcodec_receive_packet(context, packet) >= 0) {
            var bytes = new byte[packet.size()];
            new BytePointer(packet.data()).get(bytes);
            long pts = packet.pts();
            av_packet_unref(packet);
            sink.packet(pts, Bytes.of(bytes));
        }
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
