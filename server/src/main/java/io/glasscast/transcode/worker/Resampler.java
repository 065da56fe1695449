package io.glasscast.transcode.worker;

import static io.glasscast.transcode.worker.CodecException.check;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swresample.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;

/// Decoded samples of any rate, layout and format as 48 kHz in so many channels.
final class Resampler implements AutoCloseable {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /// What a resampled piece is, and when its first sample is heard.
    record Piece(long ptsNanos, Sound sound) {}

    private final int channels;
    private final Lifetime lifetime = new Lifetime();
    private final SwrContext resampler;
    private final AVFrame resampled;
    private boolean open;

    Resampler(int channels) {
        this.channels = channels;
        try {
            resampler = lifetime.own(swr_alloc(), s -> swr_free(s));
            resampled = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
        } catch (Throwable e) {
            lifetime.close();
            throw e;
        }
    }

    /// @param decoded stays the caller's; its time is in nanoseconds
    Piece resample(AVFrame decoded) {
        // Some decoders say how many channels there are, but not which.
        var layout = decoded.ch_layout();
        if (layout.order() == AV_CHANNEL_ORDER_UNSPEC) av_channel_layout_default(layout, layout.nb_channels());
        if (fits(decoded)) {
            close(resampler);
            return new Piece(decoded.pts(), copy(decoded));
        }
        // Samples that the filter still holds come out first, and were heard earlier.
        long heldNanos = open ? swr_get_delay(resampler, NANOS_PER_SECOND) : 0;
        resampled.format(AV_SAMPLE_FMT_FLTP).sample_rate(Sound.SAMPLE_RATE);
        av_channel_layout_default(resampled.ch_layout(), channels);
        try {
            int done = swr_convert_frame(resampler, resampled, decoded);
            if (done == AVERROR_INPUT_CHANGED) {
                // It takes its settings from the first frames it sees.
                close(resampler);
                heldNanos = 0;
                done = swr_convert_frame(resampler, resampled, decoded);
            }
            check(done, "resample");
            open = true;
            return new Piece(decoded.pts() - heldNanos, copy(resampled));
        } finally {
            av_frame_unref(resampled);
        }
    }

    private boolean fits(AVFrame decoded) {
        return decoded.format() == AV_SAMPLE_FMT_FLTP
                && decoded.sample_rate() == Sound.SAMPLE_RATE
                && decoded.ch_layout().nb_channels() == channels;
    }

    private void close(SwrContext context) {
        if (open) swr_close(context);
        open = false;
    }

    private Sound copy(AVFrame frame) {
        int count = frame.nb_samples();
        var copy = new float[channels][count];
        if (count > 0)
            for (int c = 0; c < channels; c++) new FloatPointer(frame.extended_data(c)).get(copy[c], 0, count);
        return new Sound(copy, count);
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
