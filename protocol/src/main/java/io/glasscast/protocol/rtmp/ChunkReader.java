package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts messages together from the chunks of one connection, however they are cut into portions (RTMP §5.3.1).
/// ```
/// | fmt (2) | csid (6) | csid (0, 8 or 16) |                    basic header
/// | timestamp or delta (24) | length (24) | type (8) | stream id (32, little endian) |   fmt 0 all, 1 -4, 2 -8, 3 none
/// | extended timestamp (32), when the 24 bits are FFFFFF |
/// ```
final class ChunkReader {
    /// §5.4.1; a message has 24 bits of length, so a larger chunk holds no more.
    private static final int MAX_CHUNK_SIZE = 0xFFFFFF;
    /// Encoders use four to eight; the header of each is remembered for ever.
    private static final int MAX_CHUNK_STREAMS = 64;

    private static final int[] HEADER_LENGTHS = {11, 7, 3, 0};
    /// Set Chunk Size and Abort change how chunks are read, so they are obeyed here, at once.
    private static final int CONTROL_LENGTH = 4;

    private final Map<Integer, ChunkStream> streams = new HashMap<>();
    private final Consumer<RtmpMessage> messages;
    private int messageLimit;
    private int chunkSize = ChunkWriter.DEFAULT_CHUNK_SIZE;
    /// What of a header came with the portion before.
    private Bytes carry = Bytes.EMPTY;

    private @Nullable ChunkStream current;
    /// Of the current chunk's payload.
    private int missing;

    private int buffered;
    private String why = "";

    /// @param messageLimit the longest message, and the most that unfinished messages may hold together
    ChunkReader(int messageLimit, Consumer<RtmpMessage> messages) {
        this.messageLimit = messageLimit;
        this.messages = messages;
    }

    void messageLimit(int bytes) {
        messageLimit = bytes;
    }

    /// Takes a portion; whole messages come out during the call.
    ///
    /// @return why nothing can be read any more, as a constant
    Optional<String> receive(Bytes portion) {
        if (!why.isEmpty()) return Optional.of(why);
        var bytes = portion;
        if (!carry.isEmpty()) {
            bytes = new ByteWriter(carry.length() + portion.length())
                    .bytes(carry)
                    .bytes(portion)
                    .toBytes();
            carry = Bytes.EMPTY;
        }
        int at = 0;
        while (why.isEmpty() && at < bytes.length()) {
            int used = current == null ? header(bytes, at) : payload(current, bytes, at);
            if (used == 0) {
                // A copy: a view would keep the whole portion.
                carry = Bytes.of(bytes.from(at).toArray());
                break;
            }
            at += used;
        }
        return why.isEmpty() ? Optional.empty() : Optional.of(why);
    }

    /// Reads one chunk's headers.
    ///
    /// @return how many bytes they have, 0 when some are missing
    private int header(Bytes bytes, int from) {
        int available = bytes.length() - from;
        int format = bytes.u8(from) >>> 6;
        int id = bytes.u8(from) & 0x3F;
        int at = from + 1;
        // §5.3.1.1: 0 and 1 say that the id follows in one or two bytes, the second of which counts 256.
        if (id < 2) {
            if (available < 2 + id) return 0;
            id = id == 0 ? 64 + bytes.u8(at) : 64 + bytes.u8(at) + (bytes.u8(at + 1) << 8);
            at += (bytes.u8(from) & 0x3F) + 1;
        }
        int length = HEADER_LENGTHS[format];
        if (bytes.length() - at < length) return 0;
        var stream = streams.get(id);
        if (stream == null) {
            if (format == 3) return failed("chunk-first");
            if (streams.size() == MAX_CHUNK_STREAMS) return failed("chunk-streams");
            // A type 1 chunk may come first: some encoders start so, on message stream 0.
            stream = new ChunkStream();
            streams.put(id, stream);
        }
        // A whole header in the middle of a message begins another; what there was of the first is lost.
        if (format < 3) buffered -= stream.abort();
        int used = stream.header(format, bytes, at, length);
        if (used < 0) return 0;
        if (stream.startsMessage()) {
            if (stream.length() > messageLimit) return failed("chunk-message-long");
            stream.start();
        }
        missing = Math.min(chunkSize, stream.missing());
        current = stream;
        if (missing == 0) finished(stream);
        return at + used - from;
    }

    private int payload(ChunkStream stream, Bytes bytes, int at) {
        int size = Math.min(missing, bytes.length() - at);
        if (buffered > messageLimit - size) return failed("chunk-buffered");
        buffered += size;
        stream.append(bytes.slice(at, size));
        missing -= size;
        if (missing == 0) finished(stream);
        return size;
    }

    /// A chunk is complete, and maybe its message.
    private void finished(ChunkStream stream) {
        current = null;
        if (stream.missing() > 0) return;
        var message = stream.take();
        buffered -= message.payload().length();
        switch (message.type()) {
            case MessageType.SET_CHUNK_SIZE -> {
                if (message.payload().length() < CONTROL_LENGTH) failed("chunk-size");
                else setChunkSize(message.payload().u32(0));
            }
            case MessageType.ABORT -> {
                if (message.payload().length() < CONTROL_LENGTH) failed("chunk-abort");
                else abort(message.payload().u32(0));
            }
            default -> messages.accept(message);
        }
    }

    private void setChunkSize(long size) {
        if (size == 0 || size >>> 31 != 0) failed("chunk-size");
        else chunkSize = (int) Math.min(size, MAX_CHUNK_SIZE);
    }

    private void abort(long chunkStream) {
        var stream = chunkStream > Integer.MAX_VALUE ? null : streams.get((int) chunkStream);
        if (stream != null) buffered -= stream.abort();
    }

    private int failed(String reason) {
        why = reason;
        return 0;
    }
}
