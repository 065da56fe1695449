package io.glasscast.interop;

import com.google.gson.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An app that plays its part in scenarios, and everything that was heard of it. What it is told and what it says is in
/// `scenarios/README.md`.
final class ScenarioApp implements AutoCloseable {
    /// Where apps come from.
    interface Sdk {
        Driver start(String packageName, String apiKey, Consumer<JsonObject> listener) throws Exception;
    }

    /// An SDK at work.
    interface Driver extends AutoCloseable {
        void tell(JsonObject call);

        @Override
        void close();
    }

    private final String packageName;
    private final Duration patience;
    private final List<JsonObject> heard = new ArrayList<>();
    private @Nullable Driver driver;
    private int calls;
    /// Where the next event is looked for.
    private int position;
    /// Where the next trouble is.
    private int asked;

    ScenarioApp(String packageName) {
        this(packageName, Stage.PATIENCE);
    }

    /// @param patience with each of its answers and events
    ScenarioApp(String packageName, Duration patience) {
        this.packageName = packageName;
        this.patience = patience;
    }

    /// An app that the server knows and can call, at work until the stage is cleared.
    static ScenarioApp on(Stage stage, String packageName, Sdk sdk) throws Exception {
        var app = new ScenarioApp(packageName);
        app.play(sdk.start(packageName, stage.addApp(packageName), app::hear));
        stage.keep(app);
        stage.setWebhook(packageName, app.webhook());
        return app;
    }

    String packageName() {
        return packageName;
    }

    void play(Driver on) {
        driver = on;
    }

    URI webhook() throws InterruptedException {
        return URI.create("http://127.0.0.1:"
                + heard(await(0, said -> isNamed(said, "listening")))
                        .get("port")
                        .getAsInt());
    }

    /// Takes down what the driver says.
    void hear(JsonObject event) {
        synchronized (heard) {
            heard.add(event);
            heard.notifyAll();
        }
    }

    /// Only what comes from now on is new.
    void mark() {
        synchronized (heard) {
            position = heard.size();
        }
    }

    /// @return the number of the call
    int call(String name, JsonObject options) {
        mark();
        var call = new JsonObject();
        call.addProperty("id", ++calls);
        call.addProperty("call", name);
        call.add("with", options);
        if (driver == null) throw new IllegalStateException("nobody plays " + packageName);
        driver.tell(call);
        return calls;
    }

    /// Waits for the answer to a call.
    JsonObject answer(int id) throws InterruptedException {
        return heard(await(0, said -> said.has("id") && said.get("id").getAsInt() == id));
    }

    /// Waits for the next event of this name that is so, past others.
    JsonObject next(String event, Predicate<JsonObject> isSo) throws InterruptedException {
        return next(said -> isNamed(said, event) && isSo.test(said));
    }

    /// The same whatever its name.
    JsonObject next(Predicate<JsonObject> isSo) throws InterruptedException {
        int found = await(position, isSo);
        position = found + 1;
        return heard(found);
    }

    private JsonObject heard(int index) {
        synchronized (heard) {
            return heard.get(index);
        }
    }

    /// Whether its last session, if there was one, is not over.
    boolean inSession() {
        synchronized (heard) {
            return heard.reversed().stream()
                    .filter(said -> isNamed(said, "session") || isNamed(said, "over"))
                    .findFirst()
                    .filter(said -> isNamed(said, "session"))
                    .isPresent();
        }
    }

    /// What the SDK had to complain about since the last time somebody asked.
    List<String> troubles() {
        synchronized (heard) {
            var troubles = heard.subList(asked, heard.size()).stream()
                    .filter(said -> isNamed(said, "trouble"))
                    .map(said -> said.get("words").getAsString())
                    .toList();
            asked = heard.size();
            return troubles;
        }
    }

    /// All that the app itself was told; what the SDK logs is not in it.
    List<String> told() {
        synchronized (heard) {
            return heard.stream()
                    .filter(said -> !isNamed(said, "trouble") && !isNamed(said, "said"))
                    .map(JsonObject::toString)
                    .toList();
        }
    }

    @Override
    public void close() {
        if (driver != null) driver.close();
    }

    /// @return where it stands
    private int await(int from, Predicate<JsonObject> wanted) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        synchronized (heard) {
            while (true) {
                for (int i = from; i < heard.size(); i++) if (wanted.test(heard.get(i))) return i;
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0)
                    throw new AssertionError("not within " + patience + "; heard since: "
                            + heard.subList(from, heard.size()).stream()
                                    .filter(said -> !isNamed(said, "said"))
                                    .toList());
                heard.wait(left);
            }
        }
    }

    private static boolean isNamed(JsonObject said, String event) {
        return said.get("event").getAsString().equals(event);
    }
}
