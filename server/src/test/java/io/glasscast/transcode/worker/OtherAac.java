package io.glasscast.transcode.worker;

import static io.glasscast.transcode.worker.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import java.util.ArrayList;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/// AAC as others send it: any rate, any number of channels. It beeps in the first 200 ms of each second but the
/// first.
final class OtherAac {
    private static final int FRAME = 1024;

    private OtherAac() {}

    static Coded of(int rate, int channels, long startNanos, int seconds) {
        var packets = new ArrayList<Coded.Packet>();
        try (var lifetime = new Lifetime()) {
            var encoder = avcodec_find_encoder_by_name("aac");
            var context = lifetime.own(avcodec_alloc_context3(encoder), c -> avcodec_free_context(c));
            context.sample_rate(rate).sample_fmt(AV_SAMPLE_FMT_FLTP).bit_rate(96_000);
            av_channel_layout_default(context.ch_layout(), channels);
            context.time_base().num(1).den(rate);
            check(avcodec_open2(context, encoder, (PointerPointer<?>) null), "open");
            var frame = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
            frame.nb_samples(FRAME).format(AV_SAMPLE_FMT_FLTP).sample_rate(rate);
            av_channel_layout_default(frame.ch_layout(), channels);
            check(av_frame_get_buffer(frame, 0), "allocate");
            var packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
            for (int at = 0; at < seconds * rate; at += FRAME) {
                check(av_frame_make_writable(frame), "reuse");
                for (int c = 0; c < channels; c++)
                    new FloatPointer(frame.extended_data(c)).put(beep(at, rate), 0, FRAME);
                frame.pts(at);
                check(avcodec_send_frame(context, frame), "encode");
                while (avcodec_receive_packet(context, packet) >= 0) {
                    var bytes = new byte[packet.size()];
                    new BytePointer(packet.data()).get(bytes);
                    long pts = startNanos + packet.pts() * 1_000_000_000L / rate;
                    packets.add(new Coded.Packet(pts, Bytes.of(bytes)));
                    av_packet_unref(packet);
                }
            }
            return new Coded(Codec.AAC, AudioSpecificConfig.lc(rate, channels).write(), packets);
        }
    }

    private static float[] beep(int from, int rate) {
        var samples = new float[FRAME];
        for (int i = 0; i < FRAME; i++) {
            int within = (from + i) % rate;
            boolean loud = from + i >= rate && within < rate / 5;
            if (loud) samples[i] = (float) (0.5 * Math.sin(within * 2 * Math.PI * 600 / rate));
        }
        return samples;
    }
}
