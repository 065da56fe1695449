package io.glasscast.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** JSON of the types that several messages share. */
final class Shapes {
    private Shapes() {}

    static JsonObject write(VideoConfig video) {
        return new Draft()
                .put("width", video.width())
                .put("height", video.height())
                .put("bitrate", video.bitrate())
                .put("frameRate", video.frameRate())
                .json();
    }

    /** The cloud's names, the glasses' {@code fps}, and their short ones. */
    static VideoConfig video(Fields from) {
        return new VideoConfig(
                first(from, "width", "w"),
                first(from, "height", "h"),
                first(from, "bitrate", "br"),
                first(from, "frameRate", "fps", "fr"));
    }

    static JsonObject write(AudioConfig audio) {
        return new Draft()
                .put("bitrate", audio.bitrate())
                .put("sampleRate", audio.sampleRate())
                .bool("echoCancellation", audio.echoCancellation())
                .bool("noiseSuppression", audio.noiseSuppression())
                .json();
    }

    static AudioConfig audio(Fields from) {
        return new AudioConfig(
                first(from, "bitrate", "br"),
                first(from, "sampleRate", "sr"),
                from.bool("echoCancellation").or(() -> from.bool("ec")),
                from.bool("noiseSuppression").or(() -> from.bool("ns")));
    }

    static JsonObject write(StreamConfig stream) {
        return new Draft().put("durationLimit", stream.durationLimit()).json();
    }

    static StreamConfig stream(Fields from) {
        return new StreamConfig(from.integer("durationLimit"));
    }

    static JsonObject write(RestreamDestination destination) {
        return new Draft()
                .put("url", destination.url())
                .text("name", destination.name())
                .json();
    }

    static JsonArray writeOutputs(List<OutputStatus> outputs) {
        var array = new JsonArray();
        for (var output : outputs)
            array.add(new Draft()
                    .put("url", output.url())
                    .text("name", output.name())
                    .put("status", output.state().name().toLowerCase(Locale.ROOT))
                    .text("error", output.error())
                    .json());
        return array;
    }

    static List<OutputStatus> outputs(Fields message) {
        var list = new ArrayList<OutputStatus>();
        for (var element : message.list("outputs")) {
            if (!(element instanceof JsonObject object)) continue;
            var fields = new Fields(object);
            var state = switch (fields.text("status").orElse("")) {
                case "active" -> OutputStatus.State.ACTIVE;
                case "stopped" -> OutputStatus.State.STOPPED;
                default -> OutputStatus.State.ERROR;
            };
            list.add(new OutputStatus(fields.text("url").orElse(""), fields.text("name"), state, fields.text("error")));
        }
        return list;
    }

    /** Adds {@code stats}, and {@code temperatureC} beside it. */
    static Draft write(Draft message, StreamStats stats) {
        return message.filled(
                        "stats",
                        new Draft()
                                .put("bitrate", stats.bitrate())
                                .put("fps", stats.fps())
                                .put("droppedFrames", stats.droppedFrames())
                                .put("duration", stats.duration())
                                .put("width", stats.width())
                                .put("height", stats.height())
                                .json())
                .put("temperatureC", stats.temperatureC());
    }

    /** {@code stats}, or the compact {@code m} with {@code tp} that crosses a BLE link. */
    static StreamStats stats(Fields message) {
        var full = message.object("stats");
        var compact = message.object("m");
        return new StreamStats(
                orElse(full.longInteger("bitrate"), compact.longInteger("b")),
                orElse(full.number("fps"), compact.number("f")),
                orElse(full.longInteger("droppedFrames"), compact.longInteger("d")),
                orElse(full.number("duration"), compact.number("u")),
                orElse(full.integer("width"), compact.integer("w")),
                orElse(full.integer("height"), compact.integer("h")),
                orElse(message.number("temperatureC"), message.number("tp")));
    }

    static JsonObject write(ResolvedConfig config) {
        var video = write(config.video());
        config.captureWidth().ifPresent(width -> video.addProperty("captureWidth", width));
        config.captureHeight().ifPresent(height -> video.addProperty("captureHeight", height));
        return new Draft()
                .text("transport", config.transport())
                .filled("video", video)
                .filled("audio", write(config.audio()))
                .json();
    }

    static Optional<ResolvedConfig> resolvedConfig(Fields message) {
        if (!message.hasObject("resolvedConfig")) return Optional.empty();
        var config = message.object("resolvedConfig");
        var video = config.object("video");
        return Optional.of(new ResolvedConfig(
                config.text("transport"),
                video(video),
                audio(config.object("audio")),
                video.integer("captureWidth"),
                video.integer("captureHeight")));
    }

    /** Adds each address under its own name. */
    static Draft write(Draft message, PlaybackUrls urls) {
        return message.put("hlsUrl", urls.hlsUrl())
                .put("dashUrl", urls.dashUrl())
                .text("webrtcUrl", urls.webrtcUrl())
                .text("previewUrl", urls.previewUrl())
                .text("thumbnailUrl", urls.thumbnailUrl());
    }

    /** Present when HLS and DASH are, which is what official clients wait for. */
    static Optional<PlaybackUrls> urls(Fields message) {
        var hls = message.filledText("hlsUrl");
        var dash = message.filledText("dashUrl");
        if (hls.isEmpty() || dash.isEmpty()) return Optional.empty();
        return Optional.of(new PlaybackUrls(
                hls.get(),
                dash.get(),
                message.filledText("webrtcUrl"),
                message.filledText("previewUrl"),
                message.filledText("thumbnailUrl")));
    }

    static JsonObject write(Capabilities has) {
        return new Draft()
                .put("modelName", has.modelName())
                .put("hasCamera", has.hasCamera())
                .put("hasDisplay", has.hasDisplay())
                .put("hasMicrophone", has.hasMicrophone())
                .put("hasSpeaker", has.hasSpeaker())
                .put("hasIMU", has.hasImu())
                .put("hasButton", has.hasButton())
                .put("hasLight", has.hasLight())
                .put("hasWifi", has.hasWifi())
                .json();
    }

    static Optional<Capabilities> capabilities(Fields message) {
        if (!message.hasObject("capabilities")) return Optional.empty();
        var has = message.object("capabilities");
        return Optional.of(new Capabilities(
                has.text("modelName").orElse(""),
                has.bool("hasCamera").orElse(false),
                has.bool("hasDisplay").orElse(false),
                has.bool("hasMicrophone").orElse(false),
                has.bool("hasSpeaker").orElse(false),
                has.bool("hasIMU").orElse(false),
                has.bool("hasButton").orElse(false),
                has.bool("hasLight").orElse(false),
                has.bool("hasWifi").orElse(false)));
    }

    private static OptionalInt first(Fields from, String... names) {
        for (var name : names) {
            var value = from.integer(name);
            if (value.isPresent()) return value;
        }
        return OptionalInt.empty();
    }

    private static OptionalInt orElse(OptionalInt first, OptionalInt second) {
        return first.isPresent() ? first : second;
    }

    private static OptionalLong orElse(OptionalLong first, OptionalLong second) {
        return first.isPresent() ? first : second;
    }

    private static OptionalDouble orElse(OptionalDouble first, OptionalDouble second) {
        return first.isPresent() ? first : second;
    }
}
