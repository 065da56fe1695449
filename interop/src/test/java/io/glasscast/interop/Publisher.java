package io.glasscast.interop;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/// Who publishes, and the door by which it comes in. It flashes and beeps at the same time, every other second
/// or more often: its picture turns white, or the part of it where the glasses' test pattern does.
enum Publisher {
    FFMPEG_WHIP(Kind.FFMPEG, "whip"),
    FFMPEG_SRT(Kind.FFMPEG, "srt"),
    FFMPEG_SRT_ENCRYPTED(Kind.FFMPEG, "srt"),
    FFMPEG_RTMP(Kind.FFMPEG, "rtmp"),
    FFMPEG_RTMPS(Kind.FFMPEG, "rtmp"),
    GLASSES_WHIP(Kind.GLASSES, "whip"),
    GLASSES_SRT(Kind.GLASSES, "srt"),
    GLASSES_RTMP(Kind.GLASSES, "rtmp"),
    CHROMIUM_WHIP(Kind.CHROMIUM, "whip"),
    GSTREAMER_WHIP(Kind.GSTREAMER, "whip");

    enum Kind {
        FFMPEG,
        /// Our own, simulated.
        GLASSES,
        CHROMIUM,
        /// webrtcbin, on an [Island].
        GSTREAMER
    }

    /// Pictures a second.
    static final int RATE = 30;

    private final Kind kind;
    private final String ingest;

    Publisher(Kind kind, String ingest) {
        this.kind = kind;
        this.ingest = ingest;
    }

    Kind kind() {
        return kind;
    }

    /// Whether its pictures come at a beat of their own, so that the first white one is late by up to a whole
    /// picture.
    boolean late() {
        return kind == Kind.GLASSES || kind == Kind.CHROMIUM;
    }

    /// By how much its flash comes after its beep, on average.
    double latenessSeconds() {
        return late() ? 0.5 / RATE : 0;
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

    /// How FFmpeg publishes where glasses were told to.
    List<String> ffmpeg(URI ordered, Doors doors) {
        var url = ordered.toString();
        return switch (this) {
            case FFMPEG_WHIP -> ffmpeg("libopus", "whip", url);
            case FFMPEG_SRT, FFMPEG_SRT_ENCRYPTED -> ffmpeg("aac", "mpegts", url);
            case FFMPEG_RTMP -> ffmpeg("aac", "flv", url);
            case FFMPEG_RTMPS -> ffmpeg("aac", "flv", doors.rtmps(ordered));
            case GLASSES_WHIP, GLASSES_SRT, GLASSES_RTMP, CHROMIUM_WHIP, GSTREAMER_WHIP ->
                throw new IllegalStateException(this + " is not FFmpeg");
        };
    }

    private static List<String> ffmpeg(String sound, String format, String url) {
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
