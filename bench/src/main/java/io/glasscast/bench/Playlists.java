package io.glasscast.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The media playlists that a player of a stream follows: the first variant's, and that of its sound where it
/// is one of its own.
final class Playlists {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern SOUND = Pattern.compile("#EXT-X-MEDIA:.*TYPE=AUDIO.*URI=\"([^\"]+)\"");

    private Playlists() {}

    /// @throws IOException when there is no such stream (yet)
    static List<URI> of(URI multivariant, HttpClient http) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(multivariant).timeout(PATIENCE).build();
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) throw new IOException("HTTP " + response.statusCode());
        var playlists = in(response.body()).stream().map(multivariant::resolve).toList();
        if (playlists.isEmpty()) throw new IOException("the playlist has no variant");
        return playlists;
    }

    static List<String> in(String multivariant) {
        var playlists = new ArrayList<String>();
        var lines = multivariant.lines().toList();
        for (int i = 0; i + 1 < lines.size(); i++)
            if (playlists.isEmpty() && lines.get(i).startsWith("#EXT-X-STREAM-INF")) playlists.add(lines.get(i + 1));
        SOUND.matcher(multivariant)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .ifPresent(playlists::add);
        return playlists;
    }
}
