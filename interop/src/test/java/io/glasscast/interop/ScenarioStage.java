package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.glasscast.glasses.GlassesEvent;
import io.glasscast.glasses.SimulatedGlasses;
import io.glasscast.glasses.pair.Happening;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A server, a pair of glasses and apps on one SDK, on which scenarios are played one after the other.
final class ScenarioStage implements AutoCloseable {
    private static final double FULL = 100;
    private static final Gson GSON = new Gson();

    private final String sdkName;
    private final ScenarioApp.Sdk sdk;
    private final Stage stage;
    private final TcpRelay relay;
    private final NginxRtmp platform;
    private final SimulatedGlasses glasses;
    private final LinkedBlockingQueue<JsonObject> glassesDid = new LinkedBlockingQueue<>();
    private final Map<String, ScenarioApp> apps = new HashMap<>();
    /// Of all scenarios so far: some SDKs write their log on a thread of its own, late.
    private final List<Pattern> expectedTroubles = new ArrayList<>();
    private volatile boolean filming;

    ScenarioStage(String sdkName, ScenarioApp.Sdk sdk, Path data) throws Exception {
        this.sdkName = sdkName;
        this.sdk = sdk;
        platform = NginxRtmp.start(data.resolve("platform"));
        relay = new TcpRelay();
        stage = Stage.open(
                data.resolve("server"), "127.0.0.1", Map.of("public.url", "http://127.0.0.1:" + relay.port()));
        stage.keep(platform);
        stage.keep(relay);
        relay.lead(stage.http().getPort());
        glasses = stage.simulatedGlasses(this::glassesDid);
    }

    private void glassesDid(GlassesEvent event) {
        if (event instanceof GlassesEvent.Filming) filming = true;
        if (event instanceof GlassesEvent.FilmingOver) filming = false;
        glassesDid.add(GSON.toJsonTree(event.fields()).getAsJsonObject());
    }

    void play(Scenario scenario) throws Exception {
        scenario.trouble().ifPresent(expectedTroubles::add);
        var cast = cast(scenario);
        try {
            new Run(scenario, cast).play();
        } finally {
            for (var app : cast.values()) if (app.inSession()) stop(app);
        }
        if (filming) awaitGlasses(said -> said.get("event").getAsString().equals("filming-over"), "end");
        for (var app : cast.values()) {
            assertThat(app.troubles())
                    .as("errors that the SDK logged")
                    .filteredOn(words -> expectedTroubles.stream()
                            .noneMatch(expected -> expected.matcher(words).find()))
                    .isEmpty();
        }
    }

    /// Fresh sessions of the apps in it, and glasses that can do everything.
    private Map<String, ScenarioApp> cast(Scenario scenario) throws Exception {
        glasses.happen(new Happening.BatterySet(FULL));
        glasses.happen(new Happening.WifiChanged(true));
        glassesDid.clear();
        var cast = new HashMap<String, ScenarioApp>();
        for (var name : scenario.apps()) {
            if (!apps.containsKey(name))
                apps.put(name, ScenarioApp.on(stage, "org.example." + name.toLowerCase(Locale.ROOT), sdk));
            var app = Objects.requireNonNull(apps.get(name));
            app.mark();
            stage.house().control().startApp(Stage.WEARER, app.packageName());
            app.next("session", _ -> true);
            cast.put(name, app);
        }
        return cast;
    }

    private void stop(ScenarioApp app) throws InterruptedException {
        app.mark();
        stage.house().control().stopApp(Stage.WEARER, app.packageName());
        app.next("over", _ -> true);
        stage.setPermissions(app.packageName(), Set.of("CAMERA"));
    }

