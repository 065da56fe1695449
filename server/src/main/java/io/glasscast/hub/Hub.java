package io.glasscast.hub;

import io.glasscast.kernel.Machine;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// All open streams, by each of their names.
public final class Hub {
    private final HubTerms terms;
    private final Map<String, Stream> byStreamId = new HashMap<>();
    private final Map<String, Stream> byIngestKey = new HashMap<>();
    private final Map<String, Stream> byPlaybackId = new HashMap<>();
    /// Over, with a publisher that has yet to go; the oldest first. At most as many as may be open: when more end
    /// within a farewell, the oldest is short.
    private final Deque<Stream> leaving = new ArrayDeque<>();

    public Hub(HubTerms terms) {
        this.terms = terms;
    }

    /// A hub that converts nothing and knows no wall clock.
    ///
    /// @param listener called while the hub works, so it must only take note
    public Hub(HubLimits limits, BiConsumer<StreamNames, StreamEvent> listener) {
        this(new HubTerms(limits, listener, Transcoder.NONE, 0));
    }

    /// Opens a stream that waits for its publisher.
    ///
    /// @return empty when one of the names is taken, or there are as many streams as there may be
    public Optional<Stream> open(StreamNames names) {
        if (byStreamId.size() >= terms.limits().streams()
                || byStreamId.containsKey(names.streamId())
                || byIngestKey.containsKey(names.ingestKey())
                || byPlaybackId.containsKey(names.playbackId())) return Optional.empty();
        var stream = new Stream(names, terms);
        byStreamId.put(names.streamId(), stream);
        byIngestKey.put(names.ingestKey(), stream);
        byPlaybackId.put(names.playbackId(), stream);
        return Optional.of(stream);
    }

    /// Closes a stream for good: its viewers are told, its names mean nothing any more, and its publisher has a moment
    /// to go by itself before it is dismissed.
    public void close(String streamId, long nowNanos) {
        var stream = byStreamId.remove(streamId);
        if (stream == null) return;
        byIngestKey.remove(stream.names().ingestKey());
        byPlaybackId.remove(stream.names().playbackId());
        stream.close(nowNanos);
        if (!stream.leaving()) return;
        if (leaving.size() == terms.limits().streams()) leaving.remove().dismiss(nowNanos);
        leaving.add(stream);
    }

    public Optional<Stream> byStreamId(String streamId) {
        return Optional.ofNullable(byStreamId.get(streamId));
    }

    public Optional<Stream> byIngestKey(String ingestKey) {
        return Optional.ofNullable(byIngestKey.get(ingestKey));
    }

    public Optional<Stream> byPlaybackId(String playbackId) {
        return Optional.ofNullable(byPlaybackId.get(playbackId));
    }

    public Collection<Stream> streams() {
        return List.copyOf(byStreamId.values());
    }

    /// Does what is due at `nowNanos`.
    public void elapse(long nowNanos) {
        for (var stream : streams()) stream.elapse(nowNanos);
        for (var stream : List.copyOf(leaving)) stream.elapse(nowNanos);
        leaving.removeIf(stream -> !stream.leaving());
    }

    /// When to call [#elapse] next, or [Machine#NEVER].
    public long deadlineNanos() {
        long earliest = Machine.NEVER;
        for (var stream : byStreamId.values()) earliest = Math.min(earliest, stream.deadlineNanos());
        for (var stream : leaving) earliest = Math.min(earliest, stream.deadlineNanos());
        return earliest;
    }
}
