package io.glasscast.transcode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a worker process is started: the words of its command line. It inherits no environment.
///
/// An operator who wants more walls around a worker (no network, a memory limit) puts another program in front.
public record WorkerCommand(List<String> words) {
    /// What the worker is, by name: its class loads FFmpeg, and this process is not to.
    private static final String MAIN = "io.glasscast.transcode.worker.WorkerMain";

    /// A worker does little in Java: it copies frames between pipes and native memory. So: the smallest
    /// collector, the compiler that is quick to start, small reserves, no files beside it, and an end at the
    /// first sign of memory running out.
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+ErrorFileToStderr",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED");

    public WorkerCommand {
        words = List.copyOf(words);
        if (words.isEmpty()) throw new IllegalArgumentException("a command has a first word");
    }

    /// A worker from the class path that this process runs from.
    ///
    /// @param java      the program that runs Java, as `ProcessHandle` knows it
    /// @param classPath the property `java.class.path`; in a test, what the build tool says the class path is
    /// @param libraries where FFmpeg's libraries are unpacked to; empty: where JavaCPP likes to
    public static WorkerCommand java(String java, String classPath, Optional<Path> libraries) {
        var words = new ArrayList<String>();
        words.add(java);
        words.addAll(FLAGS);
        libraries.ifPresent(folder -> words.add("-Dorg.bytedeco.javacpp.cachedir=" + folder.toAbsolutePath()));
        words.add("-cp");
        words.add(classPath);
        words.add(MAIN);
        return new WorkerCommand(words);
    }

    /// The same behind another program, such as `unshare --net` or `prlimit --as=…`.
    public WorkerCommand behind(List<String> prefix) {
        var all = new ArrayList<>(prefix);
        all.addAll(words);
        return new WorkerCommand(all);
    }
}
