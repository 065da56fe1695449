package io.glasscast.hub;

import io.glasscast.kernel.Agenda;
import io.glasscast.kernel.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The links of all streams.
final class Links {
    /// A class-room with a link for each; beyond, it is a public stream.
    static final int A_STREAM = 1_000;

    private final Map<String, Pass> byDigest = new HashMap<>();
    private final Map<Stream, Map<String, Pass>> byStream = new HashMap<>();
    private final Agenda<Pass> agenda = new Agenda<>(Pass::deadlineNanos);

    /// The pass of a name, as a stranger gives it.
    Optional<Pass> pass(String name) {
        return byDigest.isEmpty() ? Optional.empty() : Optional.ofNullable(byDigest.get(Digest.sha256(name)));
    }

    /// @return whether there was room
    boolean add(Stream stream, Link link) {
        var others = byStream.getOrDefault(stream, Map.of());
        if (others.size() >= A_STREAM || others.containsKey(link.linkId()) || byDigest.containsKey(link.digest()))
            return false;
        var pass = new Pass(stream, Optional.of(link));
        byStream.computeIfAbsent(stream, _ -> new LinkedHashMap<>()).put(link.linkId(), pass);
        byDigest.put(link.digest(), pass);
        agenda.note(pass);
        return true;
    }

    /// Those of a stream.
    Set<String> of(Stream stream) {
        return Set.copyOf(byStream.getOrDefault(stream, Map.of()).keySet());
    }

    /// Takes one away, if it is there.
    Optional<Pass> remove(Stream stream, String linkId) {
        var pass = Optional.ofNullable(byStream.getOrDefault(stream, Map.of()).get(linkId));
        pass.ifPresent(this::remove);
        return pass;
    }

    private void remove(Pass pass) {
        var link = pass.link().orElseThrow();
        byDigest.remove(link.digest());
        agenda.forget(pass);
        byStream.computeIfPresent(pass.stream(), (_, links) -> {
            links.remove(link.linkId());
            return links.isEmpty() ? null : links;
        });
    }

    /// The stream is over.
    void close(Stream stream) {
        for (var pass : List.copyOf(byStream.getOrDefault(stream, Map.of()).values())) remove(pass);
    }

    /// Takes away those that are over.
    List<Pass> due(long nowNanos) {
        var due = new ArrayList<Pass>();
        agenda.elapse(nowNanos, due::add);
        for (var pass : due) remove(pass);
        return due;
    }

    long deadlineNanos() {
        return agenda.deadlineNanos();
    }
}
