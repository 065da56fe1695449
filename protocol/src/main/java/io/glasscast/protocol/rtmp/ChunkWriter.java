package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.HashMap;
import java.util.Map;

/// Cuts messages into chunks (RTMP §5.3.1), saying only what has changed since the message before on the same chunk
/// stream.
final class ChunkWriter {
    /// Until the peer is told another (§5.4.1).
    static final int DEFAULT_CHUNK_SIZE = 128;

    static final int EXTENDED = 0xFFFFFF;

    private final Map<Integer, Header> headers = new HashMap<>();
    private int chunkSize = DEFAULT_CHUNK_SIZE;

    /// @param delta what the timestamp field said last, and what a chunk of type 3 repeats
    private record Header(int type, long streamId, int length, long timestamp, long delta) {}

    /// What is written from now on comes in chunks of this size; the peer has to be told first.
    void chunkSize(int size) {
        chunkSize = size;
    }

    /// @param chunkStream 2 to 63
    void write(ByteWriter target, int chunkStream, RtmpMessage message) {
        var before = headers.get(chunkStream);
        int length = message.payload().length();
        long delta = before == null ? 0 : message.timestamp() - before.timestamp;
        int format;
        if (before == null || before.streamId != message.streamId() || delta < 0) {
            format = 0;
            // A type 3 chunk after a type 0 chunk takes its timestamp for a difference (§5.3.1.2.4).
            delta = message.timestamp();
        } else if (before.type != message.type() || before.length != length) {
            format = 1;
        } else {
            format = before.delta == delta ? 3 : 2;
        }
        headers.put(chunkStream, new Header(message.type(), message.streamId(), length, message.timestamp(), delta));
        header(target, chunkStream, format, message, delta);
        int first = Math.min(length, chunkSize);
        target.bytes(message.payload().slice(0, first));
        for (int at = first; at < length; at += chunkSize) {
            target.u8(3 << 6 | chunkStream);
            if (delta >= EXTENDED) target.u32(delta);
            target.bytes(message.payload().slice(at, Math.min(chunkSize, length - at)));
        }
    }

    private static void header(ByteWriter target, int chunkStream, int format, RtmpMessage message, long delta) {
        target.u8(format << 6 | chunkStream);
        if (format <= 2) target.u24(Math.min(delta, EXTENDED));
        if (format <= 1) target.u24(message.payload().length()).u8(message.type());
        // The only field in the other byte order.
        if (format == 0) target.u32(Integer.reverseBytes((int) message.streamId()));
        if (delta >= EXTENDED) target.u32(delta);
    }

    /// One message on its own.
    Bytes write(int chunkStream, RtmpMessage message) {
        var target =
                new ByteWriter(message.payload().length() + message.payload().length() / chunkSize * 5 + 32);
        write(target, chunkStream, message);
        return target.take();
    }
}
