package io.glasscast.interop;

import com.google.gson.Gson;
import io.glasscast.glasses.GlassesEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A stage with glasses and an app in a process of its own, so that it can be on an [Island]. It speaks like any other
/// [Client], and is there until its input ends.
final class StageProcess {
    private StageProcess() {}

    static List<String> command(Path data) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                StageProcess.class.getName(),
                data.toString());
    }

    public static void main(String[] arguments) throws Exception {
        try (var stage = Stage.open(Path.of(arguments[0]))) {
            var key = stage.addApp(Stage.PACKAGE);
            stage.simulatedGlasses(StageProcess::happened);
            say(Map.of("event", "ready", "http", stage.http().toString(), "key", key));
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        }
    }

    private static void happened(GlassesEvent event) {
        say(event.fields());
    }

    private static void say(Map<String, ?> event) {
        System.out.println(new Gson().toJson(event));
    }
}
