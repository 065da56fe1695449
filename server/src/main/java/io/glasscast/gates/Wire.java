package io.glasscast.gates;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;

/// One end of a TCP connection, TLS already taken off. All calls are made on the media loop; none waits.
public interface Wire {
    TransportAddress remote();

    /// Queues bytes, which the wire keeps; they leave when the loop's turn ends.
    default void write(Bytes bytes) {
        hold(bytes);
        release();
    }

    /// Queues bytes that stay until [#release], or until others are written.
    void hold(Bytes bytes);

    /// All that is queued leaves when the loop's turn ends.
    void release();

    /// False while more waits than a peer that keeps up would ever leave waiting.
    boolean writable();

    /// Closes once what was written has left, or cannot leave. [WireEnd#closed] still follows.
    void close();
}
