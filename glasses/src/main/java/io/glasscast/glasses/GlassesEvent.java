package io.glasscast.glasses;

import io.glasscast.contract.GlassesToCloud.StreamStatus;
import io.glasscast.glasses.codec.AudioSettings;
import io.glasscast.glasses.codec.VideoSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/// What somebody who watches a pair of glasses can see.
public sealed interface GlassesEvent {
    /// The cloud has taken us in.
    record Connected() implements GlassesEvent {}

    /// The control socket is gone; glasses dial again by themselves.
    record Disconnected(String reason) implements GlassesEvent {}

    /// The cloud does not know the token. Nothing will happen any more.
    record Refused(String reason) implements GlassesEvent {}

    /// The cloud wants a stream.
    record StartAsked(String streamId, String appId) implements GlassesEvent {}

    /// The cloud wants no stream any more.
    record StopAsked(String streamId) implements GlassesEvent {}

    /// The cloud has sent a command by a name that these glasses do not know.
    record Ignored(String command) implements GlassesEvent {}

    /// The camera is on.
    record Filming(VideoSettings video, AudioSettings audio) implements GlassesEvent {}

    /// The camera is off.
    record FilmingOver() implements GlassesEvent {}

    /// What the glasses tell the cloud about a stream.
    record Status(StreamStatus status) implements GlassesEvent {}

    /// Name and contents as they go into one JSON object: strings, numbers and maps of them.
    default Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        switch (this) {
            case Connected() -> fields.put("event", "connected");
            case Disconnected(var reason) -> {
                fields.put("event", "disconnected");
                fields.put("reason", reason);
            }
            case Refused(var reason) -> {
                fields.put("event", "refused");
                fields.put("reason", reason);
            }
            case StartAsked(var streamId, var appId) -> {
                fields.put("event", "start");
                fields.put("streamId", streamId);
                fields.put("appId", appId);
            }
            case StopAsked(var streamId) -> {
                fields.put("event", "stop");
                fields.put("streamId", streamId);
            }
            case Ignored(var command) -> {
                fields.put("event", "ignored");
                fields.put("command", command);
            }
            case Filming(var video, var audio) -> {
                fields.put("event", "filming");
                fields.put("width", video.width());
                fields.put("height", video.height());
                fields.put("bitrate", video.bitrate());
                fields.put("frameRate", video.frameRate());
                fields.put("audioBitrate", audio.bitrate());
            }
            case FilmingOver() -> fields.put("event", "filming-over");
            case Status(var status) -> putStatus(status, fields);
        }
        return fields;
    }

    private static void putStatus(StreamStatus status, Map<String, Object> fields) {
        fields.put("event", "status");
        status.streamId().ifPresent(id -> fields.put("streamId", id));
        fields.put("status", status.state().word());
        status.errorDetails().ifPresent(words -> fields.put("errorDetails", words));
        status.attempt().ifPresent(attempt -> fields.put("attempt", attempt));
        status.maxAttempts().ifPresent(attempts -> fields.put("maxAttempts", attempts));
        status.reason().ifPresent(reason -> fields.put("reason", reason));
        status.resolvedConfig().ifPresent(config -> {
            config.transport().ifPresent(transport -> fields.put("transport", transport));
            var video = new LinkedHashMap<String, Object>();
            config.video().width().ifPresent(width -> video.put("width", width));
            config.video().height().ifPresent(height -> video.put("height", height));
            config.video().bitrate().ifPresent(bitrate -> video.put("bitrate", bitrate));
            config.video().frameRate().ifPresent(rate -> video.put("frameRate", rate));
            fields.put("video", video);
        });
    }
}
