package io.glasscast.bench;

import java.io.IOException;
import java.util.Collection;

/// What stands on the books at the beginning of a window.
record Measured(long pid, Counter counter, long nanos, Usage server, Usage load, Ear.Count count) {
    /// Who knows what has arrived.
    @FunctionalInterface
    interface Counter {
        Ear.Count count() throws IOException, InterruptedException;
    }

    static Measured begin(long pid, Counter counter) throws IOException, InterruptedException {
        var count = counter.count();
        return new Measured(pid, counter, System.nanoTime(), Usage.of(pid), own(), count);
    }

    /// @param alone the server before the viewers came
    Sample end(String contestant, int viewers, Usage alone, Collection<Double> latencies, double[] joins)
            throws IOException, InterruptedException {
        var after = Usage.of(pid);
        double seconds = (System.nanoTime() - nanos) / 1e9;
        double ownCpu = own().cpuSeconds() - load.cpuSeconds();
        var arrived = counter.count().minus(count);
        double cpu = after.cpuSeconds() - server.cpuSeconds();
        return new Sample(
                contestant,
                viewers,
                arrived.bits() / 1e9,
                cpu,
                cpu / seconds,
                after.residentBytes(),
                (double) (after.residentBytes() - alone.residentBytes()) / viewers,
                (double) arrived.missing() / Math.max(1, arrived.packets() + arrived.missing()),
                Spread.of(latencies.stream().mapToDouble(Double::doubleValue).toArray()),
                Spread.of(joins),
                ownCpu);
    }

    /// Of this process alone: the servers that it started are not its load.
    private static Usage own() throws IOException {
        return Usage.alone(ProcessHandle.current().pid());
    }
}
