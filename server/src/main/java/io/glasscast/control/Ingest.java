package io.glasscast.control;

import io.glasscast.contract.RestreamDestination;
import java.util.List;

/// How the glasses bring a managed stream here.
public enum Ingest {
    /// Over WebRTC: the lowest latency.
    WHIP,
    /// Steady over bad networks: for streams that go on to platforms.
    SRT,
    /// For platforms that take nothing else well.
    RTMP;

    /// The host of a platform that does not take what came in by SRT.
    private static final String RTMP_ONLY = "pscp.tv";

    /// What suits a stream that is asked for with these destinations.
    static Ingest suiting(List<RestreamDestination> destinations) {
        var good = destinations.stream()
                .map(RestreamDestination::url)
                .filter(url -> Destination.objection(url).isEmpty())
                .toList();
        if (good.isEmpty()) return WHIP;
        return good.stream().anyMatch(url -> url.contains(RTMP_ONLY)) ? RTMP : SRT;
    }

    /// Whether an address is one of this way.
    boolean leadsTo(String url) {
        return switch (this) {
            case WHIP -> url.startsWith("http");
            case SRT -> url.startsWith("srt:");
            case RTMP -> url.startsWith("rtmp");
        };
    }
}
