package io.glasscast.contract;

import java.util.Optional;

/** JSON of {@link CloudToGlasses}. */
final class CloudToGlassesJson {
    private CloudToGlassesJson() {}

    /** Empty for a type that the cloud does not send to glasses. */
    static Optional<CloudToGlasses> read(String type, Fields from) {
        return Optional.ofNullable(
                switch (type) {
                    case "connection_ack" -> new CloudToGlasses.ConnectionAck();
                    case "start_stream" -> start(Dialect.STREAM, from);
                    case "start_rtmp_stream" -> start(Dialect.RTMP, from);
                    case "stop_stream" -> stop(Dialect.STREAM, from);
                    case "stop_rtmp_stream" -> stop(Dialect.RTMP, from);
                    case "keep_stream_alive" -> keepAlive(Dialect.STREAM, from);
                    case "keep_rtmp_stream_alive" -> keepAlive(Dialect.RTMP, from);
                    case "get_stream_status" -> new CloudToGlasses.GetStreamStatus(Dialect.STREAM);
                    case "get_rtmp_status" -> new CloudToGlasses.GetStreamStatus(Dialect.RTMP);
                    case "ping" -> new CloudToGlasses.Ping();
                    case "pong" -> new CloudToGlasses.Pong();
                    case "app_stopped" ->
                        new CloudToGlasses.AppStopped(
                                from.text("packageName").orElse(""),
                                from.text("reason").orElse(""));
                    case "app_state_change" -> new CloudToGlasses.AppStateChange();
                    case "show_wifi_setup" ->
                        new CloudToGlasses.ShowWifiSetup(
                                from.text("reason").orElse(""),
                                from.text("appPackageName").orElse(""));
                    default -> null;
                });
    }

    /** Every name under which glasses look for the address and the configs. */
    private static CloudToGlasses start(Dialect dialect, Fields from) {
        return new CloudToGlasses.StartStream(
                dialect,
                from.text("streamId").orElse(""),
                from.text("appId").orElse(""),
                from.filledText("streamUrl")
                        .or(() -> from.filledText("rtmpUrl"))
                        .or(() -> from.filledText("srtUrl"))
                        .or(() -> from.filledText("whipUrl"))
                        .orElse(""),
                Shapes.video(from.object(from.hasObject("video") ? "video" : "v")),
                Shapes.audio(from.object(from.hasObject("audio") ? "audio" : "a")),
                Shapes.stream(from.object("stream")),
                from.bool("flash").orElse(true),
                from.bool("sound").orElse(true));
    }

    private static CloudToGlasses stop(Dialect dialect, Fields from) {
        return new CloudToGlasses.StopStream(
                dialect, from.text("streamId").orElse(""), from.text("appId").orElse(""));
    }

    private static CloudToGlasses keepAlive(Dialect dialect, Fields from) {
        return new CloudToGlasses.KeepStreamAlive(
                dialect, from.text("streamId").orElse(""), from.text("ackId").orElse(""));
    }

    static Draft write(CloudToGlasses message) {
        if (message instanceof CloudToGlasses.ConnectionAck) return Draft.of("connection_ack");
        if (message instanceof CloudToGlasses.StartStream start)
            return Draft.of(start.dialect().glassesStart())
                    .put("streamId", start.streamId())
                    .put("appId", start.appId())
                    .put(start.dialect().urlField(), start.streamUrl())
                    .put("video", Shapes.write(start.video()))
                    .put("audio", Shapes.write(start.audio()))
                    .put("stream", Shapes.write(start.stream()))
                    .put("flash", start.flash())
                    .put("sound", start.sound());
        if (message instanceof CloudToGlasses.StopStream stop)
            return Draft.of(stop.dialect().glassesStop())
                    .put("streamId", stop.streamId())
                    .put("appId", stop.appId());
        if (message instanceof CloudToGlasses.KeepStreamAlive alive)
            return Draft.of(alive.dialect().glassesKeepAlive())
                    .put("streamId", alive.streamId())
                    .put("ackId", alive.ackId());
        if (message instanceof CloudToGlasses.GetStreamStatus question)
            return Draft.of(question.dialect().glassesAsk());
        if (message instanceof CloudToGlasses.Ping) return Draft.of("ping");
        if (message instanceof CloudToGlasses.Pong) return Draft.of("pong");
        if (message instanceof CloudToGlasses.AppStopped stopped)
            return Draft.of("app_stopped")
                    .put("packageName", stopped.packageName())
                    .put("reason", stopped.reason());
        if (message instanceof CloudToGlasses.AppStateChange) return Draft.of("app_state_change");
        if (message instanceof CloudToGlasses.ShowWifiSetup setup)
            return Draft.of("show_wifi_setup")
                    .put("reason", setup.reason())
                    .put("appPackageName", setup.appPackageName());
        throw new AssertionError(message);
    }
}
