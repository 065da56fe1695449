package io.glasscast.app.house;

import io.glasscast.app.config.Config;
import io.glasscast.transcode.Walls;
import io.glasscast.transcode.WorkerCommand;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How this server starts its transcoding workers, and what it keeps from them.
public final class Workers {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String HOME = System.getProperty("user.home");

    private Workers() {}

    static WorkerCommand command(Config config) {
        var java = ProcessHandle.current().info().command().orElse("java");
        return WorkerCommand.java(java, CLASS_PATH, HOME).within(walls(config));
    }

    /// What would stand around them.
    public static Walls walls(Config config) {
        var hidden = new ArrayList<>(List.of(config.data()));
        hidden.addAll(config.files());
        config.tls().ifPresent(tls -> hidden.add(tls.key()));
        var needed = new ArrayList<>(List.of(Path.of(HOME), Path.of(System.getProperty("java.home"))));
        for (var entry : CLASS_PATH.split(File.pathSeparator)) needed.add(Path.of(entry));
        return new Walls(hidden, needed);
    }
}
