package io.glasscast.gates;

import java.util.OptionalLong;

/// What an output has done so far.
///
/// @param bytes       of media that have left, in all attempts
/// @param dropped     pictures and sound left out because the destination did not keep up, in all attempts
/// @param attempts    begun
/// @param activeSince when the destination began to take media; absent while it does not
public record OutputStatistics(
        String outputId, Output.State state, long bytes, long dropped, int attempts, OptionalLong activeSince) {}
