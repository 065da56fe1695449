package io.glasscast.api.http;

import io.glasscast.kernel.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Media that were fetched a moment ago, for those who fetch the same: they are answered here, without a way to the
/// media loop and back. Only what never changes is put on it.
///
/// Lives on the event loop of the HTTP server.
final class Shelf {
    /// Players of one stream fetch a part within a round trip or two of each other. No longer, so that whoever may
    /// not watch any more is not served, and a stream hears that it has viewers.
    private static final long KEPT_NANOS = 500_000_000;

    /// Half a second of the newest parts of a hundred streams.
    private static final int MAX_BYTES = 32 << 20;

    /// @param type    its media type
    /// @param caching what caches are told
    record Item(String type, String caching, Buffer body, long untilNanos) {}

    private final LongSupplier clock;
    /// By path, the oldest first.
    private final Map<String, Item> items = new LinkedHashMap<>();

    private int bytes;

    /// @param clock in nanoseconds, from any zero
    Shelf(LongSupplier clock) {
        this.clock = clock;
    }

    /// What was put here under a path, if that was a moment ago.
    @Nullable
    Item find(String path) {
        var item = items.get(path);
        return item == null || item.untilNanos - clock.getAsLong() <= 0 ? null : item;
    }

    void put(String path, String type, String caching, Bytes body) {
        long now = clock.getAsLong();
        var old = items.remove(path);
        if (old != null) bytes -= old.body.length();
        bytes += body.length();
        items.put(path, new Item(type, caching, Outflow.view(body), now + KEPT_NANOS));
        var eldest = items.values().iterator();
        while (eldest.hasNext()) {
            var item = eldest.next();
            if (item.untilNanos - now > 0 && bytes <= MAX_BYTES) return;
            bytes -= item.body.length();
            eldest.remove();
        }
    }

    int size() {
        return items.size();
    }
}
