package io.glasscast.transcode.worker;

import static io.glasscast.transcode.worker.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// Pictures into H.264 by OpenH264: constrained baseline, no B-frames, every picture out as soon as it is in.
final class PictureEncoder implements AutoCloseable {
    /// What the encoder fixes when it opens.
    record Settings(int width, int height, long bitrate, int framesPerSecond) {}

    /// @param keyframe whether decoding can start here
    record Coded(boolean keyframe, Bytes accessUnit) {}

    /// Picture time in microseconds: finer than any frame rate, and exact for the encoder's rate control.
    private static final int TICKS_PER_SECOND = 1_000_000;

    private static final int NANOS_PER_TICK = 1_000_000_000 / TICKS_PER_SECOND;

    /// Keyframes are asked for by picture time, so the encoder's own count of frames must never bring one.
    private static final int NO_KEYFRAMES_OF_ITS_OWN = 0;

    private final Settings settings;
    private final Lifetime lifetime = new Lifetime();
    private final AVCodecContext context;
    private final AVPacket packet;

    /// @param like a picture of the stream: its colours and the shape of its pixels are told on
    PictureEncoder(Settings settings, AVFrame like) {
        this.settings = settings;
        try {
            var encoder = avcodec_find_encoder_by_name("libopenh264");
            if (Pointer.isNull(encoder)) throw new CodecException("this FFmpeg cannot encode H264");
            context = lifetime.own(avcodec_alloc_context3(encoder), c -> avcodec_free_context(c));
            context.width(settings.width()).height(settings.height());
            context.pix_fmt(AV_PIX_FMT_YUV420P);
            context.time_base().num(1).den(TICKS_PER_SECOND);
            context.framerate().num(settings.framesPerSecond()).den(1);
            context.bit_rate(settings.bitrate());
            context.gop_size(NO_KEYFRAMES_OF_ITS_OWN);
            context.max_b_frames(0);
            context.thread_count(1);
            context.profile(AV_PROFILE_H264_CONSTRAINED_BASELINE);
            context.color_range(like.color_range());
            context.colorspace(like.colorspace());
            context.color_primaries(like.color_primaries());
            context.color_trc(like.color_trc());
            context.sample_aspect_ratio(like.sample_aspect_ratio());
            av_opt_set(context.priv_data(), "rc_mode", "bitrate", 0);
            check(avcodec_open2(context, encoder, (PointerPointer<?>) null), "open the encoder of H264");
            packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
        } catch (Throwable e) {
            lifetime.close();
            throw e;
        }
    }

    Settings settings() {
        return settings;
    }

    /// Codes one picture in YUV 4:2:0 of the size in the settings, which stays the caller's but for its time.
    Coded encode(AVFrame picture, long ptsNanos, boolean keyframe) {
        picture.pts(ptsNanos / NANOS_PER_TICK);
        picture.pict_type(keyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        check(avcodec_send_frame(context, picture), "encode a picture");
        check(avcodec_receive_packet(context, packet), "receive an access unit");
        byte[] stream;
        try {
            stream = new byte[packet.size()];
            new BytePointer(packet.data()).get(stream);
        } finally {
            av_packet_unref(packet);
        }
        var units = NalUnits.splitAnnexB(Bytes.of(stream)).orThrow().stream()
                .filter(unit -> H264NalUnit.type(unit) != H264NalUnit.ACCESS_UNIT_DELIMITER)
                .toList();
        return new Coded(
                units.stream().anyMatch(unit -> H264NalUnit.type(unit) == H264NalUnit.IDR_SLICE), NalUnits.join(units));
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
