package io.glasscast.drive;

import io.glasscast.kernel.Bytes;
import java.net.InetSocketAddress;

/// The way out of one UDP socket. For its loop only.
interface DatagramWriter {
    /// Writes datagrams that stand one behind the other, each `segmentSize` long but for the last. The bytes are lent.
    void burst(InetSocketAddress to, Bytes datagrams, int segmentSize);

    /// Whether more can be written without being dropped or queued for long.
    boolean writable();

    /// Lets go what was written.
    void flush();

    /// Waits until all of it has left, or cannot. Nothing is written after that. Not for the loop, which would wait.
    void finish();
}
