package io.glasscast.interop;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The same stories through every SDK: see `scenarios/README.md`.
@Tag("interop")
class ScenariosTest {
    private static final Map<String, ScenarioStage.Sdk> SDKS = new LinkedHashMap<>();

    static {
        SDKS.put("java", JavaSdkDriver::new);
        SDKS.put("ts", (name, key, listener) -> new LineDriver("scenarios/ts.mjs", listener, name, key));
        SDKS.put("mentra-2", (name, key, listener) -> new LineDriver("scenarios/mentra.mjs", listener, "2", name, key));
        SDKS.put("mentra-3", (name, key, listener) -> new LineDriver("scenarios/mentra.mjs", listener, "3", name, key));
    }

    @TempDir
    Path data;

    private final List<ScenarioStage> open = new ArrayList<>();

    @BeforeAll
    static void compile() throws Exception {
        TypeScriptSdkTest.build();
    }

    @AfterEach
    void close() {
        open.forEach(ScenarioStage::close);
    }

    @TestFactory
    Stream<DynamicContainer> everySdkTellsTheSameStories() throws IOException {
        var scenarios = Scenario.all();
        return SDKS.entrySet().stream().map(sdk -> dynamicContainer(sdk.getKey(), new Plays(sdk).of(scenarios)));
    }

    /// Those of one SDK, on one stage, which is set up for the first and taken down after the last.
    private final class Plays {
        private final Map.Entry<String, ScenarioStage.Sdk> sdk;
        private List<ScenarioStage> stage = List.of();

        Plays(Map.Entry<String, ScenarioStage.Sdk> sdk) {
            this.sdk = sdk;
        }

        Stream<DynamicTest> of(List<Scenario> scenarios) {
            return scenarios.stream().map(scenario -> dynamicTest(scenario.name(), () -> play(scenario)));
        }

        private void play(Scenario scenario) throws Exception {
            if (stage.isEmpty()) {
                open.forEach(ScenarioStage::close);
                open.clear();
                stage = List.of(new ScenarioStage(sdk.getKey(), sdk.getValue(), data.resolve(sdk.getKey())));
                open.addAll(stage);
            }
            stage.getFirst().play(scenario);
        }
    }

    /// An SDK in a process of its own.
    private record LineDriver(Client client) implements ScenarioApp.Driver {
        LineDriver(String script, Consumer<JsonObject> listener, String... arguments) {
            this(Client.node(script, arguments));
            Thread.ofVirtual().name("scenario-driver").start(() -> listen(client, listener));
        }

        private static void listen(Client client, Consumer<JsonObject> listener) {
            try {
                JsonObject said;
                do {
                    said = client.next();
                    listener.accept(complaint(said));
                } while (!said.get("event").getAsString().equals("end"));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        /// Some SDKs write their log among what is said.
        private static JsonObject complaint(JsonObject said) {
            if (!said.has("line") || !said.get("line").getAsString().contains("ERROR")) return said;
            var trouble = new JsonObject();
            trouble.addProperty("event", "trouble");
            trouble.add("words", said.get("line"));
            return trouble;
        }

        @Override
        public void tell(JsonObject call) {
            client.tell(call.toString());
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
