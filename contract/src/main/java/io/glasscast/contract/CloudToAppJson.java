package io.glasscast.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** JSON of {@link CloudToApp}. */
final class CloudToAppJson {
    private CloudToAppJson() {}

    /** Empty for a type that the cloud does not send, or a managed state that does not exist. */
    static Optional<CloudToApp> read(String type, Fields from) {
        return Optional.ofNullable(
                switch (type) {
                    case "tpa_connection_ack" -> new CloudToApp.ConnectionAck(Shapes.capabilities(from), camera(from));
                    case "reconnect_ack" -> new CloudToApp.ReconnectAck(Shapes.capabilities(from), camera(from));
                    case "reconnect_rejected" ->
                        new CloudToApp.ReconnectRejected(
                                from.text("code").orElse(""),
                                from.text("message").orElse(""));
                    case "tpa_connection_error", "connection_error" ->
                        new CloudToApp.ConnectionError(
                                from.text("code").orElse(""),
                                from.text("message").orElse(""));
                    case "app_stopped" ->
                        new CloudToApp.AppStopped(from.text("reason").orElse(""));
                    case "pong" -> new CloudToApp.Pong();
                    case "managed_stream_status" -> managedStatus(from).orElse(null);
                    case "stream_status" -> status(Dialect.STREAM, from);
                    case "rtmp_stream_status" -> status(Dialect.RTMP, from);
                    case "stream_status_check_response" ->
                        new CloudToApp.StreamStatusCheckResponse(from.filledText("requestId"), streamInfo(from));
                    case "permission_error" -> permissionError(from);
                    default -> null;
                });
    }

    private static boolean camera(Fields ack) {
        return ack.object("mentraosSettings")
                .object("permissions")
                .bool("camera")
                .orElse(false);
    }

    private static Optional<CloudToApp> managedStatus(Fields from) {
        return from.text("status")
                .flatMap(ManagedState::of)
                .map(state -> new CloudToApp.ManagedStreamStatus(
                        state,
                        from.filledText("streamId"),
                        Shapes.urls(from),
                        from.text("message"),
                        Shapes.outputs(from),
                        Shapes.stats(from),
                        from.bool("resumed").orElse(false),
                        from.integer("activeViewers")));
    }

    private static CloudToApp status(Dialect dialect, Fields from) {
        return new CloudToApp.StreamStatus(
                dialect,
                StreamState.of(from.text("status").orElse("")),
                from.text("streamId").orElse(""),
                from.filledText("appId"),
                from.filledText("errorDetails"),
                Shapes.stats(from),
                Shapes.resolvedConfig(from));
    }

    private static Optional<StreamInfo> streamInfo(Fields from) {
        if (!from.bool("hasActiveStream").orElse(false) || !from.hasObject("streamInfo")) return Optional.empty();
        var info = from.object("streamInfo");
        var managed = info.text("type").orElse("").equals("managed");
        return Optional.of(new StreamInfo(
                managed ? StreamInfo.Kind.MANAGED : StreamInfo.Kind.UNMANAGED,
                info.text("streamId").orElse(""),
                info.text("status").orElse(""),
                info.time("createdAt").orElse(Instant.EPOCH),
                Shapes.urls(info),
                info.integer("activeViewers"),
                info.filledText("streamUrl").or(() -> info.filledText("rtmpUrl")),
                info.filledText("requestingAppId")));
    }

    private static CloudToApp permissionError(Fields from) {
        var details = new ArrayList<CloudToApp.PermissionError.Detail>();
        for (var element : from.list("details")) {
            if (!(element instanceof JsonObject object)) continue;
            var detail = new Fields(object);
            details.add(new CloudToApp.PermissionError.Detail(
                    detail.text("stream").orElse(""),
                    detail.text("requiredPermission").orElse(""),
                    detail.text("message").orElse("")));
        }
        return new CloudToApp.PermissionError(from.text("message").orElse(""), details);
    }

