package io.glasscast.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Optional;

/** JSON of {@link AppToCloud}. */
final class AppToCloudJson {
    private AppToCloudJson() {}

    /** Empty for a type that no app sends. */
    static Optional<AppToCloud> read(String type, Fields from) {
        return Optional.ofNullable(
                switch (type) {
                    case "tpa_connection_init" ->
                        new AppToCloud.ConnectionInit(
                                from.filledText("sessionId"),
                                from.filledText("packageName"),
                                from.filledText("apiKey"),
                                from.filledText("sdkVersion"));
                    case "reconnect" ->
                        new AppToCloud.Reconnect(from.filledText("sessionId"), from.filledText("sdkVersion"));
                    case "subscription_update" -> subscriptions(from);
                    case "managed_stream_request" -> managedRequest(from);
                    case "managed_stream_stop" -> new AppToCloud.ManagedStreamStop();
                    case "stream_request" -> request(Dialect.STREAM, from);
                    case "rtmp_stream_request" -> request(Dialect.RTMP, from);
                    case "stream_stop" -> new AppToCloud.StreamStop(Dialect.STREAM, from.filledText("streamId"));
                    case "rtmp_stream_stop" -> new AppToCloud.StreamStop(Dialect.RTMP, from.filledText("streamId"));
                    case "stream_status_check" -> new AppToCloud.StreamStatusCheck(from.filledText("requestId"));
                    case "ownership_release" -> new AppToCloud.OwnershipRelease(from.filledText("reason"));
                    case "ping" -> new AppToCloud.Ping();
                    default -> null;
                });
    }

    /** A subscription is a name, or an object that holds one under {@code stream}. */
    private static AppToCloud subscriptions(Fields from) {
        var names = new ArrayList<String>();
        for (var element : from.list("subscriptions")) {
            if (element instanceof JsonPrimitive name && name.isString()) names.add(name.getAsString());
            else if (element instanceof JsonObject object)
                new Fields(object).text("stream").ifPresent(names::add);
        }
        return new AppToCloud.SubscriptionUpdate(names);
    }

    private static AppToCloud managedRequest(Fields from) {
        var wishes = new Wishes(from);
        var video = wishes.video();
        var audio = wishes.audio();
        var stream = wishes.stream();
        var destinations = wishes.destinations();
        var sound = wishes.sound();
        return new AppToCloud.ManagedStreamRequest(
                video,
                audio,
                stream,
                destinations,
                sound,
                from.filledText("quality"),
                from.bool("enableWebRTC"),
                wishes.flaw());
    }

    private static AppToCloud request(Dialect dialect, Fields from) {
        var wishes = new Wishes(from);
        var url = wishes.streamUrl();
        var video = wishes.video();
        var audio = wishes.audio();
        var stream = wishes.stream();
        var sound = wishes.sound();
        return new AppToCloud.StreamRequest(dialect, url, video, audio, stream, sound, wishes.flaw());
    }

    static Draft write(AppToCloud message) {
        if (message instanceof AppToCloud.ConnectionInit init)
            return Draft.of("tpa_connection_init")
                    .text("sessionId", init.sessionId())
                    .text("packageName", init.packageName())
                    .text("apiKey", init.apiKey())
                    .text("sdkVersion", init.sdkVersion());
        if (message instanceof AppToCloud.Reconnect reconnect)
            return Draft.of("reconnect")
                    .text("sessionId", reconnect.sessionId())
                    .text("sdkVersion", reconnect.sdkVersion());
        if (message instanceof AppToCloud.SubscriptionUpdate update) {
            var names = new JsonArray();
            update.streams().forEach(names::add);
            return Draft.of("subscription_update").put("subscriptions", names);
        }
        if (message instanceof AppToCloud.ManagedStreamRequest request) return write(request);
        if (message instanceof AppToCloud.ManagedStreamStop) return Draft.of("managed_stream_stop");
        if (message instanceof AppToCloud.StreamRequest request) {
            var draft = Draft.of(request.dialect().request())
                    .put(request.dialect().urlField(), request.streamUrl())
                    .filled("video", Shapes.write(request.video()))
                    .filled("audio", Shapes.write(request.audio()))
                    .filled("stream", Shapes.write(request.stream()));
            return request.sound() ? draft : draft.put("sound", false);
        }
        if (message instanceof AppToCloud.StreamStop stop)
            return Draft.of(stop.dialect().stop()).text("streamId", stop.streamId());
        if (message instanceof AppToCloud.StreamStatusCheck check)
            return Draft.of("stream_status_check").text("requestId", check.requestId());
        if (message instanceof AppToCloud.OwnershipRelease release)
            return Draft.of("ownership_release").text("reason", release.reason());
        if (message instanceof AppToCloud.Ping) return Draft.of("ping");
        throw new AssertionError(message);
    }

    private static Draft write(AppToCloud.ManagedStreamRequest request) {
        var draft = Draft.of("managed_stream_request")
                .text("quality", request.quality())
                .bool("enableWebRTC", request.enableWebRtc())
                .filled("video", Shapes.write(request.video()))
                .filled("audio", Shapes.write(request.audio()))
                .filled("stream", Shapes.write(request.stream()));
        if (!request.restreamDestinations().isEmpty()) {
            var destinations = new JsonArray();
            request.restreamDestinations().forEach(destination -> destinations.add(Shapes.write(destination)));
            draft.put("restreamDestinations", destinations);
        }
        return request.sound() ? draft : draft.put("sound", false);
    }
}
