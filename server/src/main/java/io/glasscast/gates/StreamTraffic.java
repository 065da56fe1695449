package io.glasscast.gates;

import io.glasscast.protocol.webrtc.PeerStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the WebRTC ends of one stream are doing.
public record StreamTraffic(Optional<PeerStatistics> publisher, List<PeerStatistics> viewers) {
    public static final StreamTraffic NONE = new StreamTraffic(Optional.empty(), List.of());

    StreamTraffic withPublisher(PeerStatistics statistics) {
        return new StreamTraffic(Optional.of(statistics), viewers);
    }

    StreamTraffic withViewer(PeerStatistics statistics) {
        var more = new ArrayList<>(viewers);
        more.add(statistics);
        return new StreamTraffic(publisher, List.copyOf(more));
    }
}
