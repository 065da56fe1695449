package io.glasscast.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.contract.PlaybackUrls;
import io.glasscast.contract.StreamInfo;
import io.glasscast.sdk.Camera;
import io.glasscast.sdk.ConnectionStatus;
import io.glasscast.sdk.ExistingStream;
import io.glasscast.sdk.ManagedStreamOptions;
import io.glasscast.sdk.ManagedStreamResult;
import io.glasscast.sdk.MiniApp;
import io.glasscast.sdk.Session;
import io.glasscast.sdk.StreamOptions;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The SDK for Java, with its answers in the shapes that all SDKs share.
final class JavaSdkDriver implements ScenarioApp.Driver {
    private static final Logger SDK_LOG = Logger.getLogger("io.glasscast.sdk");

    private final Consumer<JsonObject> listener;
    private final MiniApp app;
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) say("trouble", "words", line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private volatile @Nullable Session session;

    JavaSdkDriver(String packageName, String apiKey, Consumer<JsonObject> listener) throws IOException {
        this.listener = listener;
        SDK_LOG.addHandler(log);
        app = MiniApp.builder(packageName, apiKey)
                .onSession(this::begin)
                .onStop((_, end) -> say("over", "words", end.reason()))
                .build();
        var listening = event("listening");
        listening.addProperty("port", app.listen(0));
        listener.accept(listening);
    }

    private void begin(Session opened) {
        session = opened;
        opened.camera().onLivestreamStatus(status -> say("livestream", status.raw()));
        opened.camera().onLocalLivestreamStatus(status -> say("localLivestream", status.raw()));
        opened.onConnection(news -> {
            switch (news) {
                case ConnectionStatus.Resumed() -> listener.accept(event("connected"));
                case ConnectionStatus.PermissionMissing(var message, var _) -> say("permission", "words", message);
                case ConnectionStatus.Complaint complaint -> say("trouble", "words", complaint.toString());
                case ConnectionStatus.Interrupted _, ConnectionStatus.Ended _ -> {}
            }
        });
        var begun = event("session");
        begun.addProperty("sessionId", opened.sessionId());
        begun.addProperty("userId", opened.userId());
        listener.accept(begun);
    }

    @Override
    public void tell(JsonObject call) {
        var present = session;
        if (present == null) throw new IllegalStateException("there is no session");
        var id = call.get("id");
        var _ = answer(present.camera(), call.get("call").getAsString(), call.getAsJsonObject("with"))
                .whenComplete((result, failure) -> {
                    var answer = event(failure == null ? "done" : "failed");
                    answer.add("id", id);
                    if (failure == null) answer.add("result", result);
                    else answer.addProperty("words", words(failure));
                    listener.accept(answer);
                });
    }

    private static CompletableFuture<JsonObject> answer(Camera camera, String call, JsonObject options) {
        return switch (call) {
            case "startLivestream" -> camera.startLivestream(managed(options)).thenApply(JavaSdkDriver::json);
            case "stopLivestream" -> camera.stopLivestream().thenApply(_ -> new JsonObject());
            case "startLocalLivestream" ->
                camera.startLocalLivestream(
                                StreamOptions.to(options.get("streamUrl").getAsString()))
                        .thenApply(_ -> new JsonObject());
            case "stopLocalLivestream" -> camera.stopLocalLivestream().thenApply(_ -> new JsonObject());
            case "checkExistingStream" -> camera.checkExistingStream().thenApply(JavaSdkDriver::json);
            default -> throw new IllegalArgumentException(call);
        };
    }

    private static ManagedStreamOptions managed(JsonObject options) {
        if (!options.has("stream")) return ManagedStreamOptions.DEFAULT;
        var limit = options.getAsJsonObject("stream").get("durationLimit").getAsInt();
        return ManagedStreamOptions.DEFAULT.withDurationLimit(limit);
    }

    private static JsonObject json(ManagedStreamResult result) {
        var json = new JsonObject();
        json.addProperty("streamId", result.streamId());
        json.addProperty("hlsUrl", result.hlsUrl());
        json.addProperty("dashUrl", result.dashUrl());
        add(json, "webrtcUrl", result.webrtcUrl());
        add(json, "previewUrl", result.previewUrl());
        add(json, "thumbnailUrl", result.thumbnailUrl());
        return json;
    }

    private static JsonObject json(ExistingStream existing) {
        var json = new JsonObject();
        json.addProperty("hasActiveStream", existing.hasActiveStream());
        existing.streamInfo().ifPresent(stream -> json.add("streamInfo", json(stream)));
        return json;
    }

    private static JsonObject json(StreamInfo stream) {
        var json = new JsonObject();
        json.addProperty("type", stream.kind().name().toLowerCase(Locale.ROOT));
        json.addProperty("streamId", stream.streamId());
        json.addProperty("status", stream.status());
        add(json, "streamUrl", stream.streamUrl());
        add(json, "hlsUrl", stream.urls().map(PlaybackUrls::hlsUrl));
        add(json, "dashUrl", stream.urls().map(PlaybackUrls::dashUrl));
        add(json, "webrtcUrl", stream.urls().flatMap(PlaybackUrls::webrtcUrl));
        add(json, "previewUrl", stream.urls().flatMap(PlaybackUrls::previewUrl));
        add(json, "thumbnailUrl", stream.urls().flatMap(PlaybackUrls::thumbnailUrl));
        stream.activeViewers().ifPresent(apps -> json.addProperty("activeViewers", apps));
        return json;
    }

    private static void add(JsonObject json, String name, Optional<String> text) {
        text.ifPresent(value -> json.addProperty(name, value));
    }

    private static String words(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }

    /// A status as it came; of those that the SDK says itself, nothing came.
    private void say(String name, String raw) {
        if (raw.isEmpty()) return;
        var event = event(name);
        event.add("status", JsonParser.parseString(raw));
        listener.accept(event);
    }

    private void say(String name, String field, String text) {
        var event = event(name);
        event.addProperty(field, text);
        listener.accept(event);
    }

    private static JsonObject event(String name) {
        var event = new JsonObject();
        event.addProperty("event", name);
        return event;
    }

    @Override
    public void close() {
        app.close();
        SDK_LOG.removeHandler(log);
    }
}
