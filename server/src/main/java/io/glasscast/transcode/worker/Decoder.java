package io.glasscast.transcode.worker;

import static io.glasscast.transcode.worker.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// Frames of one track into samples or pictures. What cannot be decoded is left out, never the end.
final class Decoder implements AutoCloseable {
    /// No camera's picture is larger; a forged size would ask for memory by the gigabyte.
    private static final long MAX_PIXELS = 4096L * 2304;

    private final Codec codec;
    private final Lifetime lifetime = new Lifetime();
    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVFrame frame;

    /// @param configuration the track's
    /// @throws CodecException when FFmpeg has no such decoder, or does not like the configuration
    Decoder(Codec codec, Bytes configuration) {
        this.codec = codec;
        try {
            var decoder = find(codec);
            context = lifetime.own(avcodec_alloc_context3(decoder), c -> avcodec_free_context(c));
            context.thread_count(1);
            context.max_pixels(MAX_PIXELS);
            context.pkt_timebase().num(1).den(1_000_000_000);
            extradata(codec == Codec.OPUS ? opusHead(configuration) : configuration);
            check(avcodec_open2(context, decoder, (PointerPointer<?>) null), "open the decoder of " + codec);
            packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
            frame = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
        } catch (Throwable e) {
            lifetime.close();
            throw e;
        }
    }

    /// Decodes one frame of the track and lends what comes of it, each until `decoded` returns.
    ///
    /// @return whether FFmpeg took it; false when it is damaged
    boolean decode(Bytes payload, long ptsNanos, Consumer<AVFrame> decoded) {
        Bytes input = payload;
        if (codec == Codec.H264 || codec == Codec.H265) {
            if (!(NalUnits.toAnnexB(payload) instanceof Parsed.Ok<Bytes>(var stream))) return false;
            input = stream;
        }
        if (input.isEmpty() || av_new_packet(packet, input.length()) < 0) return false;
        packet.data().put(input.array(), input.arrayOffset(), input.length());
        packet.pts(ptsNanos).dts(AV_NOPTS_VALUE);
        boolean taken = avcodec_send_packet(context, packet) >= 0;
        av_packet_unref(packet);
        receive(decoded);
        return taken;
    }

    /// Lends what the decoder still holds back. It takes nothing more after that.
    void finish(Consumer<AVFrame> decoded) {
        if (avcodec_send_packet(context, null) >= 0) receive(decoded);
    }

    private void receive(Consumer<AVFrame> decoded) {
        while (avcodec_receive_frame(context, frame) >= 0) {
            try {
                decoded.accept(frame);
            } finally {
                av_frame_unref(frame);
            }
        }
    }

    private static AVCodec find(Codec codec) {
        // By name: of the two decoders of Opus FFmpeg's own is quicker, and that of AV1 is none without hardware.
        var names = switch (codec) {
            case H264 -> List.of("h264");
            case H265 -> List.of("hevc");
            case VP8 -> List.of("vp8");
            case VP9 -> List.of("vp9");
            case AV1 -> List.of("libdav1d", "libaom-av1");
            case OPUS -> List.of("opus");
            case AAC -> List.of("aac");
        };
        for (var name : names) {
            var found = avcodec_find_decoder_by_name(name);
            if (!Pointer.isNull(found)) return found;
        }
        throw new CodecException("this FFmpeg cannot decode " + codec);
    }

    private void extradata(Bytes configuration) {
        if (configuration.isEmpty()) return;
        long size = (long) configuration.length() + AV_INPUT_BUFFER_PADDING_SIZE;
        // Freed with the context.
        var copy = new BytePointer(av_mallocz(size));
        copy.put(configuration.array(), configuration.arrayOffset(), configuration.length());
        context.extradata(copy).extradata_size(configuration.length());
    }

    /// The OpusHead (RFC 7845 §5.1) without its pre-skip: a frame's time says when the first sample that is
    /// decoded from it is heard, so there is nothing to skip.
    private static Bytes opusHead(Bytes head) {
        if (head.isEmpty()) return OpusHead.of(2, 0);
        if (head.length() < OpusHead.LENGTH) throw new CodecException("an OpusHead that is too short");
        return new ByteWriter(head.length())
                .bytes(head.slice(0, 10))
                .u16(0)
                .bytes(head.from(12))
                .toBytes();
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
