package io.glasscast.glasses.codec;

import static io.glasscast.glasses.codec.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.glasscast.kernel.Bytes;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;

/// One open OpenH264 encoder at one rate. Gives Annex B, parameter sets before every IDR picture.
final class OpenH264 implements AutoCloseable {
    /// Picture time in microseconds: finer than any frame rate, and exact for the encoder's rate control.
    private static final int TICKS_PER_SECOND = 1_000_000;

    private static final int NANOS_PER_TICK = 1_000_000_000 / TICKS_PER_SECOND;

    /// Keyframes are asked for by picture time, so the encoder's own count of frames must never bring one.
    private static final int NO_KEYFRAMES_OF_ITS_OWN = 0;

    private final Lifetime lifetime = new Lifetime();
    private final AVCodecContext context;
    private final AVFrame frame;
    private final AVPacket packet;

    OpenH264(VideoSettings settings) {
        Log.quiet();
        try {
            var codec = avcodec_find_encoder_by_name("libopenh264");
            if (codec == null) throw new CodecException("this FFmpeg has no libopenh264");
            context = lifetime.own(avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
            context.width(settings.width()).height(settings.height());
            context.pix_fmt(AV_PIX_FMT_YUV420P);
            context.time_base().num(1).den(TICKS_PER_SECOND);
            context.framerate().num(settings.frameRate()).den(1);
            context.bit_rate(settings.bitrate());
            context.gop_size(NO_KEYFRAMES_OF_ITS_OWN);
            context.max_b_frames(0);
            context.thread_count(1);
            context.profile(AV_PROFILE_H264_CONSTRAINED_BASELINE);
            av_opt_set(context.priv_data(), "rc_mode", "bitrate", 0);
            check(avcodec_open2(context, codec, (PointerPointer<?>) null), "open libopenh264");

            frame = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
            frame.width(settings.width()).height(settings.height()).format(AV_PIX_FMT_YUV420P);
            check(av_frame_get_buffer(frame, 0), "allocate a picture");
            packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
        } catch (Throwable e) {
            lifetime.close();
            throw e;
        }
    }

    /// Codes one picture and gives its access unit.
    Bytes encode(I420 picture, long ptsNanos, int pictureType) {
        check(av_frame_make_writable(frame), "reuse a picture");
        Planes.copyIn(picture, frame);
        frame.pts(ptsNanos / NANOS_PER_TICK).pict_type(pictureType);
        check(avcodec_send_frame(context, frame), "encode a picture");
        check(avcodec_receive_packet(context, packet), "receive an access unit");
        try {
            var accessUnit = new byte[packet.size()];
            packet.data().get(accessUnit);
            return Bytes.of(accessUnit);
        } finally {
            av_packet_unref(packet);
        }
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
