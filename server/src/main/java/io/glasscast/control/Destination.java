package io.glasscast.control;

import java.util.Optional;
import java.util.Set;

/// The rules for addresses that a managed stream may go on to.
final class Destination {
    private static final Set<String> SCHEMES = Set.of("rtmp", "rtmps", "srt", "https", "http");

    private Destination() {}

    /// Why no stream can go to `url`; empty when one can.
    static Optional<OutputRefusal> objection(String url) {
        if (!SCHEMES.contains(StreamAddress.scheme(url))) return Optional.of(OutputRefusal.INVALID_URL);
        return StreamAddress.parse(url).filter(Destination::isWhole).isPresent()
                ? Optional.empty()
                : Optional.of(OutputRefusal.INVALID_URL_FORMAT);
    }

    private static boolean isWhole(StreamAddress address) {
        var rest = address.rest();
        return switch (address.scheme()) {
            // It has no usual port.
            case "srt" -> address.port().isPresent();
            // WHIP: the host's own page may be the endpoint.
            case "https", "http" -> true;
            // RTMP needs an app and a key.
            default -> rest.indexOf('/', Math.min(2, rest.length())) > 0 && !rest.endsWith("/");
        };
    }

    /// Whether two addresses lead to the same place.
    static boolean same(String one, String other) {
        return StreamAddress.canonical(one).equals(StreamAddress.canonical(other));
    }
}
