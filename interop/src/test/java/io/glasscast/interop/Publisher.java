package io.glasscast.interop;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/// FFmpeg, and the door by which it comes in. It shows black, and every other second a white flash together with a
/// beep.
enum Publisher {
    FFMPEG_WHIP("whip"),
    FFMPEG_SRT("srt"),
    FFMPEG_SRT_ENCRYPTED("srt"),
    FFMPEG_RTMP("rtmp"),
    FFMPEG_RTMPS("rtmp");

    /// Pictures a second.
    static final int RATE = 30;

    private final String ingest;

    Publisher(String ingest) {
        this.ingest = ingest;
    }

    Optional<String> passphrase() {
        return this == FFMPEG_SRT_ENCRYPTED ? Optional.of("0123456789abc") : Optional.empty();
    }

    /// What the server must be told for its sake.
    Map<String, String> settings() {
        return passphrase()
                .map(words -> Map.of("streams.ingest", ingest, "srt.passphrase", words))
                .orElse(Map.of("streams.ingest", ingest));
    }

    /// Publishes where the glasses were told to.
    Client publish(URI ordered, Doors doors) {
        var url = ordered.toString();
        return Client.start(
                toString(),
                switch (this) {
                    case FFMPEG_WHIP -> command("libopus", "whip", url);
                    case FFMPEG_SRT, FFMPEG_SRT_ENCRYPTED -> command("aac", "mpegts", url);
                    case FFMPEG_RTMP -> command("aac", "flv", url);
                    case FFMPEG_RTMPS -> command("aac", "flv", doors.rtmps(ordered));
                });
    }

    private static List<String> command(String sound, String format, String url) {
        var command = new ArrayList<>(List.of(
                Loader.load(org.bytedeco.ffmpeg.ffmpeg.class),
                "-hide_banner",
                "-loglevel",
                "warning",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "color=black:size=320x180:rate=" + RATE
                        + ",drawbox=color=white:thickness=fill:enable='lt(mod(t,2),0.2)'",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "aevalsrc='if(lt(mod(t,2),0.2),0.8*sin(2*PI*1000*t),0)':sample_rate=48000",
                "-t",
                "90",
                "-c:v",
                "libopenh264",
                "-profile:v",
                "constrained_baseline",
                "-b:v",
                "500k",
                "-g",
                "30",
                "-ac",
                "2"));
        command.addAll(List.of("-c:a", sound, "-f", format, url));
        return command;
    }
}
