package io.glasscast.contract;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The wishes of an app's request, read strictly: an app whose wish is not understood is told so, rather than given
 * something else. Only the first flaw is kept; who mends it hears of the next.
 */
final class Wishes {
    private static final Set<String> VIDEO = Set.of("width", "height", "bitrate", "frameRate");
    private static final Set<String> AUDIO = Set.of("bitrate", "sampleRate", "echoCancellation", "noiseSuppression");
    private static final Set<String> STREAM = Set.of("durationLimit");
    private static final Set<String> DESTINATION = Set.of("url", "name");

    /** Twice as many as a stream can have; a list that is longer is a mistake. */
    private static final int DESTINATIONS = 20;

    /** As much of a wrong value as helps to recognise it. */
    private static final int SHOWN = 32;

    private final Fields message;
    private Optional<String> flaw = Optional.empty();

    Wishes(Fields message) {
        this.message = message;
    }

    /** What was wrong in what has been read so far. */
    Optional<String> flaw() {
        return flaw;
    }

    VideoConfig video() {
        var from = part("video", VIDEO);
        return new VideoConfig(
                whole(from, "video.", "width", VideoConfig.WIDTH),
                whole(from, "video.", "height", VideoConfig.HEIGHT),
                whole(from, "video.", "bitrate", VideoConfig.BITRATE),
                whole(from, "video.", "frameRate", VideoConfig.FRAME_RATE));
    }

    AudioConfig audio() {
        var from = part("audio", AUDIO);
        return new AudioConfig(
                whole(from, "audio.", "bitrate", AudioConfig.BITRATE),
                whole(from, "audio.", "sampleRate", AudioConfig.SAMPLE_RATE),
                truth(from, "audio.", "echoCancellation"),
                truth(from, "audio.", "noiseSuppression"));
    }

    StreamConfig stream() {
        return new StreamConfig(whole(part("stream", STREAM), "stream.", "durationLimit", StreamConfig.DURATION_LIMIT));
    }

    /** True unless it is said otherwise. */
    boolean sound() {
        return truth(message, "", "sound").orElse(true);
    }

    /** Empty when there is none. */
    String streamUrl() {
        var url = text(message, "", "streamUrl").filter(value -> !value.isEmpty());
        return url.or(() -> text(message, "", "rtmpUrl")).orElse("");
    }

    /** An address, or an object that holds one under {@code url}. */
    List<RestreamDestination> destinations() {
        var list = new ArrayList<RestreamDestination>();
        var all = message.element("restreamDestinations");
        if (all.isEmpty()) return list;
        if (!(all.get() instanceof JsonArray array)) {
            flawed("restreamDestinations must be a list", all.get());
            return list;
        }
        if (array.size() > DESTINATIONS) {
            flawed("restreamDestinations may have at most " + DESTINATIONS + " entries (got " + array.size() + ")");
            return list;
        }
        for (var element : array) {
            var path = "restreamDestinations[" + list.size() + "]";
            if (element instanceof JsonPrimitive url && url.isString()) {
                list.add(new RestreamDestination(url.getAsString(), Optional.empty()));
            } else if (element instanceof JsonObject object) {
                var from = known(new Fields(object), path, DESTINATION);
                list.add(new RestreamDestination(
                        text(from, path + ".", "url").orElse(""), text(from, path + ".", "name")));
            } else {
                flawed(path + " must be an object with a url", element);
                return list;
            }
        }
        return list;
    }

    /** The object under `name`, of whose fields all must be known; nothing there counts as an empty one. */
    private Fields part(String name, Set<String> known) {
        var element = message.element(name);
        if (element.isPresent() && !(element.get() instanceof JsonObject))
            flawed(name + " must be an object", element.get());
        return known(message.object(name), name, known);
    }

    private Fields known(Fields from, String path, Set<String> known) {
        for (var name : from.names())
            if (!known.contains(name))
                flawed(path + "." + shortened(name) + " is unknown (known are "
                        + String.join(", ", new TreeSet<>(known)) + ")");
        return from;
    }

    private OptionalInt whole(Fields from, String path, String name, Bounds bounds) {
        var element = from.element(name);
        if (element.isEmpty()) return OptionalInt.empty();
        if (!(element.get() instanceof JsonPrimitive primitive && primitive.isNumber())) {
            flawed(path + name + " must be a whole number", element.get());
            return OptionalInt.empty();
        }
        double value = Double.parseDouble(primitive.getAsString());
        if (value != Math.rint(value)) flawed(path + name + " must be a whole number", primitive);
        else if (value < bounds.least() || value > bounds.most()) flawed(bounds.words(path + name, shown(primitive)));
        else return OptionalInt.of((int) value);
        return OptionalInt.empty();
    }

    private Optional<Boolean> truth(Fields from, String path, String name) {
        var element = from.element(name);
        if (element.isPresent() && from.bool(name).isEmpty())
            flawed(path + name + " must be true or false", element.get());
        return from.bool(name);
    }

    /** The value is not shown: it may be an address with a key. */
    private Optional<String> text(Fields from, String path, String name) {
        if (from.element(name).isPresent() && from.text(name).isEmpty()) flawed(path + name + " must be a string");
        return from.text(name);
    }

    private void flawed(String demand, JsonElement got) {
        flawed(demand + " (got " + shown(got) + ")");
    }

    private void flawed(String words) {
        if (flaw.isEmpty()) flaw = Optional.of(words);
    }

    private static String shown(JsonElement got) {
        if (got instanceof JsonArray) return "a list";
        if (got instanceof JsonObject) return "an object";
        if (got instanceof JsonNull) return "null";
        var text = shortened(got.getAsString());
        return got instanceof JsonPrimitive primitive && primitive.isString() ? '"' + text + '"' : text;
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
