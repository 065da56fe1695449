package io.glasscast.app.command;

import io.glasscast.glasses.pair.CameraState;
import io.glasscast.glasses.pair.Happening;
import io.glasscast.glasses.pair.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What ails the glasses, from the start or some time after they were switched on.
final class MishapOptions {
    @Option(names = "--battery", paramLabel = "SHARE", description = "What is left at the start (default: 100%%).")
    private String battery = "100%";

    @Option(
            names = "--battery-at",
            paramLabel = "TIME=SHARE",
            description = "What is left then, such as 20s=14%%. May be given more than once.")
    private List<String> batteryAt = List.of();

    @Option(names = "--wifi-off-at", paramLabel = "TIME", description = "They lose Wi-Fi. May be given more than once.")
    private List<String> wifiOffAt = List.of();

    @Option(names = "--wifi-on-at", paramLabel = "TIME", description = "They have it again.")
    private List<String> wifiOnAt = List.of();

    @Option(names = "--camera-busy", description = "Another program has the camera.")
    private boolean cameraBusy;

    @Option(names = "--camera-broken", description = "Nobody can have the camera.")
    private boolean cameraBroken;

    @Option(names = "--camera-free-at", paramLabel = "TIME", description = "The camera can be had from then on.")
    private @Nullable String cameraFreeAt;

    double batteryPercent() throws WrongValue {
        return percent("--battery", battery);
    }

    List<Scene> script() throws WrongValue {
        var scenes = new ArrayList<Scene>();
        for (var wish : batteryAt) scenes.add(battery(wish));
        for (var time : wifiOffAt) scenes.add(scene("--wifi-off-at", time, new Happening.WifiChanged(false)));
        for (var time : wifiOnAt) scenes.add(scene("--wifi-on-at", time, new Happening.WifiChanged(true)));
        if (cameraBusy && cameraBroken) throw new WrongValue("--camera-busy and --camera-broken: only one can be so");
        if (cameraBusy) scenes.add(new Scene(Duration.ZERO, new Happening.CameraChanged(CameraState.TAKEN)));
        if (cameraBroken) scenes.add(new Scene(Duration.ZERO, new Happening.CameraChanged(CameraState.BROKEN)));
        if (cameraFreeAt != null)
            scenes.add(scene("--camera-free-at", cameraFreeAt, new Happening.CameraChanged(CameraState.FREE)));
        return scenes;
    }

    private static Scene battery(String wish) throws WrongValue {
        var parts = wish.split("=", -1);
        if (parts.length != 2)
            throw new WrongValue("--battery-at must be a time and a share such as 20s=14%, not '" + wish + "'");
        return scene("--battery-at", parts[0], new Happening.BatterySet(percent("--battery-at", parts[1])));
    }

    private static Scene scene(String option, String time, Happening happening) throws WrongValue {
        return new Scene(Values.duration(option, time), happening);
    }

    private static double percent(String option, String share) throws WrongValue {
        return Values.share(option, share) * 100;
    }
}
