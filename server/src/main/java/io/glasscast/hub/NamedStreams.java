package io.glasscast.hub;

import io.glasscast.kernel.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Which streams publishers opened by naming them, where the operator allows it, and until when each waits for its
/// publisher. One that is neither published nor lingers is over.
final class NamedStreams {
    /// What goes into an address as it is, and is easily told apart from a key.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
    /// From a publisher's first word to its first picture; bad networks take some seconds.
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final int limit;
    private final Set<String> open = new LinkedHashSet<>();
    /// Those that nobody has published yet; all wait equally long, so the oldest is the first to be over.
    private final Map<String, Long> untilNanos = new LinkedHashMap<>();

    NamedStreams(int limit) {
        this.limit = limit;
    }

    /// Whether one of this name may be opened, if nobody else has the name.
    boolean admits(String name) {
        return open.size() < limit && NAME.matcher(name).matches();
    }

    void opened(String streamId, long nowNanos) {
        open.add(streamId);
        untilNanos.put(streamId, nowNanos + PATIENCE_NANOS);
    }

    void closed(String streamId) {
        open.remove(streamId);
        untilNanos.remove(streamId);
    }

    List<String> all() {
        return List.copyOf(open);
    }

    boolean has(String streamId) {
        return open.contains(streamId);
    }

    /// Takes those that have waited long enough for their publisher, whether it came or not.
    List<String> due(long nowNanos) {
        var due = new ArrayList<String>();
        for (var waiting = untilNanos.entrySet().iterator(); waiting.hasNext(); ) {
            var next = waiting.next();
            if (next.getValue() > nowNanos) break;
            due.add(next.getKey());
            waiting.remove();
        }
        return due;
    }

    long deadlineNanos() {
        return untilNanos.isEmpty()
                ? Machine.NEVER
                : untilNanos.values().iterator().next();
    }
}
