package io.glasscast.app.house;

import java.util.OptionalInt;

/// Where glasses may publish other than by WHIP; empty where the door is closed.
record IngestPorts(OptionalInt srt, OptionalInt rtmp) {
    static final IngestPorts NONE = new IngestPorts(OptionalInt.empty(), OptionalInt.empty());
}
