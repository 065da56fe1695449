package io.glasscast.api.http;

import io.glasscast.kernel.Bytes;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/// Sends a body no faster than its client takes it: what waits are views of bytes that all viewers share, and
/// only [#PIECE] of them at a time are copied for this one. Lives on the response's event loop.
final class Outflow {
    /// A TLS record is 16 kB, a write queue 64 kB: large enough to cost little, small enough not to pile up.
    private static final int PIECE = 32 * 1024;

    private final HttpServerResponse response;
    private final Deque<Bytes> waiting = new ArrayDeque<>();
    private boolean begun;
    private boolean complete;
    private boolean broken;

    /// @param response its head is still to be set
    Outflow(HttpServerResponse response) {
        this.response = response;
    }

    /// The head is set: what was added may go out.
    void begin() {
        begun = true;
        flow();
    }

    void add(Bytes bytes) {
        waiting.add(bytes);
        flow();
    }

    void addAll(Collection<Bytes> bytes) {
        waiting.addAll(bytes);
        flow();
    }

    /// Nothing more is added.
    ///
    /// @param whole false: this is not all that there should have been, and the client must not take it for
    ///              that
    void end(boolean whole) {
        complete = true;
        broken = !whole;
        flow();
    }

    private void flow() {
        while (begun && !response.closed() && !response.ended()) {
            var next = waiting.peek();
            if (next == null) {
                finish();
                return;
            }
            if (response.writeQueueFull()) {
                response.drainHandler(_ -> flow());
                return;
            }
            waiting.remove();
            int size = Math.min(PIECE, next.length());
            if (size < next.length()) waiting.addFirst(next.from(size));
            response.write(view(next.slice(0, size)));
        }
        if (response.closed()) waiting.clear();
    }

    /// The same bytes without a copy, until the network takes one.
    static Buffer view(Bytes bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes.array(), bytes.arrayOffset(), bytes.length()));
    }

    private void finish() {
        if (!complete) return;
        if (broken) response.reset();
        else response.end();
    }
}
