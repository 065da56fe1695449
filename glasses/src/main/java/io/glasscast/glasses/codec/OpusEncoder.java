package io.glasscast.glasses.codec;

import static io.glasscast.glasses.codec.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.ShortPointer;

/// Samples into Opus packets of 20 ms, by libopus.
public final class OpusEncoder implements AutoCloseable {
    public static final int SAMPLE_RATE = 48_000;

    /// Samples a channel in one packet: 20 ms.
    public static final int PACKET_SAMPLES = SAMPLE_RATE / 50;

    public static final long PACKET_NANOS = 20_000_000;

    /// Half of libopus' effort: twice as fast as all of it, and nobody hears the difference in a beep or a voice.
    private static final int COMPLEXITY = 5;

    private final int track;
    private final int channels;
    private final Lifetime lifetime = new Lifetime();
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;
    private long samples;

    public OpusEncoder(int track, AudioSettings settings) {
        this.track = track;
        this.channels = settings.channels();
        Log.quiet();
        try {
            var codec = avcodec_find_encoder_by_name("libopus");
            if (codec == null) throw new CodecException("this FFmpeg has no libopus");
            context = lifetime.own(avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
            context.sample_rate(SAMPLE_RATE);
            context.sample_fmt(AV_SAMPLE_FMT_S16);
            av_channel_layout_default(context.ch_layout(), channels);
            context.time_base().num(1).den(SAMPLE_RATE);
            context.bit_rate(settings.bitrate());
            context.compression_level(COMPLEXITY);
            context.cutoff(audioBandwidth(settings.sampleRate()));
            av_opt_set(context.priv_data(), "frame_duration", "20", 0);
            check(avcodec_open2(context, codec, (PointerPointer<?>) null), "open libopus");

            frame = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
            frame.nb_samples(PACKET_SAMPLES).format(AV_SAMPLE_FMT_S16).sample_rate(SAMPLE_RATE);
            av_channel_layout_default(frame.ch_layout(), channels);
            check(av_frame_get_buffer(frame, 0), "allocate samples");
            packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
        } catch (Throwable e) {
            lifetime.close();
            throw e;
        }
    }

    /// Codes 20 ms.
    ///
    /// @param interleaved [#PACKET_SAMPLES] for each channel
    public Frame encode(short[] interleaved, long ptsNanos) {
        if (interleaved.length != PACKET_SAMPLES * channels)
            throw new IllegalArgumentException(interleaved.length + " samples are not 20 ms");
        check(av_frame_make_writable(frame), "reuse samples");
        new ShortPointer(frame.data(0)).put(interleaved, 0, interleaved.length);
        frame.pts(samples);
        samples += PACKET_SAMPLES;
        check(avcodec_send_frame(context, frame), "encode samples");
        check(avcodec_receive_packet(context, packet), "receive an Opus packet");
        try {
            var bytes = new byte[packet.size()];
            packet.data().get(bytes);
            return new Frame(track, ptsNanos, true, Bytes.of(bytes));
        } finally {
            av_packet_unref(packet);
        }
    }

    /// The Opus bandwidth that holds everything a capture at `sampleRate` could (RFC 6716 §2.1.3).
    private static int audioBandwidth(int sampleRate) {
        return sampleRate <= 24_000 ? 12_000 : 20_000;
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
