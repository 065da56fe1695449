package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.Bytes;

/// One message, put together from its chunks (RTMP §4, §6.1).
///
/// @param type      see [MessageType]
/// @param streamId  the message stream it belongs to; 0 is the connection itself
/// @param timestamp in milliseconds, unsigned 32 bits, wrapping
record RtmpMessage(int type, long streamId, long timestamp, Bytes payload) {
    /// About the connection, at no particular time.
    static RtmpMessage control(int type, Bytes payload) {
        return new RtmpMessage(type, 0, 0, payload);
    }
}
