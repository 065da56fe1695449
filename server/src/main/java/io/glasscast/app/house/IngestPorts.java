package io.glasscast.app.house;

import io.glasscast.drive.OpenPorts;
import java.util.Optional;
import java.util.OptionalInt;

/// Where glasses may publish other than by WHIP; empty where the door is closed.
///
/// @param srtPassphrase what they must know to publish by SRT
record IngestPorts(OptionalInt srt, OptionalInt rtmp, Optional<String> srtPassphrase) {
    static final IngestPorts NONE = new IngestPorts(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    static IngestPorts of(OpenPorts ports, Optional<String> srtPassphrase) {
        return new IngestPorts(number(ports.srt()), number(ports.rtmp()), srtPassphrase);
    }

    private static OptionalInt number(Optional<Integer> port) {
        return port.isPresent() ? OptionalInt.of(port.get()) : OptionalInt.empty();
    }
}
