package io.glasscast.contract;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Records into text and back.
 *
 * <p>Strangers' text is never answered with an exception: see {@link Decoded}. Reasons for malformed text:
 * {@code frame-too-long}, {@code json-malformed}, {@code json-not-an-object}, {@code type-missing}.
 */
public final class Wire {
    /** Characters in a frame. The longest honest one, a managed request with ten destinations, stays below 8 kB. */
    public static final int FRAME_LIMIT = 64 * 1024;

    /** Levels of nesting; honest messages have four. */
    private static final int DEPTH_LIMIT = 16;

    private Wire() {}

    /** Reads what an app told the cloud. */
    public static Decoded<AppToCloud> appToCloud(String frame) {
        return read(frame, AppToCloudJson::read);
    }

    /** Reads what the cloud told an app. */
    public static Decoded<CloudToApp> cloudToApp(String frame) {
        return read(frame, CloudToAppJson::read);
    }

    /** Reads what glasses told the cloud. */
    public static Decoded<GlassesToCloud> glassesToCloud(String frame) {
        return read(frame, GlassesToCloudJson::read);
    }

    /** Reads what the cloud told glasses. */
    public static Decoded<CloudToGlasses> cloudToGlasses(String frame) {
        return read(frame, CloudToGlassesJson::read);
    }

    /** Reads what the cloud posted to an app's server. */
    public static Decoded<Webhook> webhook(String body) {
        return read(body, WebhookJson::read);
    }

    /** Writes what an app tells the cloud. */
    public static String write(AppToCloud message, Envelope envelope) {
        return write(AppToCloudJson.write(message), envelope);
    }

    /** Writes what the cloud tells an app. */
    public static String write(CloudToApp message, Envelope envelope) {
        return write(CloudToAppJson.write(message), envelope);
    }

    /** Writes what glasses tell the cloud. */
    public static String write(GlassesToCloud message, Envelope envelope) {
        return write(GlassesToCloudJson.write(message), envelope);
    }

    /** Writes what the cloud tells glasses. */
    public static String write(CloudToGlasses message, Envelope envelope) {
        return write(CloudToGlassesJson.write(message), envelope);
    }

    /** Writes what the cloud posts to an app's server. */
    public static String write(Webhook webhook) {
        return WebhookJson.write(webhook).json().toString();
    }

    private static <M> Decoded<M> read(String frame, BiFunction<String, Fields, Optional<M>> family) {
        if (frame.length() > FRAME_LIMIT) return new Decoded.Malformed<>("frame-too-long");
        JsonElement root;
        try (var reader = new JsonReader(new StringReader(frame))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(DEPTH_LIMIT);
            root = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) return new Decoded.Malformed<>("json-malformed");
        } catch (JsonParseException | IOException | IllegalStateException | NumberFormatException e) {
            return new Decoded.Malformed<>("json-malformed");
        }
        if (!(root instanceof JsonObject object)) return new Decoded.Malformed<>("json-not-an-object");
        var fields = new Fields(object);
        var type = fields.filledText("type");
        if (type.isEmpty()) return new Decoded.Malformed<>("type-missing");
        var message = family.apply(type.get(), fields);
        if (message.isEmpty()) return new Decoded.Unknown<>(type.get());
        return new Decoded.Message<>(message.get(), envelope(fields));
    }

    private static Envelope envelope(Fields fields) {
        return new Envelope(fields.filledText("sessionId"), fields.filledText("packageName"), fields.time("timestamp"));
    }

    /** What the message says itself wins over the envelope. */
    private static String write(Draft draft, Envelope envelope) {
        var json = draft.json();
        if (!json.has("packageName")) draft.text("packageName", envelope.packageName());
        if (!json.has("sessionId")) draft.text("sessionId", envelope.sessionId());
        draft.text("timestamp", envelope.timestamp().map(Object::toString));
        return json.toString();
    }
}
