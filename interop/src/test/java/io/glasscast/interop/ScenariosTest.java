package io.glasscast.interop;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private static final Map<String, ScenarioApp.Sdk> SDKS = new LinkedHashMap<>();

    static {
        SDKS.put("java", JavaSdkDriver::new);
        SDKS.put("ts", LineDriver::typeScript);
        for (var version : List.of("2", "3", "3-mini"))
            SDKS.put("mentra-" + version, (name, key, listener) -> LineDriver.mentra(version, name, key, listener));
    }

    @TempDir
    Path data;

    private final List<ScenarioStage> open = new ArrayList<>();

    @BeforeAll
    static void compile() throws Exception {
        TypeScriptSdkTest.compile();
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
        private final Map.Entry<String, ScenarioApp.Sdk> sdk;
        private List<ScenarioStage> stage = List.of();

        Plays(Map.Entry<String, ScenarioApp.Sdk> sdk) {
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
}
