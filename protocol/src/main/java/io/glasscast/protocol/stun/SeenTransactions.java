package io.glasscast.protocol.stun;

import io.glasscast.kernel.Bytes;
import java.util.LinkedHashSet;

/// The transaction IDs of the last nominations.
///
/// A nomination that comes again, delayed by the network or replayed by somebody who overheard it, must not move
/// the media back to, or over to, where it comes from.
final class SeenTransactions {
    /// Peers nominate a few times a second at most, so this is well over ten seconds, longer than networks keep a
    /// datagram.
    private static final int LIMIT = 64;

    private final LinkedHashSet<Bytes> ids = new LinkedHashSet<>();

    /// Whether `id` is new; remembers it.
    boolean add(Bytes id) {
        if (ids.contains(id)) return false;
        if (ids.size() == LIMIT) ids.removeFirst();
        return ids.add(Bytes.of(id.toArray())); // a copy, so that the datagram can go
    }
}
