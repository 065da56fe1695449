package io.glasscast.gates;

import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who guesses keys. Keys are long enough that guessing is hopeless, but whoever tries keeps us busy.
final class FailedAttempts {
    /// An encoder with an old key tries again every few seconds; this lets it.
    private static final int MAX_A_WINDOW = 30;

    private static final long WINDOW_NANOS = 60_000_000_000L;
    /// Addresses remembered, some hundred bytes each; beyond that the oldest are forgiven.
    private static final int MAX_ADDRESSES = 10_000;

    private record Attempts(int count, long sinceNanos) {}

    private final Map<InetAddress, Attempts> attempts = new LinkedHashMap<>();

    void failed(InetAddress address, long nowNanos) {
        var before = attempts.remove(address);
        var next = before == null || nowNanos - before.sinceNanos >= WINDOW_NANOS
                ? new Attempts(1, nowNanos)
                : new Attempts(before.count + 1, before.sinceNanos);
        attempts.put(address, next);
        if (attempts.size() <= MAX_ADDRESSES) return;
        Iterator<InetAddress> oldest = attempts.keySet().iterator();
        oldest.next();
        oldest.remove();
    }

    boolean tooMany(InetAddress address, long nowNanos) {
        var before = attempts.get(address);
        return before != null && before.count >= MAX_A_WINDOW && nowNanos - before.sinceNanos < WINDOW_NANOS;
    }
}
