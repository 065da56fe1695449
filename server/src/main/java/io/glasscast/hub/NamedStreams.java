package io.glasscast.hub;

import io.glasscast.kernel.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Which streams publishers opened by naming them, where the operator allows it, and until when each waits for its
/// publisher. One that is neither published nor lingers is over.
final class NamedStreams {
    /// What goes into an address as it is, and is easily told apart from a key.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
    /// From a publisher's first word to its first picture; bad networks take some seconds.
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final int limit;
    private final Map<String, Long> untilNanos = new LinkedHashMap<>();

    NamedStreams(int limit) {
        this.limit = limit;
    }

    /// Whether one of this name may be opened, if nobody else has the name.
    boolean admits(String name) {
        return untilNanos.size() < limit && NAME.matcher(name).matches();
    }

    void opened(String streamId, long nowNanos) {
        untilNanos.put(streamId, nowNanos + PATIENCE_NANOS);
    }

    void closed(String streamId) {
        untilNanos.remove(streamId);
    }

    List<String> all() {
        return List.copyOf(untilNanos.keySet());
    }

    /// Whether this one is over.
    boolean over(Stream stream, long nowNanos) {
        var streamId = stream.names().streamId();
        // Once it has begun, the hub's own grace counts.
        if (!stream.waits()) untilNanos.replace(streamId, Machine.NEVER);
        long until = untilNanos.getOrDefault(streamId, 0L);
        return stream.waits() && (until == Machine.NEVER || nowNanos >= until);
    }

    long deadlineNanos() {
        long earliest = Machine.NEVER;
        for (long until : untilNanos.values()) earliest = Math.min(earliest, until);
        return earliest;
    }
}
