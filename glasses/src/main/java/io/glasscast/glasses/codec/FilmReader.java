package io.glasscast.glasses.codec;

import static io.glasscast.glasses.codec.CodecException.check;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;

/// The pictures of a file, scaled into the size of the canvas they are asked for.
public final class FilmReader implements AutoCloseable {
    private final TrackReader reader;
    private final Lifetime lifetime = new Lifetime();
    private final AVFrame scaled;
    private final I420 shown;
    private Lifetime scalerLifetime = new Lifetime();
    private SwsContext scaler = new SwsContext(null);
    private int scaledFromWidth, scaledFromHeight, scaledFromFormat = -1;
    private Optional<AVFrame> pending = Optional.empty();
    private boolean first = true;

    /// @throws CodecException when the file cannot be read or has no picture
    public FilmReader(Path path, int width, int height) {
        reader = TrackReader.open(path, AVMEDIA_TYPE_VIDEO)
                .orElseThrow(() -> new CodecException(path.getFileName() + " has no video"));
        shown = I420.black(width, height);
        try {
            scaled = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
            scaled.width(width).height(height).format(AV_PIX_FMT_YUV420P);
            check(av_frame_get_buffer(scaled, 0), "allocate a picture");
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    public long durationNanos() {
        return reader.durationNanos();
    }

    /// The picture that the file shows at `nanos`, the last one when it is over. Not to be written to; lasts until
    /// the next call. `nanos` only grows between rewinds.
    public I420 at(long nanos) {
        while (true) {
            if (pending.isEmpty()) pending = reader.next();
            if (pending.isEmpty()) return shown;
            AVFrame next = pending.get();
            if (!first && reader.ptsNanos() > nanos) return shown;
            first = false;
            scale(next);
            pending = Optional.empty();
        }
    }

    public void rewind() {
        reader.rewind();
        pending = Optional.empty();
        first = true;
    }

    private void scale(AVFrame frame) {
        int width = frame.width(), height = frame.height(), format = frame.format();
        if (width != scaledFromWidth || height != scaledFromHeight || format != scaledFromFormat) {
            scalerLifetime.close();
            scalerLifetime = new Lifetime();
            scaler = scalerLifetime.own(
                    sws_getContext(
                            width,
                            height,
                            format,
                            shown.width(),
                            shown.height(),
                            AV_PIX_FMT_YUV420P,
                            SWS_BILINEAR,
                            null,
                            null,
                            (DoublePointer) null),
                    s -> sws_freeContext(s));
            scaledFromWidth = width;
            scaledFromHeight = height;
            scaledFromFormat = format;
        }
        check(
                sws_scale(scaler, frame.data(), frame.linesize(), 0, height, scaled.data(), scaled.linesize()),
                "scale a picture");
        Planes.copyOut(scaled, shown);
    }

    @Override
    public void close() {
        scalerLifetime.close();
        lifetime.close();
        reader.close();
    }
}
