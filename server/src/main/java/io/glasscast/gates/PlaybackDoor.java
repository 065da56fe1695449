package io.glasscast.gates;

import io.glasscast.kernel.Bytes;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Where requests for what HLS and DASH players fetch go, whatever HTTP server they came by.
///
/// Called from any thread; the stages complete on the media loop, so whoever continues from them hops off it first.
public interface PlaybackDoor {
    /// Answers when there is an answer: at once, or when what a player waits for has come (at most some seconds).
    ///
    /// @param body takes the rest of an [Answer.Streaming]; not called for other answers
    CompletionStage<Answer> playback(Request request, Body body);

    /// @param playbackId a stranger's text of at most 128 characters
    /// @param file       the last element of the path, such as `index.m3u8` or `video-7.m4s`
    /// @param query      what followed `?`, still percent-encoded, or ""
    record Request(String playbackId, String file, String query) {}

    /// The end of a response that grows. Called on the media loop, after the answer's stage has completed.
    interface Body {
        /// The next bytes, whole chunks each.
        ///
        /// @return false when the client has gone: no call follows
        boolean chunk(Bytes bytes);

        /// There are no more.
        ///
        /// @param whole false when the segment broke off: then the connection is better cut than ended well
        void end(boolean whole);
    }

    sealed interface Answer {
        /// @param body one behind the other; shared by all who asked, so not to be written to
        record Found(String contentType, List<Bytes> body, Caching caching) implements Answer {
            public Found {
                body = List.copyOf(body);
            }

            public int length() {
                int length = 0;
                for (var bytes : body) length += bytes.length();
                return length;
            }
        }

        /// The body comes in pieces as they are made.
        record Streaming(String contentType, Caching caching) implements Answer {}

        /// @param detail one sentence for the client, without secrets
        record Refused(Refusal refusal, String detail) implements Answer {}
    }

    /// How long caches may keep an answer.
    ///
    /// @param immutable whether the same URL never stands for other bytes
    record Caching(int maxAgeSeconds, boolean immutable) {}

    enum Refusal {
        /// 404: no such stream, or no such file any more or yet.
        NOT_FOUND,
        /// 404 with `Retry-After`: the stream exists and nobody publishes.
        NOT_LIVE,
        /// 400
        MALFORMED,
        /// 503: it did not come in time.
        TOO_LATE,
        /// 503: too many requests wait.
        TOO_MANY
    }
}
