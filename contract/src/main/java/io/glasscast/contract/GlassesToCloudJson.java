package io.glasscast.contract;

import com.google.gson.JsonObject;
import java.util.Optional;

/** JSON of {@link GlassesToCloud}. */
final class GlassesToCloudJson {
    /** What a status is that answers a question. */
    private static final String SNAPSHOT = "snapshot";

    private GlassesToCloudJson() {}

    /** Empty for a type that glasses do not send. */
    static Optional<GlassesToCloud> read(String type, Fields from) {
        return Optional.ofNullable(
                switch (type) {
                    case "connection_init" -> new GlassesToCloud.ConnectionInit();
                    case "ping" -> new GlassesToCloud.Ping();
                    case "pong" -> new GlassesToCloud.Pong();
                    case "stream_status" -> status(Dialect.STREAM, from);
                    case "rtmp_stream_status" -> status(Dialect.RTMP, from);
                    case "keep_alive_ack" ->
                        new GlassesToCloud.KeepAliveAck(
                                from.text("streamId").orElse(""),
                                from.text("ackId").orElse(""));
                    case "start_app" ->
                        new GlassesToCloud.StartApp(from.text("packageName").orElse(""));
                    case "stop_app" ->
                        new GlassesToCloud.StopApp(from.text("packageName").orElse(""));
                    case "glasses_connection_state" -> connectionState(from);
                    default -> null;
                });
    }

    private static GlassesToCloud status(Dialect dialect, Fields from) {
        if (from.text("kind").orElse("").equals(SNAPSHOT))
            return new GlassesToCloud.StreamSnapshot(
                    dialect, state(from), from.filledText("streamId"), from.integer("attempt"));
        return new GlassesToCloud.StreamStatus(
                dialect,
                from.filledText("streamId"),
                state(from),
                from.filledText("errorDetails"),
                Shapes.stats(from),
                Shapes.resolvedConfig(from),
                from.integer("attempt"),
                from.integer("maxAttempts"),
                from.filledText("reason"));
    }

    private static StreamState state(Fields from) {
        return StreamState.of(from.text("status").orElse(""));
    }

    private static GlassesToCloud connectionState(Fields from) {
        return new GlassesToCloud.GlassesConnectionState(
                from.filledText("modelName"),
                from.text("status").orElse("").equalsIgnoreCase("CONNECTED"),
                from.object("wifi").bool("connected"));
    }

    static Draft write(GlassesToCloud message) {
        if (message instanceof GlassesToCloud.ConnectionInit) return Draft.of("connection_init");
        if (message instanceof GlassesToCloud.Ping) return Draft.of("ping");
        if (message instanceof GlassesToCloud.Pong) return Draft.of("pong");
        if (message instanceof GlassesToCloud.StreamStatus status) {
            var draft = Draft.of(status.dialect().status())
                    .text("streamId", status.streamId())
                    .put("status", status.state().word())
                    .text("errorDetails", status.errorDetails())
                    .put("attempt", status.attempt())
                    .put("maxAttempts", status.maxAttempts())
                    .text("reason", status.reason());
            Shapes.write(draft, status.stats());
            status.resolvedConfig().ifPresent(config -> draft.put("resolvedConfig", Shapes.write(config)));
            return draft;
        }
        if (message instanceof GlassesToCloud.StreamSnapshot snapshot)
            return Draft.of(snapshot.dialect().status())
                    .put("kind", SNAPSHOT)
                    .put("status", snapshot.state().word())
                    .put("streaming", snapshot.state() == StreamState.STREAMING)
                    .put("reconnecting", snapshot.state() == StreamState.RECONNECTING)
                    .text("streamId", snapshot.streamId())
                    .put("attempt", snapshot.attempt());
        if (message instanceof GlassesToCloud.KeepAliveAck ack)
            return Draft.of("keep_alive_ack").put("streamId", ack.streamId()).put("ackId", ack.ackId());
        if (message instanceof GlassesToCloud.StartApp start)
            return Draft.of("start_app").put("packageName", start.packageName());
        if (message instanceof GlassesToCloud.StopApp stop)
            return Draft.of("stop_app").put("packageName", stop.packageName());
        if (message instanceof GlassesToCloud.GlassesConnectionState state) {
            var wifi = new JsonObject();
            state.wifiConnected().ifPresent(connected -> wifi.addProperty("connected", connected));
            return Draft.of("glasses_connection_state")
                    .text("modelName", state.modelName())
                    .put("status", state.connected() ? "CONNECTED" : "DISCONNECTED")
                    .filled("wifi", wifi);
        }
        throw new AssertionError(message);
    }
}
