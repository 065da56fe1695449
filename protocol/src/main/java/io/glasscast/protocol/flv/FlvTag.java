package io.glasscast.protocol.flv;

import io.glasscast.kernel.Bytes;

/// One FLV tag, or one RTMP media message, which has the same body (FLV §E.4.1, RTMP §7.1).
///
/// @param timestampMillis unsigned 32 bits, wrapping
public record FlvTag(Kind kind, long timestampMillis, Bytes body) {
    public enum Kind {
        AUDIO(8),
        VIDEO(9),
        DATA(18);

        private final int type;

        Kind(int type) {
            this.type = type;
        }

        /// TagType, and the message type of RTMP.
        public int type() {
            return type;
        }
    }
}