    static Draft write(CloudToApp message) {
        if (message instanceof CloudToApp.ConnectionAck ack)
            return ack("tpa_connection_ack", ack.capabilities(), ack.camera());
        if (message instanceof CloudToApp.ReconnectAck ack)
            return ack("reconnect_ack", ack.capabilities(), ack.camera());
        if (message instanceof CloudToApp.ReconnectRejected rejected)
            return Draft.of("reconnect_rejected").put("code", rejected.code()).put("message", rejected.message());
        if (message instanceof CloudToApp.ConnectionError error)
            return Draft.of("tpa_connection_error").put("code", error.code()).put("message", error.message());
        if (message instanceof CloudToApp.AppStopped stopped)
            return Draft.of("app_stopped").put("reason", stopped.reason());
        if (message instanceof CloudToApp.Pong) return Draft.of("pong");
        if (message instanceof CloudToApp.ManagedStreamStatus status) return write(status);
        if (message instanceof CloudToApp.StreamStatus status) return write(status);
        if (message instanceof CloudToApp.StreamStatusCheckResponse response) {
            var draft = Draft.of("stream_status_check_response")
                    .text("requestId", response.requestId())
                    .put("hasActiveStream", response.stream().isPresent());
            response.stream().ifPresent(info -> draft.put("streamInfo", write(info)));
            return draft;
        }
        if (message instanceof CloudToApp.PermissionError error) return write(error);
        throw new AssertionError(message);
    }

    /** Settings are always there: a newer client that misses them forgets its own. */
    private static Draft ack(String type, Optional<Capabilities> capabilities, boolean camera) {
        var permissions = new JsonObject();
        permissions.addProperty("camera", camera);
        var wearers = new JsonObject();
        wearers.add("permissions", permissions);
        var draft = Draft.of(type).put("settings", new JsonArray()).put("mentraosSettings", wearers);
        capabilities.ifPresent(has -> draft.put("capabilities", Shapes.write(has)));
        return draft;
    }

    private static Draft write(CloudToApp.ManagedStreamStatus status) {
        var draft = Draft.of("managed_stream_status")
                .put("status", status.state().word())
                .text("streamId", status.streamId());
        status.urls().ifPresent(urls -> Shapes.write(draft, urls));
        draft.text("message", status.message());
        if (!status.outputs().isEmpty()) draft.put("outputs", Shapes.writeOutputs(status.outputs()));
        Shapes.write(draft, status.stats());
        if (status.resumed()) draft.put("resumed", true);
        return draft.put("activeViewers", status.activeViewers());
    }

    private static Draft write(CloudToApp.StreamStatus status) {
        var draft = Draft.of(status.dialect().status())
                .put("streamId", status.streamId())
                .put("status", status.state().word())
                .text("appId", status.appId())
                .text("errorDetails", status.errorDetails());
        Shapes.write(draft, status.stats());
        status.resolvedConfig().ifPresent(config -> draft.put("resolvedConfig", Shapes.write(config)));
        return draft;
    }

    /** The address of an unmanaged stream goes under both names: a client knows only one of them. */
    private static JsonObject write(StreamInfo info) {
        var draft = new Draft()
                .put("type", info.kind().name().toLowerCase(Locale.ROOT))
                .put("streamId", info.streamId())
                .put("status", info.status())
                .put("createdAt", info.createdAt());
        info.urls().ifPresent(urls -> Shapes.write(draft, urls));
        return draft.put("activeViewers", info.activeViewers())
                .text("streamUrl", info.streamUrl())
                .text("rtmpUrl", info.streamUrl())
                .text("requestingAppId", info.requestingAppId())
                .json();
    }

    private static Draft write(CloudToApp.PermissionError error) {
        var details = new JsonArray();
        for (var detail : List.copyOf(error.details()))
            details.add(new Draft()
                    .put("stream", detail.stream())
                    .put("requiredPermission", detail.requiredPermission())
                    .put("message", detail.message())
                    .json());
        return Draft.of("permission_error").put("message", error.message()).put("details", details);
    }
}
