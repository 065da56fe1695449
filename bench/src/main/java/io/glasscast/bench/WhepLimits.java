package io.glasscast.bench;

import java.time.Duration;
import java.util.Optional;

/// From where on a server counts as broken.
///
/// @param loss      share of the packets that may be lost
/// @param delivered share of the stream that viewers are sent at least
/// @param cores     how many the server and the load may fill together
record WhepLimits(double loss, double delivered, double cores) {
    /// While others are compared: more loss is a server that cannot keep up, a single packet is an accident;
    /// and a keyframe more or less in the window does not matter.
    static final WhepLimits FIRST = new WhepLimits(0.001, 0.8, Double.MAX_VALUE);

    /// When it is about how far a server gets. A machine that is all but full says more about itself than about
    /// a server.
    static final WhepLimits LAST =
            new WhepLimits(0.01, 0.95, 0.95 * Runtime.getRuntime().availableProcessors());

    /// What is broken about it, in words.
    ///
    /// @param bitsPerSecond of the stream's frames, without what carries them
    Optional<String> broken(WhepSample sample, Duration window, double bitsPerSecond) {
        if (sample.loss() > loss) return Optional.of("%.2f %% of the packets were lost".formatted(100 * sample.loss()));
        double share = sample.gbit() * 1e9 / (sample.viewers() * window.toMillis() / 1e3 * bitsPerSecond);
        if (share < delivered) return Optional.of("viewers were sent %.0f %% of the stream".formatted(100 * share));
        double load = sample.ownCpuSeconds() / sample.cpuSeconds() * sample.cpuShare();
        if (sample.cpuShare() + load > cores)
            return Optional.of("the machine is full: the server takes %.0f %% of a core, the load %.0f %%"
                    .formatted(100 * sample.cpuShare(), 100 * load));
        return Optional.empty();
    }
}
