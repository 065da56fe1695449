package io.glasscast.interop;

import java.net.URI;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/// FFmpeg as a publisher.
final class Ffmpeg {
    private Ffmpeg() {}

    /// Publishes a test picture and a tone until closed: FFmpeg 8, whose WHIP muxer is the newest publisher around.
    static Client publish(URI whip, int width, int height) {
        var size = width + "x" + height;
        return Client.start(
                "ffmpeg-whip",
                List.of(
                        Loader.load(org.bytedeco.ffmpeg.ffmpeg.class),
                        "-hide_banner",
                        "-loglevel",
                        "warning",
                        "-re",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=rate=30:size=" + size,
                        "-re",
                        "-f",
                        "lavfi",
                        "-i",
                        "sine=frequency=440:sample_rate=48000",
                        "-t",
                        "60",
                        "-c:v",
                        "libopenh264",
                        "-profile:v",
                        "constrained_baseline",
                        "-b:v",
                        "1M",
                        "-g",
                        "30",
                        "-c:a",
                        "libopus",
                        "-ac",
                        "2",
                        "-ar",
                        "48000",
                        "-f",
                        "whip",
                        whip.toString()));
    }

    /// How Debian's publishes by SRT: a picture with B-frames, as libx264 makes them, and a tone.
    static List<String> reordered(String url) {
        return List.of(
                "ffmpeg",
                "-hide_banner",
                "-loglevel",
                "warning",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=rate=25:size=320x240",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=48000",
                "-t",
                "90",
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-bf",
                "2",
                "-b:v",
                "600k",
                "-g",
                "50",
                "-c:a",
                "aac",
                "-b:a",
                "64k",
                "-f",
                "mpegts",
                url);
    }
}
