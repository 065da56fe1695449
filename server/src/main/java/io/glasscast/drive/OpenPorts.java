package io.glasscast.drive;

import java.util.Optional;

/// The port of each door that is open.
public record OpenPorts(
        Optional<Integer> webRtc, Optional<Integer> srt, Optional<Integer> rtmp, Optional<Integer> rtmps) {}
