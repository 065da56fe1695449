package io.glasscast.control;

import io.glasscast.contract.OutputStatus;
import io.glasscast.contract.RestreamDestination;
import java.util.List;
import java.util.Optional;

/// What becomes of the destinations an app asks for.
final class Outputs {
    /// As many as the original grants an app; further ones are not read.
    private static final int LIMIT = 10;

    private Outputs() {}

    /// Each destination, refused in words: this version does not restream. Never in silence.
    static List<OutputStatus> refused(List<RestreamDestination> destinations) {
        return destinations.stream()
                .limit(LIMIT)
                .map(destination -> new OutputStatus(
                        destination.url(),
                        destination.name(),
                        OutputStatus.State.ERROR,
                        Optional.of(reason(destination))))
                .toList();
    }

    private static String reason(RestreamDestination destination) {
        var url = destination.url();
        return url.startsWith("rtmp://") || url.startsWith("rtmps://")
                ? "Restreaming is not available yet"
                : "The destination must begin with rtmp:// or rtmps://";
    }
}
