package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Cuts messages into chunks (RTMP §5.3.1), saying only what has changed since the message before on the same chunk
/// stream.
final class ChunkWriter {
    /// Until the peer is told another (§5.4.1).
    static final int DEFAULT_CHUNK_SIZE = 128;

    static final int EXTENDED = 0xFFFFFF;

    /// A basic header, a message header of type 0, an extended timestamp.
    private static final int MAX_HEADER = 1 + 11 + 4;

    private final Map<Integer, Header> headers = new HashMap<>();
    private int chunkSize = DEFAULT_CHUNK_SIZE;

    /// @param delta what the timestamp field said last, and what a chunk of type 3 repeats
    private record Header(int type, long streamId, int length, long timestamp, long delta) {}

    /// What is written from now on comes in chunks of this size; the peer has to be told first.
    void chunkSize(int size) {
        chunkSize = size;
    }

    /// Writes one message: its header, and its payload as it is, cut where chunks end.
    ///
    /// @param chunkStream 2 to 63
    void write(int chunkStream, RtmpMessage message, Consumer<? super Bytes> target) {
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
        target.accept(header(chunkStream, format, message, delta));
        payload(chunkStream, message.payload(), delta, chunkSize, target);
    }

    /// The next message on a chunk stream says everything about itself.
    void forget(int chunkStream) {
        headers.remove(chunkStream);
    }

    static void payload(int chunkStream, Bytes payload, long delta, int chunkSize, Consumer<? super Bytes> target) {
        for (int at = 0; at < payload.length(); at += chunkSize) {
            if (at > 0) target.accept(continuation(chunkStream, delta));
            target.accept(payload.slice(at, Math.min(chunkSize, payload.length() - at)));
        }
    }

    static Bytes header(int chunkStream, int format, RtmpMessage message, long delta) {
        var header = new ByteWriter(MAX_HEADER).u8(format << 6 | chunkStream);
        if (format <= 2) header.u24(Math.min(delta, EXTENDED));
        if (format <= 1) header.u24(message.payload().length()).u8(message.type());
        // The only field in the other byte order.
        if (format == 0) header.u32(Integer.reverseBytes((int) message.streamId()));
        if (delta >= EXTENDED) header.u32(delta);
        return header.take();
    }

    private static Bytes continuation(int chunkStream, long delta) {
        var header = new ByteWriter(5).u8(3 << 6 | chunkStream);
        if (delta >= EXTENDED) header.u32(delta);
        return header.take();
    }
}
