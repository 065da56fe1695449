package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;

/// What a chunk stream remembers from chunk to chunk, and the message that is on its way (RTMP §5.3.1.2).
final class ChunkStream {
    private static final long MODULUS = 1L << 32;
    /// Most messages are short; a large one grows as it really comes, not as it says.
    private static final int FIRST_CAPACITY = 4_096;

    private long timestamp;
    /// What the timestamp field, extended or not, said last.
    private long field;

    private boolean extended;
    private int length;
    private int type;
    private long streamId;
    private ByteWriter payload = new ByteWriter(0);
    private boolean open;

    /// Reads a message header of `length` bytes and the extended timestamp behind it.
    ///
    /// @return how many bytes they have, -1 when some are missing
    int header(int format, Bytes bytes, int at, int headerLength) {
        boolean more = format == 3 ? extended : bytes.u24(at) == ChunkWriter.EXTENDED;
        int end = at + headerLength;
        if (more && bytes.length() - end < 4) return -1;
        boolean present = more && (format < 3 || repeats(bytes.u32(end)));
        // Checked before anything is changed: a header that is not all there is read again.
        if (format < 3) {
            extended = more;
            field = more ? bytes.u32(end) : bytes.u24(at);
        }
        if (format <= 1) {
            length = bytes.u24(at + 3);
            type = bytes.u8(at + 6);
        }
        if (format == 0) streamId = Integer.reverseBytes((int) bytes.u32(at + 7)) & 0xFFFF_FFFFL;
        // Only the chunk that starts a message moves its time.
        if (!open || format < 3) time(format);
        return headerLength + (present ? 4 : 0);
    }

    /// §5.3.1.3: an extended timestamp comes again in type 3 chunks. Not all encoders do so, so it is taken for one
    /// only if it says what it has to.
    private boolean repeats(long value) {
        return value == field || value == timestamp;
    }

    private void time(int format) {
        if (format == 0) timestamp = field;
        else timestamp = (timestamp + field) % MODULUS;
    }

    /// Whether the header just read begins a message, rather than going on with one.
    boolean startsMessage() {
        return !open;
    }

    void start() {
        open = true;
        payload = new ByteWriter(Math.min(length, FIRST_CAPACITY));
    }

    int length() {
        return length;
    }

    int missing() {
        return length - payload.length();
    }

    void append(Bytes bytes) {
        payload.bytes(bytes);
    }

    RtmpMessage take() {
        var message = new RtmpMessage(type, streamId, timestamp, payload.toBytes());
        close();
        return message;
    }

    /// Forgets the unfinished message.
    ///
    /// @return how many bytes of it had come
    int abort() {
        int had = payload.length();
        close();
        return had;
    }

    private void close() {
        open = false;
        payload = new ByteWriter(0);
    }
}
