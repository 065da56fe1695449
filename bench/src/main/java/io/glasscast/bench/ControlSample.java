package io.glasscast.bench;

import java.util.List;
import java.util.Optional;

/// One measurement of sessions that start and stop streams.
///
/// @param sessions    of an app with its user's glasses, two sockets each
/// @param alone       the server's memory before they came
/// @param idle        while all are connected and nobody wants anything
/// @param busy        while some start and stop
/// @param startMillis from an app's wish to its hearing that the glasses stream
record ControlSample(String contestant, int sessions, long alone, Costs idle, Costs busy, Spread startMillis)
        implements Sample {
    static final Figure<ControlSample> START = new Figure<>(
            "startMedian", "start ms p50", 2, sample -> sample.startMillis().median());
    static final Figure<ControlSample> LATE = new Figure<>(
            "startP99", "start ms p99", 2, sample -> sample.startMillis().p99());

    static final List<Figure<ControlSample>> OTHERS = List.of(
            LATE,
            new Figure<>(
                    "startsPerSecond",
                    "starts/s",
                    0,
                    sample -> sample.startMillis().count() / sample.busy().seconds()),
            new Figure<>(
                    "cpuMillisPerStart",
                    "CPU ms a start and stop",
                    2,
                    sample -> 1e3
                            * sample.busy().cpuSeconds()
                            / sample.startMillis().count()),
            new Figure<>(
                    "idlePercent",
                    "% of a core idle",
                    1,
                    sample -> 100 * sample.idle().cpuShare()),
            new Figure<>(
                    "kilobytesPerSession",
                    "kB a session",
                    0,
                    sample -> (sample.idle().residentBytes() - sample.alone()) / 1e3 / sample.sessions()),
            new Figure<>("residentMegabytes", "MB", 0, sample -> sample.idle().residentBytes() / 1e6),
            new Figure<>(
                    "loadCpuMillisPerStart",
                    "load CPU ms a start and stop",
                    2,
                    sample -> 1e3
                            * sample.busy().ownCpuSeconds()
                            / sample.startMillis().count()));

    static final Topic<ControlSample> TOPIC = new Topic<>(
            "control", "Control sockets", "sessions", START, OTHERS, List.of(START, LATE), _ -> Optional.empty(), """
            Each session is one user's glasses and one app (the SDK for Java), on a WebSocket each. All connect; for one window
            nobody says anything, which is `idle`; for another, eight of them at a time start a local stream, hear that it runs,
            and stop it. The glasses have no camera and say at once that they stream, so that no media is in the figures. CPU is
            what the kernel charges the server's process and its children; memory is the proportional set size.
            """);

    @Override
    public int step() {
        return sessions;
    }
}
