package io.glasscast.gates;

import io.glasscast.hub.Stream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Picks the kind of push by the scheme of the address.
///
/// @param byScheme lower case, without `://`
public record DoorPushes(Map<String, Pushes> byScheme) implements Pushes {
    public DoorPushes {
        byScheme = Map.copyOf(byScheme);
    }

    @Override
    public Optional<String> objection(String url) {
        var pushes = byScheme.get(scheme(url));
        return pushes == null
                ? Optional.of("This server restreams to addresses of "
                        + String.join(", ", new TreeSet<>(byScheme.keySet())) + " only.")
                : pushes.objection(url);
    }

    @Override
    public Push start(String url, Stream stream, Push.Report report, long nowNanos) {
        var pushes = byScheme.get(scheme(url));
        if (pushes == null) throw new IllegalArgumentException("no push for " + scheme(url));
        return pushes.start(url, stream, report, nowNanos);
    }

    private static String scheme(String url) {
        int colon = url.indexOf("://");
        return colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
    }
}
