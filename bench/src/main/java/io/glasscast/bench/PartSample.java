package io.glasscast.bench;

import java.util.List;
import java.util.Optional;

/// One measurement of who answers the same request over and over.
///
/// @param answers within the window
record PartSample(String contestant, int connections, Costs costs, long answers, long bytes) implements Sample {
    private static final Figure<PartSample> PARTS = new Figure<>(
            "partsPerCpuSecond",
            "parts per CPU s",
            0,
            sample -> sample.answers() / sample.costs().cpuSeconds());

    static final Topic<PartSample> TOPIC = new Topic<>(
            "hls-part",
            "A part of LL-HLS, over and over",
            "connections",
            PARTS,
            List.of(
                    new Figure<>(
                            "cpuPerGbit",
                            "CPU s/Gbit",
                            3,
                            sample -> sample.costs().cpuSeconds() / (8 * sample.bytes() / 1e9)),
                    new Figure<>("kilobytes", "kB a part", 1, sample -> sample.bytes() / 1e3 / sample.answers()),
                    new Figure<>(
                            "partsPerSecond",
                            "parts/s",
                            0,
                            sample -> sample.answers() / sample.costs().seconds()),
                    new Figure<>(
                            "cpuPercent",
                            "% of a core",
                            0,
                            sample -> 100 * sample.costs().cpuShare()),
                    new Figure<>(
                            "loadPercent",
                            "load % of a core",
                            0,
                            sample -> 100 * sample.costs().ownCpuShare())),
            List.of(PARTS),
            _ -> Optional.empty(),
            """
            One publisher shows 720p30 H.264 at 2 Mbit/s with sound. Each connection (HTTP/1.1 in clear, kept) asks for one of
            the stream's newest parts again as soon as it has it; every two seconds another part of nearly the same size takes
            its place, before it is too old to be had. nginx, with one worker and sendfile, serves the bytes of the first such
            part from a file. CPU is what the kernel charges the server's process and its children within the window, with
            ours for receiving and packaging the stream.
            """);

    @Override
    public int step() {
        return connections;
    }
}
