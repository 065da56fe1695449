package io.glasscast.bench;

/// What a window cost.
///
/// @param cpuSeconds    of the server and its children
/// @param residentBytes of them, at the end of it
/// @param ownCpuSeconds of the load
record Costs(double seconds, double cpuSeconds, long residentBytes, double ownCpuSeconds) {
    /// Of one core.
    double cpuShare() {
        return cpuSeconds / seconds;
    }

    /// Of one core.
    double ownCpuShare() {
        return ownCpuSeconds / seconds;
    }
}
