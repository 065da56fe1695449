package io.glasscast.gates;

import io.glasscast.protocol.srt.KeyDerivation;
import io.glasscast.protocol.srt.KeyWrap;

/// Makes keys of passphrases, which takes longer than the media loop may.
public interface KeyMaker {
    /// `answer` learns on the media loop, in a later turn, what came out.
    void derive(KeyDerivation work, Answer answer);

    interface Answer {
        void derived(KeyWrap key, long nowNanos);

        /// A bug of ours keeps it from being made.
        void failed(long nowNanos);
    }
}
