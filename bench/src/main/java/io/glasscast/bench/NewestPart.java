package io.glasscast.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;

/// Our server, asked for one of its stream's newest parts.
record NewestPart(HlsServer server, ReferencePart reference) implements Contestant<PartSample> {
    /// As many as there may be without a keyframe among them, or with one.
    private static final int CHOICE = 10;

    private record Candidate(URI uri, byte[] bytes) {}

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public PartSample sample(int connections, Duration window) throws IOException, InterruptedException {
        try (var _ = Stage.open(server.publish(), 1, server.kit())) {
            var playlist = Stage.awaitPlayable(
                            () -> Playlists.of(server.hls(), server.kit().http()))
                    .getFirst();
            return Hammer.sample(name(), server.pid(), connections, window, () -> pick(playlist));
        }
    }

    /// The one of the newest that is nearest to the reference in size, or that becomes it: of middle size.
    private URI pick(URI playlist) throws IOException, InterruptedException {
        var parts = LiveEdge.after(LiveEdge.Part.NONE, get(playlist));
        var candidates = new ArrayList<Candidate>();
        for (var part : parts.subList(Math.max(0, parts.size() - CHOICE), parts.size())) {
            var uri = playlist.resolve(part.uri());
            candidates.add(new Candidate(uri, get(uri)));
        }
        if (candidates.isEmpty()) throw new IOException("there are no parts");
        candidates.sort(Comparator.comparingInt(candidate -> candidate.bytes().length));
        var middle = candidates.get(candidates.size() / 2);
        if (reference.size().isEmpty()) reference.choose(middle.bytes());
        long size = reference.size().orElseThrow();
        return candidates.stream()
                .min(Comparator.comparingLong(candidate -> Math.abs(candidate.bytes().length - size)))
                .orElseThrow()
                .uri();
    }

    private byte[] get(URI uri) throws IOException, InterruptedException {
        var response = server.kit().http().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) throw new IOException("HTTP " + response.statusCode() + " for " + uri);
        return response.body();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
