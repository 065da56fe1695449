package io.glasscast.gates;

import io.glasscast.kernel.Household;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who guesses names and keys. They are long enough that guessing is hopeless, but whoever tries keeps us busy.
final class FailedAttempts {
    /// An encoder with an old key tries again every few seconds; this lets it.
    private static final int MAX_A_WINDOW = 30;

    private static final long WINDOW_NANOS = 60_000_000_000L;
    /// Addresses remembered, some hundred bytes each; beyond that the oldest are forgiven.
    private static final int MAX_ADDRESSES = 10_000;

    private record Attempts(int count, long sinceNanos) {}

    private final Map<Household, Attempts> attempts = new LinkedHashMap<>();

    void failed(InetAddress address, long nowNanos) {
        var household = Household.of(address);
        var before = attempts.remove(household);
        var next = before == null || nowNanos - before.sinceNanos >= WINDOW_NANOS
                ? new Attempts(1, nowNanos)
                : new Attempts(before.count + 1, before.sinceNanos);
        attempts.put(household, next);
        if (attempts.size() <= MAX_ADDRESSES) return;
        Iterator<Household> oldest = attempts.keySet().iterator();
        oldest.next();
        oldest.remove();
    }

    boolean tooMany(InetAddress address, long nowNanos) {
        var before = attempts.get(Household.of(address));
        return before != null && before.count >= MAX_A_WINDOW && nowNanos - before.sinceNanos < WINDOW_NANOS;
    }
}
