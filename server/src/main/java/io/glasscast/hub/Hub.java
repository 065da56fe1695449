package io.glasscast.hub;

import io.glasscast.kernel.Agenda;
import io.glasscast.kernel.Mishaps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// All open streams, by each of their names.
public final class Hub {
    private final HubTerms terms;
    private final Map<String, Stream> byStreamId = new HashMap<>();
    private final Map<String, Stream> byIngestKey = new HashMap<>();
    private final Map<String, Stream> byPlaybackId = new HashMap<>();
    private final Links links = new Links();
    private final Map<Door, Long> turnedAway = new EnumMap<>(Door.class);
    private final NamedStreams named;
    private final Agenda<Stream> agenda = new Agenda<>(Stream::deadlineNanos);
    /// Over, with a publisher that has yet to go; the oldest first. At most as many as may be open: when more end
    /// within a farewell, the oldest is short.
    private final Deque<Stream> leaving = new ArrayDeque<>();

    public Hub(HubTerms terms) {
        this.terms = terms;
        named = new NamedStreams(terms.limits().named());
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
        var stream = new Stream(names, terms, agenda);
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
        named.closed(streamId);
        byIngestKey.remove(stream.names().ingestKey());
        byPlaybackId.remove(stream.names().playbackId());
        links.close(stream);
        stream.close(nowNanos);
        if (!stream.leaving()) {
            agenda.forget(stream);
            return;
        }
        if (leaving.size() == terms.limits().streams()) leaving.remove().dismiss(nowNanos);
        leaving.add(stream);
    }

    /// Has a stream be watched by another playback id. Whoever came by the one before is parted from.
    ///
    /// @return false when there is no such stream, or somebody has the name
    public boolean renewPlayback(String streamId, String playbackId, long nowNanos) {
        var stream = byStreamId.get(streamId);
        if (stream == null || byPlaybackId.containsKey(playbackId)) return false;
        byPlaybackId.remove(stream.names().playbackId());
        byPlaybackId.put(playbackId, stream);
        stream.renewPlayback(playbackId, nowNanos);
        return true;
    }

    /// Those by which a stream can be watched now.
    public Set<String> links(Stream stream) {
        return links.of(stream);
    }

    /// Learns what went wrong with one stream, or one who publishes or watches.
    public Mishaps mishaps() {
        return terms.mishaps();
    }

    /// Whether somebody who publishes to `name` is let in.
    public boolean admits(String name) {
        return byIngestKey.containsKey(name) || opens(name);
    }

    /// The stream of a publisher: by its ingest key, or where publishers may open streams by naming them, of that name,
    /// which viewers know it by too.
    public Optional<Stream> forPublisher(String name, long nowNanos) {
        if (!opens(name)) {
            var known = byIngestKey(name);
            known.ifPresent(stream -> stream.expectPublisher(nowNanos));
            return known;
        }
        var opened = open(new StreamNames(name, name, name));
        opened.ifPresent(stream -> named.opened(name, nowNanos));
        return opened;
    }

    private boolean opens(String name) {
        return named.admits(name)
                && byStreamId.size() < terms.limits().streams()
                && !byStreamId.containsKey(name)
                && !byIngestKey.containsKey(name)
                && !byPlaybackId.containsKey(name);
    }

    /// The ids of streams that publishers opened by naming them.
    public List<String> named() {
        return named.all();
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

    /// Lets in whoever shows the name of a stream: its playback id, or a link.
    ///
    /// @param name what a stranger gave
    /// @param door where; one who is turned away is counted there
    public Optional<Pass> admit(String name, Door door) {
        var pass = byPlaybackId(name).map(Stream::pass).or(() -> links.pass(name));
        if (pass.isEmpty()) turnedAway.merge(door, 1L, Long::sum);
        return pass;
    }

    /// How many were turned away because there is no such name, or not any more, by door.
    public Map<Door, Long> turnedAway() {
        return Map.copyOf(turnedAway);
    }

    /// Has an open stream watched by one more name.
    ///
    /// @return whether there was room for it
    public boolean add(Stream stream, Link link) {
        return !stream.closed() && links.add(stream, link);
    }

    /// Ends a link, and parts from whoever watches by it.
    ///
    /// @return whether there was such a link
    public boolean revoke(Stream stream, String linkId, long nowNanos) {
        var pass = links.remove(stream, linkId);
        pass.ifPresent(ended -> stream.revoke(ended, nowNanos));
        return pass.isPresent();
    }

    public Collection<Stream> streams() {
        return List.copyOf(byStreamId.values());
    }

    /// Does what is due at `nowNanos`.
    public void elapse(long nowNanos) {
        for (var pass : links.due(nowNanos)) pass.stream().revoke(pass, nowNanos);
        var over = new ArrayList<>(named.due(nowNanos));
        var broken = new ArrayList<Stream>();
        agenda.elapse(nowNanos, stream -> {
            try {
                stream.elapse(nowNanos);
            } catch (Throwable e) {
                terms.mishaps().happened("the turn of a stream", e);
                broken.add(stream);
            }
            if (named.has(stream.names().streamId())) over.add(stream.names().streamId());
        });
        for (var stream : broken) {
            close(stream.names().streamId(), nowNanos);
            terms.listener().accept(stream.names(), StreamEvent.BROKEN);
        }
        for (var name : over) if (byStreamId(name).filter(Stream::waits).isPresent()) close(name, nowNanos);
        leaving.removeIf(stream -> !stream.leaving());
    }

    /// When to call [#elapse] next, or [Machine#NEVER].
    public long deadlineNanos() {
        return Math.min(links.deadlineNanos(), Math.min(named.deadlineNanos(), agenda.deadlineNanos()));
    }
}
