package io.glasscast.gates;

import io.glasscast.protocol.srt.SrtStatistics;
import java.util.List;
import java.util.Optional;

/// How the SRT ends of one stream are doing.
public record SrtTraffic(Optional<SrtStatistics> publisher, List<SrtStatistics> viewers) {
    public static final SrtTraffic NONE = new SrtTraffic(Optional.empty(), List.of());
}
