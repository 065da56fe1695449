package io.glasscast.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads HTTP/1.1 responses one after another, as little of them as will do: the status, the length, and the
/// body when somebody wants it (RFC 9112). Every response has a length or comes in chunks.
final class ResponseReader {
    /// Called when a response is whole.
    @FunctionalInterface
    interface Listener {
        /// @param body   empty unless it was wanted
        /// @param length of the body
        void answered(int status, byte[] body, long length);
    }

    private static final int HEAD_LIMIT = 16 * 1024;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private enum State {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        TRAILER
    }

    private final Listener listener;
    private final ByteBuf line = Unpooled.buffer(512);
    private final ByteBuf body = Unpooled.buffer();
    private State state = State.HEAD;
    private boolean keeping;
    private int status;
    private long left;
    private long length;

    ResponseReader(Listener listener) {
        this.listener = listener;
    }

    /// Whether the next response's body is kept.
    void keep(boolean wanted) {
        keeping = wanted;
    }

    /// Reads all of it.
    ///
    /// @throws IllegalArgumentException when it is no response that can be understood
    void read(ByteBuf bytes) {
        while (bytes.isReadable())
            switch (state) {
                case HEAD -> head(bytes);
                case BODY, CHUNK -> body(bytes);
                case CHUNK_SIZE -> chunkSize(bytes);
                case TRAILER -> {
                    if (ends(bytes, 2)) whole();
                }
            }
    }

    private void head(ByteBuf bytes) {
        if (!ends(bytes, HEAD_END.length)) return;
        var head = line.toString(StandardCharsets.ISO_8859_1);
        line.clear();
        if (!head.startsWith("HTTP/1.1 ") || head.length() < 12)
            throw new IllegalArgumentException(
                    "this is no HTTP/1.1: " + head.lines().findFirst().orElse(""));
        status = Integer.parseInt(head, 9, 12, 10);
        length = 0;
        body.clear();
        var announced = header(head, "content-length:");
        if (!announced.isEmpty()) {
            left = Long.parseLong(announced);
            state = State.BODY;
            if (left == 0) whole();
        } else if (header(head, "transfer-encoding:").equalsIgnoreCase("chunked")) {
            state = State.CHUNK_SIZE;
        } else if (status == 204 || status == 304) {
            whole();
        } else {
            throw new IllegalArgumentException("a response has no length");
        }
    }

    private void body(ByteBuf bytes) {
        int some = (int) Math.min(left, bytes.readableBytes());
        if (keeping) body.writeBytes(bytes, some);
        else bytes.skipBytes(some);
        length += some;
        left -= some;
        if (left > 0) return;
        if (state == State.BODY) whole();
        else state = State.CHUNK_SIZE;
    }

    /// With the line end of the chunk before in front of it.
    private void chunkSize(ByteBuf bytes) {
        while (bytes.isReadable()) {
            byte next = bytes.readByte();
            if (next == '\r' || (next == '\n' && !line.isReadable())) continue;
            if (next != '\n') {
                put(next);
                continue;
            }
            var size = line.toString(StandardCharsets.ISO_8859_1);
            line.clear();
            int semicolon = size.indexOf(';');
            left = Long.parseLong(semicolon < 0 ? size : size.substring(0, semicolon), 16);
            state = left == 0 ? State.TRAILER : State.CHUNK;
            // What is behind the last chunk's size ends with an empty line; this line's end is the first half of it.
            if (left == 0) line.writeBytes(HEAD_END, 0, 2);
            return;
        }
    }

    /// Reads up to the end of an empty line.
    private boolean ends(ByteBuf bytes, int atLeast) {
        while (bytes.isReadable()) {
            put(bytes.readByte());
            int end = line.writerIndex();
            if (end >= Math.max(atLeast, HEAD_END.length)
                    && line.getByte(end - 1) == '\n'
                    && line.getByte(end - 3) == '\n'
                    && line.getByte(end - 2) == '\r'
                    && line.getByte(end - 4) == '\r') return true;
        }
        return false;
    }

    private void put(byte next) {
        if (line.writerIndex() >= HEAD_LIMIT) throw new IllegalArgumentException("a response's head has no end");
        line.writeByte(next);
    }

    private void whole() {
        state = State.HEAD;
        line.clear();
        listener.answered(status, ByteBufUtil.getBytes(body), length);
    }

    private static String header(String head, String name) {
        int at = AsciiString.indexOfIgnoreCase(head, "\n" + name, 0);
        if (at < 0) return "";
        int from = at + 1 + name.length();
        return head.substring(from, head.indexOf('\r', from)).strip().toLowerCase(Locale.ROOT);
    }
}
