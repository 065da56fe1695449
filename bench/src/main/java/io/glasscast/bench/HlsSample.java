package io.glasscast.bench;

import java.util.List;
import java.util.Optional;

/// One measurement of one contestant that has players of LL-HLS.
///
/// @param answers    within the window
/// @param most       parts that the player who got most of them got, of all renditions
/// @param alone      the server's memory before the players came
/// @param ageMillis  of a part's last picture when the whole part is there, since it left its publisher
record HlsSample(
        String contestant, int viewers, Costs costs, HlsFollower.Count answers, long most, long alone, Spread ageMillis)
        implements Sample {
    private static final double REFUSED = 0.001;
    private static final double LEAST_DELIVERED = 0.95;

    static final Figure<HlsSample> CPU =
            new Figure<>("cpuPerGbit", "CPU s/Gbit", 3, sample -> sample.costs().cpuSeconds() / sample.gbit());
    static final Figure<HlsSample> ANSWERS = new Figure<>(
            "answersPerCpuSecond",
            "parts and playlists per CPU s",
            0,
            sample -> (sample.answers().parts() + sample.answers().playlists())
                    / sample.costs().cpuSeconds());
    static final Figure<HlsSample> AGE = new Figure<>(
            "partAgeP99", "part's age p99 ms", 1, sample -> sample.ageMillis().p99());

    static final List<Figure<HlsSample>> OTHERS = List.of(
            ANSWERS,
            new Figure<>(
                    "partsPerSecond",
                    "parts/s",
                    0,
                    sample -> sample.answers().parts() / sample.costs().seconds()),
            new Figure<>(
                    "cpuPercent",
                    "% of a core",
                    0,
                    sample -> 100 * sample.costs().cpuShare()),
            new Figure<>("residentMegabytes", "MB", 0, sample -> sample.costs().residentBytes() / 1e6),
            new Figure<>(
                    "kilobytesPerViewer",
                    "kB a viewer",
                    0,
                    sample -> (sample.costs().residentBytes() - sample.alone()) / 1e3 / sample.viewers()),
            new Figure<>(
                    "partAgeMedian",
                    "part's age p50 ms",
                    1,
                    sample -> sample.ageMillis().median()),
            AGE,
            new Figure<>(
                    "loadCpuPerGbit",
                    "load CPU s/Gbit",
                    3,
                    sample -> sample.costs().ownCpuSeconds() / sample.gbit()));

    @Override
    public int step() {
        return viewers;
    }

    /// Of bodies.
    double gbit() {
        return 8 * answers.bytes() / 1e9;
    }

    /// Why more viewers need not be tried, in words.
    Optional<String> broken() {
        double refused = (double) answers.refused() / Math.max(1, answers.parts() + answers.playlists());
        if (refused > REFUSED) return Optional.of("%.2f %% of the answers were refusals".formatted(100 * refused));
        double share = (double) answers.parts() / Math.max(1, most * viewers);
        if (share < LEAST_DELIVERED)
            return Optional.of("viewers got %.0f %% of the parts that the luckiest got".formatted(100 * share));
        return Optional.empty();
    }
}
