package io.glasscast.transcode.worker;

import static io.glasscast.transcode.worker.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.glasscast.kernel.Bytes;
import io.glasscast.transcode.wire.Order;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// Keyframes as JPEGs.
final class Stills {
    /// FFmpeg's scale of the quantiser, 2 (best) to 31: 10 kB for 320 pixels, and no blocks to be seen.
    private static final int QUANTISER = 4;

    /// `AV_FRAME_FLAG_CORRUPT` of FFmpeg's frame.h, which JavaCPP leaves out.
    private static final int CORRUPT = 1;

    private Stills() {}

    /// The first picture in a keyframe, at most `width` wide.
    ///
    /// @return empty when there is none
    static Bytes jpeg(Order.Still order) {
        var made = new Bytes[] {Bytes.EMPTY};
        try (var decoder = new Decoder(order.source(), Bytes.EMPTY)) {
            decoder.decode(order.keyframe(), 0, picture -> made[0] = first(made[0], picture, order.width()));
            decoder.finish(picture -> made[0] = first(made[0], picture, order.width()));
        } catch (CodecException e) {
            return Bytes.EMPTY;
        }
        return made[0];
    }

    private static Bytes first(Bytes made, AVFrame picture, int width) {
        // A picture with holes in it is worse than none: nobody sees that it is not the camera's.
        boolean damaged = picture.decode_error_flags() != 0 || (picture.flags() & CORRUPT) != 0;
        return made.isEmpty() && !damaged ? encode(picture, width) : made;
    }

    private static Bytes encode(AVFrame picture, int width) {
        int scaledWidth = Math.max(2, Math.min(width, picture.width()) & ~1);
        long height = (long) picture.height() * scaledWidth / picture.width();
        int scaledHeight = (int) Math.max(2, height & ~1);
        try (var scaler = new Scaler(scaledWidth, scaledHeight, AV_PIX_FMT_YUVJ420P);
                var lifetime = new Lifetime()) {
            var scaled = scaler.scale(picture);
            var encoder = avcodec_find_encoder_by_name("mjpeg");
            if (Pointer.isNull(encoder)) throw new CodecException("this FFmpeg cannot encode JPEG");
            AVCodecContext context = lifetime.own(avcodec_alloc_context3(encoder), c -> avcodec_free_context(c));
            context.width(scaledWidth).height(scaledHeight).pix_fmt(AV_PIX_FMT_YUVJ420P);
            context.color_range(AVCOL_RANGE_JPEG);
            context.time_base().num(1).den(1);
            context.flags(context.flags() | AV_CODEC_FLAG_QSCALE);
            context.global_quality(FF_QP2LAMBDA * QUANTISER);
            context.thread_count(1);
            check(avcodec_open2(context, encoder, (PointerPointer<?>) null), "open the encoder of JPEG");
            var packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
            scaled.quality(FF_QP2LAMBDA * QUANTISER).pts(0);
            check(avcodec_send_frame(context, scaled), "encode a JPEG");
            check(avcodec_receive_packet(context, packet), "receive a JPEG");
            var jpeg = new byte[packet.size()];
            new BytePointer(packet.data()).get(jpeg);
            return Bytes.of(jpeg);
        }
    }
}
