package io.glasscast.glasses.codec;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_FATAL;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

/// FFmpeg writes to standard error by itself; what matters of it reaches us as return codes.
final class Log {
    private Log() {}

    static void quiet() {
        av_log_set_level(AV_LOG_FATAL);
    }
}
