package io.glasscast.gates;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;

/// One end of a TCP connection, TLS already taken off. All calls are made on the media loop; none waits.
public interface Wire {
    TransportAddress remote();

    /// Queues bytes, which the wire keeps; they leave when the loop's turn ends.
    void write(Bytes bytes);

    /// False while more waits than a peer that keeps up would ever leave waiting.
    boolean writable();

    /// Closes once what was written has left, or cannot leave. [WireEnd#closed] still follows.
    void close();
}