    private void awaitGlasses(Predicate<JsonObject> wanted, String step) throws InterruptedException {
        long until = System.nanoTime() + Stage.PATIENCE.toNanos();
        var seen = new ArrayList<JsonObject>();
        while (true) {
            var event = glassesDid.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) throw new AssertionError(step + ": the glasses only did " + seen);
            if (wanted.test(event)) return;
            seen.add(event);
        }
    }

    @Override
    public void close() {
        stage.close();
    }

    /// One performance.
    private final class Run {
        private final Scenario scenario;
        private final Map<String, ScenarioApp> cast;
        private final Map<String, JsonObject> kept = new HashMap<>();
        private final Map<String, Integer> underWay = new HashMap<>();

        Run(Scenario scenario, Map<String, ScenarioApp> cast) {
            this.scenario = scenario;
            this.cast = cast;
        }

        void play() throws Exception {
            for (var step : scenario.steps()) {
                if (step.has("only") && !texts(step.get("only")).contains(sdkName)) continue;
                if (step.has("except") && texts(step.get("except")).contains(sdkName)) continue;
                try {
                    play(step);
                } catch (AssertionError e) {
                    throw new AssertionError(sdkName + ", " + scenario.name() + ", " + step + ": " + e.getMessage(), e);
                }
            }
        }

        private void play(JsonObject step) throws Exception {
            if (step.has("glasses")) glassesStep(step);
            else if (step.has("server")) serverStep(step);
            else if (step.has("call")) call(step);
            else if (step.has("answer")) check(step, Objects.requireNonNull(underWay.get(text(step, "answer"))));
            else if (step.has("hear"))
                app(step)
                        .next(
                                text(step, "hear"),
                                said -> Scenario.fits(members(step, "where"), said, kept)
                                        && (!step.has("words") || finds(step, "words", said.toString())));
            else throw new AssertionError("not a step");
        }

        private void call(JsonObject step) throws Exception {
            var options = members(step, "with").deepCopy();
            if (options.has("streamUrl") && text(options, "streamUrl").equals("local"))
                options.addProperty("streamUrl", platform.url("local-key-0123456789"));
            int id = app(step).call(text(step, "call"), options);
            if (step.has("later")) underWay.put(text(step, "as"), id);
            else check(step, id);
        }

        private void check(JsonObject step, int id) throws InterruptedException {
            var answer = app(step).answer(id);
            var failed = answer.get("event").getAsString().equals("failed");
            if (step.has("refused") && !failed) {
                var status = app(step)
                        .next(
                                "localLivestream",
                                said -> said.getAsJsonObject("status")
                                        .get("status")
                                        .getAsString()
                                        .equals("error"));
                assertThat(finds(step, "refused", status.toString()))
                        .as(status.toString())
                        .isTrue();
            } else if (step.has("failed") || step.has("refused")) {
                assertThat(failed && finds(step, step.has("failed") ? "failed" : "refused", text(answer, "words")))
                        .as(answer.toString())
                        .isTrue();
            } else {
                assertThat(failed).as(answer.toString()).isFalse();
                var result = answer.getAsJsonObject("result");
                assertThat(Scenario.fits(members(step, "result"), result, kept))
                        .as(result.toString())
                        .isTrue();
                if (step.has("as")) kept.put(text(step, "as"), result);
            }
        }

        private void glassesStep(JsonObject step) throws InterruptedException {
            switch (text(step, "glasses")) {
                case "battery" ->
                    glasses.happen(new Happening.BatterySet(step.get("percent").getAsDouble()));
                case "wifi" ->
                    glasses.happen(new Happening.WifiChanged(step.get("on").getAsBoolean()));
                case "hear" -> awaitGlasses(said -> Scenario.fits(members(step, "where"), said, kept), step.toString());
                default -> throw new AssertionError("glasses cannot do that");
            }
        }

        private void serverStep(JsonObject step) {
            switch (text(step, "server")) {
                case "cut" -> relay.cut();
                case "stopApp" ->
                    stage.house().control().stopApp(Stage.WEARER, app(step).packageName());
                case "permissions" -> stage.setPermissions(app(step).packageName(), Set.copyOf(texts(step.get("are"))));
                default -> throw new AssertionError("the server cannot do that");
            }
        }

        private ScenarioApp app(JsonObject step) {
            var app = cast.get(text(step, "app"));
            if (app == null) throw new AssertionError("no such app");
            return app;
        }

        private static boolean finds(JsonObject step, String regex, String words) {
            return Pattern.compile(text(step, regex)).matcher(words).find();
        }

        private static JsonObject members(JsonObject step, String name) {
            return step.has(name) ? step.getAsJsonObject(name) : new JsonObject();
        }

        private static String text(JsonObject step, String name) {
            return step.get(name).getAsString();
        }

        private static List<String> texts(JsonElement list) {
            return list.getAsJsonArray().asList().stream()
                    .map(JsonElement::getAsString)
                    .collect(Collectors.toList());
        }
    }
}
