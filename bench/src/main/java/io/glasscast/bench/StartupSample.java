package io.glasscast.bench;

import java.util.List;

/// One start of our server.
///
/// @param readyMillis   from the process's start to its line that says that all doors are open
/// @param joinedMillis  to the first WHEP viewer's first keyframe, when a publisher comes at once
/// @param residentBytes when it was ready
/// @param cpuSeconds    until it was ready
record StartupSample(
        String contestant, int step, double readyMillis, double joinedMillis, long residentBytes, double cpuSeconds)
        implements Sample {
    static final Figure<StartupSample> READY = new Figure<>("ready", "ready after ms", 0, StartupSample::readyMillis);

    static final List<Figure<StartupSample>> OTHERS = List.of(
            new Figure<>("joined", "first viewer sees after ms", 0, StartupSample::joinedMillis),
            new Figure<>("residentMegabytes", "MB when ready", 0, sample -> sample.residentBytes() / 1e6),
            new Figure<>("cpuUntilReady", "CPU s until ready", 2, StartupSample::cpuSeconds));
}
