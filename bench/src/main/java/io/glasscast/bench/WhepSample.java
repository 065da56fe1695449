package io.glasscast.bench;

import java.util.Collection;
import java.util.List;

/// One measurement of one contestant that fans a stream out by WebRTC.
///
/// @param viewers        who watch at once
/// @param gbit           delivered within the window: RTP packets on UDP, as they arrived
/// @param cpuSeconds     that the server spent meanwhile
/// @param cpuShare       of one core
/// @param residentBytes  of the server, with all viewers
/// @param bytesPerViewer by which it grew with them, for each
/// @param loss           share of the packets that never arrived
/// @param latencyMillis  from a picture's leaving its publisher to its being whole at a viewer
/// @param joinMillis     from a viewer's request to its first keyframe, one by one
/// @param ownCpuSeconds  that the load spent meanwhile
record WhepSample(
        String contestant,
        int viewers,
        double gbit,
        double cpuSeconds,
        double cpuShare,
        long residentBytes,
        double bytesPerViewer,
        double loss,
        Spread latencyMillis,
        Spread joinMillis,
        double ownCpuSeconds)
        implements Sample {
    static final Figure<WhepSample> CPU =
            new Figure<>("cpuPerGbit", "CPU s/Gbit", 3, sample -> sample.cpuSeconds() / sample.gbit());
    static final Figure<WhepSample> LATENCY = new Figure<>(
            "latencyP99", "latency p99 ms", 1, sample -> sample.latencyMillis().p99());
    static final Figure<WhepSample> MEMORY =
            new Figure<>("residentMegabytes", "MB", 0, sample -> sample.residentBytes() / 1e6);

    static final List<Figure<WhepSample>> OTHERS = List.of(
            new Figure<>("cpuPercent", "% of a core", 0, sample -> 100 * sample.cpuShare()),
            MEMORY,
            new Figure<>("kilobytesPerViewer", "kB a viewer", 0, sample -> sample.bytesPerViewer() / 1e3),
            new Figure<>("lossPercent", "lost %", 3, sample -> 100 * sample.loss()),
            new Figure<>(
                    "latencyMedian",
                    "latency p50 ms",
                    1,
                    sample -> sample.latencyMillis().median()),
            LATENCY,
            new Figure<>(
                    "joinMedian", "join ms", 1, sample -> sample.joinMillis().median()),
            new Figure<>("loadCpuPerGbit", "load CPU s/Gbit", 3, sample -> sample.ownCpuSeconds() / sample.gbit()));

    /// @param alone the server's memory before the viewers came
    static WhepSample of(
            String contestant,
            int viewers,
            Costs costs,
            Ear.Count arrived,
            long alone,
            Collection<Double> latencies,
            double[] joins) {
        return new WhepSample(
                contestant,
                viewers,
                arrived.bits() / 1e9,
                costs.cpuSeconds(),
                costs.cpuShare(),
                costs.residentBytes(),
                (double) (costs.residentBytes() - alone) / viewers,
                (double) arrived.missing() / Math.max(1, arrived.packets() + arrived.missing()),
                Spread.of(latencies),
                Spread.of(joins),
                costs.ownCpuSeconds());
    }

    @Override
    public int step() {
        return viewers;
    }
}
