package io.glasscast.transcode.worker;

import static io.glasscast.transcode.worker.CodecException.check;
import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;

/// Pictures in another size or another format of pixels.
final class Scaler implements AutoCloseable {
    private final Lifetime lifetime = new Lifetime();
    private final SwsContext context;
    private final AVFrame scaled;

    Scaler(int width, int height, int pixelFormat) {
        try {
            context = lifetime.own(sws_alloc_context(), c -> sws_freeContext(c));
            context.flags(SWS_BILINEAR);
            scaled = lifetime.own(av_frame_alloc(), f -> av_frame_free(f));
            scaled.width(width).height(height).format(pixelFormat);
            check(av_frame_get_buffer(scaled, 0), "allocate a picture");
        } catch (Throwable e) {
            lifetime.close();
            throw e;
        }
    }

    /// Lends `picture` scaled, until the next call.
    AVFrame scale(AVFrame picture) {
        check(av_frame_make_writable(scaled), "reuse a picture");
        check(sws_scale_frame(context, scaled, picture), "scale a picture");
        return scaled;
    }

    @Override
    public void close() {
        lifetime.close();
    }
}
