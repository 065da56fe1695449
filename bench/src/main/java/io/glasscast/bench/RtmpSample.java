package io.glasscast.bench;

import java.util.List;
import java.util.Optional;

/// One measurement of one contestant that has players of RTMP.
///
/// @param gbit  delivered within the window, with what carries the media
/// @param share of the stream that a viewer was sent
/// @param alone the server's memory before the players came
record RtmpSample(String contestant, int viewers, Costs costs, double gbit, double share, long alone)
        implements Sample {
    /// A keyframe more or less in the window does not matter.
    private static final double LEAST_DELIVERED = 0.8;

    static final Figure<RtmpSample> CPU =
            new Figure<>("cpuPerGbit", "CPU s/Gbit", 3, sample -> sample.costs().cpuSeconds() / sample.gbit());
    static final Figure<RtmpSample> MEMORY =
            new Figure<>("residentMegabytes", "MB", 0, sample -> sample.costs().residentBytes() / 1e6);

    static final List<Figure<RtmpSample>> OTHERS = List.of(
            new Figure<>(
                    "cpuPercent",
                    "% of a core",
                    0,
                    sample -> 100 * sample.costs().cpuShare()),
            MEMORY,
            new Figure<>(
                    "kilobytesPerViewer",
                    "kB a viewer",
                    0,
                    sample -> (sample.costs().residentBytes() - sample.alone()) / 1e3 / sample.viewers()),
            new Figure<>("sharePercent", "% of the stream", 0, sample -> 100 * sample.share()),
            new Figure<>(
                    "loadCpuPerGbit",
                    "load CPU s/Gbit",
                    3,
                    sample -> sample.costs().ownCpuSeconds() / sample.gbit()));

    @Override
    public int step() {
        return viewers;
    }

    /// Why more viewers need not be tried, in words.
    Optional<String> broken() {
        return share < LEAST_DELIVERED
                ? Optional.of("viewers were sent %.0f %% of the stream".formatted(100 * share))
                : Optional.empty();
    }
}
