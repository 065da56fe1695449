package io.glasscast.transcode.worker;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.nio.charset.StandardCharsets;

/// FFmpeg would not do what it was asked, and the job cannot go on.
final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// `AV_ERROR_MAX_STRING_SIZE` of FFmpeg's error.h.
    private static final int MESSAGE_LENGTH = 64;

    CodecException(String message) {
        super(message);
    }

    /// Passes on what FFmpeg returned.
    ///
    /// @throws CodecException when it is negative
    static int check(int code, String deed) {
        if (code >= 0) return code;
        var message = new byte[MESSAGE_LENGTH];
        av_strerror(code, message, message.length);
        int end = 0;
        while (end < message.length && message[end] != 0) end++;
        throw new CodecException(deed + ": " + new String(message, 0, end, StandardCharsets.UTF_8));
    }
}
