package io.glasscast.transcode.worker;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.transcode.wire.Order;
import io.glasscast.transcode.worker.PictureEncoder.Settings;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// Pictures of any codec to H.264 in the order they are shown, at the size and the times they have.
final class PictureCraft implements Craft {
    private static final long KEYFRAME_NANOS = 2_000_000_000L;

    /// A new encoder for a rate that is a little off would cost more than it saves.
    private static final double RATE_TOLERANCE = 0.3;

    private final Sink sink;
    private final long notBeforeNanos;
    private final Decoder decoder;
    private final SourceRate rate = new SourceRate();
    private @Nullable PictureEncoder encoder;
    private @Nullable Scaler scaler;
    private boolean described;
    private boolean refresh = true;
    private boolean behind;
    private boolean leftOut;
    private long lastPtsNanos = Long.MIN_VALUE;
    private long keyframeNanos;

    /// @throws CodecException when the source cannot be decoded
    PictureCraft(Order.Open order, Sink sink) {
        this.sink = sink;
        this.notBeforeNanos = order.notBeforeNanos();
        this.decoder = new Decoder(order.source(), order.configuration());
    }

    @Override
    public boolean feed(Order.Feed feed, boolean isBehind) {
        behind = isBehind;
        leftOut = false;
        rate.add(feed.dtsNanos(), feed.payload().length());
        decoder.decode(feed.payload(), feed.ptsNanos(), this::decoded);
        return !leftOut;
    }

    @Override
    public void refresh() {
        refresh = true;
    }

    private void decoded(AVFrame picture) {
        long ptsNanos = picture.pts();
        // A decoder that learns late how many pictures are out of order gives the first ones in the wrong order.
        if (ptsNanos == AV_NOPTS_VALUE || ptsNanos < notBeforeNanos) return;
        boolean backwards = ptsNanos <= lastPtsNanos;
        if (backwards && lastPtsNanos - ptsNanos < KEYFRAME_NANOS) return;
        long next = ptsNanos + rate.frameNanos() / 2;
        boolean due = backwards || refresh || next - keyframeNanos >= KEYFRAME_NANOS;
        // Decoding is cheap beside encoding: whoever is behind shows fewer pictures, all of them whole.
        if (behind && !due) {
            leftOut = true;
            return;
        }
        lastPtsNanos = ptsNanos;
        var coded = fitted(picture, due).encode(shaped(picture), ptsNanos, due);
        if (coded.keyframe()) {
            keyframeNanos = ptsNanos;
            refresh = false;
        }
        if (!described) {
            described = true;
            sink.described(Codec.H264, Bytes.EMPTY);
        }
        sink.made(ptsNanos, coded.keyframe(), coded.accessUnit());
    }

    /// The encoder for a picture like this; another one when the size changed, or the rate did and a keyframe
    /// is due.
    private PictureEncoder fitted(AVFrame picture, boolean due) {
        // The colours of 4:2:0 have half the size.
        int width = picture.width() & ~1, height = picture.height() & ~1;
        var running = encoder;
        if (running != null
                && running.settings().width() == width
                && running.settings().height() == height) {
            long off = Math.abs(rate.bitrate() - running.settings().bitrate());
            if (!due || off <= running.settings().bitrate() * RATE_TOLERANCE) return running;
        }
        var settings = new Settings(width, height, rate.bitrate(), rate.framesPerSecond());
        if (running != null) running.close();
        encoder = null;
        if (scaler != null) scaler.close();
        scaler = null;
        var fitting = new PictureEncoder(settings, picture);
        encoder = fitting;
        return fitting;
    }

    private AVFrame shaped(AVFrame picture) {
        if (picture.format() == AV_PIX_FMT_YUV420P && (picture.width() & 1) == 0 && (picture.height() & 1) == 0)
            return picture;
        if (scaler == null) scaler = new Scaler(picture.width() & ~1, picture.height() & ~1, AV_PIX_FMT_YUV420P);
        return scaler.scale(picture);
    }

    @Override
    public void close() {
        if (encoder != null) encoder.close();
        if (scaler != null) scaler.close();
        decoder.close();
    }
}
