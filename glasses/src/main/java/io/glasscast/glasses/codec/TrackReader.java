package io.glasscast.glasses.codec;

import static io.glasscast.glasses.codec.CodecException.check;
import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.PointerPointer;

/// The decoded frames of one track of a file, in order, from the beginning or from the beginning again. Picture and
/// sound each have a reader of their own on the same file, so neither has to keep what the other is not ready for.
final class TrackReader implements AutoCloseable {
    /// For streams that say neither times nor a rate: what FFmpeg assumes too, 25 frames a second.
    private static final long USUAL_FRAME_NANOS = 40_000_000;

    private final Lifetime lifetime;
    private final AVFormatContext file;
    private final AVCodecContext decoder;
    private final AVPacket packet;
    private final AVFrame frame;
    private final int stream;
    private final double secondsPerTick;
    private final long frameNanos;
    private boolean draining;
    private long ptsNanos = -1;

    private TrackReader(Lifetime lifetime, AVFormatContext file, AVCodec codec, int stream) {
        this.lifetime = lifetime;
        this.file = file;
        this.stream = stream;
        decoder = lifetime.own(avcodec_alloc_context3(codec), c -> avcodec_free_context(c));
        check(avcodec_parameters_to_context(decoder, file.streams(stream).codecpar()), "read codec parameters");
        decoder.thread_count(1);
        check(avcodec_open2(decoder, codec, (PointerPointer<?>) null), "open decoder");
        packet = lifetime.own(av_packet_alloc(), p -> av_packet_free(p));
        frame = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
        secondsPerTick = av_q2d(file.streams(stream).time_base());
        double frameRate = av_q2d(file.streams(stream).r_frame_rate());
        frameNanos = frameRate > 1 && frameRate < 1000 ? (long) (1e9 / frameRate) : USUAL_FRAME_NANOS;
    }

    /// @param mediaType `AVMEDIA_TYPE_VIDEO` or `AVMEDIA_TYPE_AUDIO`
    /// @return empty when the file has no such track
    /// @throws CodecException when it is not a file that FFmpeg can read
    static Optional<TrackReader> open(Path path, int mediaType) {
        Log.quiet();
        var lifetime = new Lifetime();
        try {
            // FFmpeg frees the context itself when it cannot open it, and sets the pointer to null.
            var opened = new AVFormatContext(null);
            check(
                    avformat_open_input(opened, path.toString(), null, (AVDictionary) null),
                    "open " + path.getFileName());
            var file = lifetime.own(opened, f -> avformat_close_input(f));
            check(avformat_find_stream_info(file, (PointerPointer<?>) null), "probe " + path.getFileName());
            int stream = av_find_best_stream(file, mediaType, -1, -1, (PointerPointer<?>) null, 0);
            if (stream < 0) {
                lifetime.close();
                return Optional.empty();
            }
            var codec = avcodec_find_decoder(file.streams(stream).codecpar().codec_id());
            if (codec == null) throw new CodecException("no decoder for " + path.getFileName());
            for (int i = 0; i < file.nb_streams(); i++)
                file.streams(i).discard(i == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL);
            return Optional.of(new TrackReader(lifetime, file, codec, stream));
        } catch (Throwable e) {
            lifetime.close();
            throw e;
        }
    }

    /// Length of the whole file, all tracks, in nanoseconds; 0 when the file does not say.
    long durationNanos() {
        return file.duration() <= 0 ? 0 : file.duration() * 1000;
    }

    AVCodecContext decoder() {
        return decoder;
    }

    /// The next frame, which stays this reader's and lasts until the next call; empty at the end.
    Optional<AVFrame> next() {
        while (true) {
            av_frame_unref(frame);
            int received = avcodec_receive_frame(decoder, frame);
            if (received >= 0) {
                ptsNanos = timeOf(frame);
                return Optional.of(frame);
            }
            if (received == AVERROR_EOF) return Optional.empty();
            if (received != AVERROR_EAGAIN()) check(received, "decode");
            feed();
        }
    }

    /// When the frame that [#next] gave is to be shown or heard, in nanoseconds since the file's beginning.
    long ptsNanos() {
        return ptsNanos;
    }

    void rewind() {
        long start = file.start_time() == AV_NOPTS_VALUE ? 0 : file.start_time();
        // Raw streams have no times to seek to, but a first byte.
        if (av_seek_frame(file, -1, start, AVSEEK_FLAG_BACKWARD) < 0)
            check(av_seek_frame(file, -1, 0, AVSEEK_FLAG_BYTE), "rewind");
        avcodec_flush_buffers(decoder);
        draining = false;
        ptsNanos = -1;
    }

    /// A frame that has no time comes one frame after the one before.
    private long timeOf(AVFrame decoded) {
        long pts = decoded.best_effort_timestamp();
        if (pts == AV_NOPTS_VALUE) return ptsNanos < 0 ? 0 : ptsNanos + frameNanos;
        long start = file.start_time() == AV_NOPTS_VALUE ? 0 : file.start_time() * 1000;
        return Math.max(0, (long) (pts * secondsPerTick * 1e9) - start);
    }

    private void feed() {
        while (!draining) {
            if (av_read_frame(file, packet) < 0) {
                draining = true;
                check(avcodec_send_packet(decoder, null), "finish decoding");
                return;
            }
            boolean ours = packet.stream_index() == stream;
            // A damaged packet costs its frame, not the film.
            if (ours) avcodec_send_packet(decoder, packet);
            av_packet_unref(packet);
            if (ours) return;
        }
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
