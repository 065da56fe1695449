package io.glasscast.app.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a server of a test is configured with before all else: every door is open on loopback, at a port that
/// is free.
public final class FreeDoors {
    private FreeDoors() {}

    /// @param data the server's folder
    public static ConfigReader of(Path data) {
        var reader = new ConfigReader(data).option("--bind", "doors.bind", Optional.of("127.0.0.1"));
        for (var door : List.of("http", "webrtc", "srt", "rtmp", "rtmps"))
            reader.option("--" + door, "doors." + door, Optional.of("0"));
        return reader;
    }
}
