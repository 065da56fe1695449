package io.glasscast.glasses.codec;

import static io.glasscast.glasses.codec.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/// What a viewer would see and hear of our frames: FFmpeg's own decoders, which share nothing with the encoders.
public final class Decoder implements AutoCloseable {
    private final Lifetime lifetime = new Lifetime();
    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVFrame frame;

    private Decoder(String name, Bytes configuration) {
        Log.quiet();
        var codec = avcodec_find_decoder_by_name(name);
        context = lifetime.own(avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
        context.thread_count(1).sample_rate(48_000).err_recognition(AV_EF_EXPLODE);
        if (!configuration.isEmpty()) {
            // FFmpeg frees it with the context, and reads a little past its end.
            var extradata = new BytePointer(av_mallocz(configuration.length() + AV_INPUT_BUFFER_PADDING_SIZE));
            extradata.put(configuration.toArray(), 0, configuration.length());
            context.extradata(extradata).extradata_size(configuration.length());
        }
        check(avcodec_open2(context, codec, (PointerPointer<?>) null), "open");
        packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
        frame = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
    }

    public static Decoder h264() {
        return new Decoder("h264", Bytes.EMPTY);
    }

    public static Decoder opus() {
        return new Decoder("opus", Bytes.EMPTY);
    }

    /// @param configuration the AudioSpecificConfig
    public static Decoder aac(Bytes configuration) {
        return new Decoder("aac", configuration);
    }

    /// Pictures that come out when `coded` goes in.
    public List<I420> pictures(Frame coded) {
        var pictures = new ArrayList<I420>();
        send(annexB(coded.payload()));
        while (avcodec_receive_frame(context, frame) >= 0) {
            var picture = I420.black(frame.width(), frame.height());
            Planes.copyOut(frame, picture);
            pictures.add(picture);
        }
        return pictures;
    }

    /// The first channel's samples that come out when `coded` goes in, -1..1.
    public float[] samples(Frame coded) {
        send(coded.payload().toArray());
        check(avcodec_receive_frame(context, frame), "decode sound");
        var samples = new float[frame.nb_samples()];
        new FloatPointer(frame.data(0)).get(samples);
        return samples;
    }

    private void send(byte[] bytes) {
        try (var data = new BytePointer(bytes)) {
            packet.data(data).size(bytes.length);
            check(avcodec_send_packet(context, packet), "decode");
            packet.data(null).size(0);
        }
    }

    static byte[] annexB(Bytes payload) {
        return NalUnits.toAnnexB(payload).orThrow().toArray();
    }

    /// Native objects that nobody has freed yet.
    public static int nativeObjects() {
        return Lifetime.open();
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
