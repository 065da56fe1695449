package io.glasscast.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/// A server that has a file.
///
/// @param pid the process whose costs are counted, with its children
record StaticFile(String name, URI file, long pid) implements Contestant<PartSample> {
    private static final Map<String, Pattern> ADDRESSES = Map.of("static", Pattern.compile("http:"));

    /// @throws IllegalArgumentException in words
    static StaticFile parse(String text) {
        var against = Against.parse(text, ADDRESSES);
        return new StaticFile(against.name(), URI.create(against.address("static")), against.pid());
    }

    @Override
    public PartSample sample(int connections, Duration window) throws IOException, InterruptedException {
        return Hammer.sample(name, pid, connections, window, () -> file);
    }

    @Override
    public void close() {}
}
