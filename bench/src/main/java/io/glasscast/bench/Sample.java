package io.glasscast.bench;

/// One measurement of one contestant.
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
record Sample(
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
        double ownCpuSeconds) {
    double cpuPerGbit() {
        return cpuSeconds / gbit;
    }

    double ownCpuPerGbit() {
        return ownCpuSeconds / gbit;
    }
}
