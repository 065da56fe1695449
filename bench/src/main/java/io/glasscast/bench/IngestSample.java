package io.glasscast.bench;

import java.util.List;
import java.util.Optional;

/// One measurement of one contestant that streams come in to.
///
/// @param alone   its memory before they came
/// @param further what each stream costs since the step before
record IngestSample(String contestant, int streams, Costs costs, long alone, Further further) implements Sample {
    /// What each of the streams that came last costs.
    ///
    /// @param streams so many there were before
    /// @param cpuShare of one core, NaN where there was nothing before
    record Further(int streams, double cpuShare, double bytes) {
        /// @param before   with fewer streams
        /// @param streams  now
        static Further since(int before, Costs then, int streams, Costs now) {
            int more = streams - before;
            return new Further(
                    before,
                    (now.cpuShare() - then.cpuShare()) / more,
                    (double) (now.residentBytes() - then.residentBytes()) / more);
        }
    }

    static final Figure<IngestSample> CPU = new Figure<>(
            "cpuPercentPerStream",
            "% of a core a stream",
            2,
            sample -> 100 * sample.costs().cpuShare() / sample.streams());
    static final Figure<IngestSample> FURTHER = new Figure<>(
            "cpuPercentOfFurther",
            "% of a core a further stream",
            2,
            sample -> 100 * sample.further().cpuShare());
    static final Figure<IngestSample> MEMORY =
            new Figure<>("residentMegabytes", "MB", 0, sample -> sample.costs().residentBytes() / 1e6);

    static final List<Figure<IngestSample>> OTHERS = List.of(
            FURTHER,
            new Figure<>(
                    "cpuPercent",
                    "% of a core",
                    0,
                    sample -> 100 * sample.costs().cpuShare()),
            MEMORY,
            new Figure<>(
                    "kilobytesPerStream",
                    "kB a stream",
                    0,
                    sample -> (sample.costs().residentBytes() - sample.alone()) / 1e3 / sample.streams()),
            new Figure<>(
                    "kilobytesOfFurther",
                    "kB a further stream",
                    0,
                    sample -> sample.further().bytes() / 1e3),
            new Figure<>(
                    "loadPercentPerStream",
                    "load % of a core a stream",
                    2,
                    sample -> 100 * sample.costs().ownCpuShare() / sample.streams()));

    @Override
    public int step() {
        return streams;
    }

    /// A machine that is all but full shows nothing of what a further stream would cost.
    Optional<String> broken() {
        double cores = Runtime.getRuntime().availableProcessors();
        return costs.cpuShare() + costs.ownCpuShare() < 0.95 * cores
                ? Optional.empty()
                : Optional.of("the machine is full: the server takes %.0f %% of a core, the load %.0f %%"
                        .formatted(100 * costs.cpuShare(), 100 * costs.ownCpuShare()));
    }
}
