package io.glasscast.glasses.codec;

import static io.glasscast.glasses.codec.CodecException.check;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swresample.*;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.ShortPointer;

/// The sound of a file in the format that is wanted.
public final class SoundReader implements AutoCloseable {
    private final TrackReader reader;
    private final SoundFormat format;
    private final Lifetime lifetime = new Lifetime();
    private final SwrContext resampler;
    private final AVFrame resampled;
    private short[] ready = new short[0];
    private int taken;

    private SoundReader(TrackReader reader, SoundFormat format) {
        this.reader = reader;
        this.format = format;
        try {
            resampler = lifetime.own(swr_alloc(), s -> swr_free(s));
            resampled = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// @return empty when the file has no sound
    /// @throws CodecException when the file cannot be read
    public static Optional<SoundReader> open(Path path, SoundFormat format) {
        return TrackReader.open(path, AVMEDIA_TYPE_AUDIO).map(reader -> new SoundReader(reader, format));
    }

    /// Fills `interleaved` with what comes next; with silence when the file is over.
    public void read(short[] interleaved) {
        int filled = 0;
        while (filled < interleaved.length) {
            if (taken == ready.length && !refill()) {
                Arrays.fill(interleaved, filled, interleaved.length, (short) 0);
                return;
            }
            int count = Math.min(interleaved.length - filled, ready.length - taken);
            System.arraycopy(ready, taken, interleaved, filled, count);
            taken += count;
            filled += count;
        }
    }

    public void rewind() {
        reader.rewind();
        ready = new short[0];
        taken = 0;
    }

    private boolean refill() {
        var decoded = reader.next();
        if (decoded.isEmpty()) return false;
        resampled.format(AV_SAMPLE_FMT_S16).sample_rate(format.sampleRate());
        av_channel_layout_default(resampled.ch_layout(), format.channels());
        try {
            check(resample(decoded.get()), "resample");
            ready = new short[resampled.nb_samples() * format.channels()];
            if (ready.length > 0) new ShortPointer(resampled.data(0)).get(ready);
            taken = 0;
        } finally {
            av_frame_unref(resampled);
        }
        return true;
    }

    /// The resampler takes its settings from the first pair of frames it sees, and from the next one when they change.
    private int resample(AVFrame decoded) {
        // Some files say how many channels there are, but not which.
        var layout = decoded.ch_layout();
        if (layout.order() == AV_CHANNEL_ORDER_UNSPEC) av_channel_layout_default(layout, layout.nb_channels());
        int done = swr_convert_frame(resampler, resampled, decoded);
        if (done != AVERROR_INPUT_CHANGED) return done;
        swr_close(resampler);
        return swr_convert_frame(resampler, resampled, decoded);
    }

    @Override
    public void close() {
        lifetime.close();
        reader.close();
    }
}
