package io.glasscast.glasses.codec;

import static io.glasscast.glasses.codec.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.glasscast.kernel.Bytes;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/// One open FFmpeg encoder of sound: a frame of samples in, at most one packet out.
final class SoundCodec implements AutoCloseable {
    private final Lifetime lifetime = new Lifetime();
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    private final int frameSamples;
    private long samples;

    /// @param sampleFormat an `AV_SAMPLE_FMT_…` that the encoder takes
    /// @param frameSamples of one channel
    /// @param settings     whatever else is to be set before it is opened
    SoundCodec(String name, int sampleFormat, SoundFormat format, int frameSamples, Consumer<AVCodecContext> settings) {
        this.frameSamples = frameSamples;
        Log.quiet();
        try {
            var codec = avcodec_find_encoder_by_name(name);
            if (codec == null) throw new CodecException("this FFmpeg has no encoder " + name);
            context = lifetime.own(avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
            context.sample_rate(format.sampleRate());
            context.sample_fmt(sampleFormat);
            av_channel_layout_default(context.ch_layout(), format.channels());
            context.time_base().num(1).den(format.sampleRate());
            settings.accept(context);
            check(avcodec_open2(context, codec, (PointerPointer<?>) null), "open " + name);

            frame = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
            frame.nb_samples(frameSamples).format(sampleFormat).sample_rate(format.sampleRate());
            av_channel_layout_default(frame.ch_layout(), format.channels());
            check(av_frame_get_buffer(frame, 0), "allocate samples");
            packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
        } catch (Throwable e) {
            lifetime.close();
            throw e;
        }
    }

    /// Samples at the beginning of the first packet's sound that nobody recorded.
    int priming() {
        return context.initial_padding();
    }

    /// What a decoder must know, as FFmpeg would write it into a file.
    Bytes extradata() {
        var bytes = new byte[context.extradata_size()];
        context.extradata().get(bytes);
        return Bytes.of(bytes);
    }

    /// Samples to be filled in, one plane after the other or all in the first, as the format has it.
    AVFrame frame() {
        check(av_frame_make_writable(frame), "reuse samples");
        return frame;
    }

    /// Codes what [#frame()] holds.
    Optional<Bytes> encode() {
        frame.pts(samples);
        samples += frameSamples;
        check(avcodec_send_frame(context, frame), "encode samples");
        int received = avcodec_receive_packet(context, packet);
        if (received == AVERROR_EAGAIN()) return Optional.empty();
        check(received, "receive a packet of sound");
        try {
            var bytes = new byte[packet.size()];
            new BytePointer(packet.data()).get(bytes);
            return Optional.of(Bytes.of(bytes));
        } finally {
            av_packet_unref(packet);
        }
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
