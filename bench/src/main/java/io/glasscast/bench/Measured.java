package io.glasscast.bench;

import java.io.IOException;

/// What stands on the kernel's books at the beginning of a window.
///
/// @param pid the server's, with its children
record Measured(long pid, long nanos, Usage server, Usage load) {
    static Measured begin(long pid) throws IOException {
        return new Measured(pid, System.nanoTime(), Usage.of(pid), own());
    }

    Costs end() throws IOException {
        var after = Usage.of(pid);
        return new Costs(
                (System.nanoTime() - nanos) / 1e9,
                after.cpuSeconds() - server.cpuSeconds(),
                after.residentBytes(),
                own().cpuSeconds() - load.cpuSeconds());
    }

    /// Of this process alone: the servers that it started are not its load.
    private static Usage own() throws IOException {
        return Usage.alone(ProcessHandle.current().pid());
    }
}
