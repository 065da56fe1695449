package io.glasscast.protocol.rtmp;

import java.util.function.Consumer;

/// Several media messages in one, each laid out like a tag of a file (RTMP §7.1.6).
/// ```
/// | type (8) | size (24) | timestamp (24) | its top (8) | stream id (24) | … | back pointer (32) |   and again
/// ```
final class AggregateMessage {
    private static final int HEADER = 11;
    private static final int BACK_POINTER = 4;
    private static final long MASK = 0xFFFF_FFFFL;

    private AggregateMessage() {}

    /// Hands out the messages within. Their times count from the first one's, which is the whole message's.
    ///
    /// @return false when one is cut off
    static boolean split(RtmpMessage message, Consumer<RtmpMessage> messages) {
        var payload = message.payload();
        long first = -1;
        int at = 0;
        while (at < payload.length()) {
            if (payload.length() - at < HEADER) return false;
            int type = payload.u8(at);
            int size = payload.u24(at + 1);
            long timestamp = (long) payload.u8(at + 7) << 24 | payload.u24(at + 4);
            at += HEADER;
            if (size > payload.length() - at) return false;
            if (first < 0) first = timestamp;
            // No message in a message in a message.
            if (type != MessageType.AGGREGATE)
                messages.accept(new RtmpMessage(
                        type,
                        message.streamId(),
                        message.timestamp() + timestamp - first & MASK,
                        payload.slice(at, size)));
            at += size + BACK_POINTER;
        }
        return true;
    }
}
