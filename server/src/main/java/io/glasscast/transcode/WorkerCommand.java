package io.glasscast.transcode;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a worker process is started: the words of its command line, and what stands around it. It inherits no
/// environment, and begins in the root folder.
///
/// @param residentBytes of memory that one may have in use: whoever is seen with more is ended
public record WorkerCommand(List<String> words, Walls walls, long residentBytes) {
    /// Pictures of 4096 by 2304 in the longest order that there is take half of it.
    private static final long RESIDENT_BYTES = 768L << 20;

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

    /// Without walls.
    WorkerCommand(List<String> words) {
        this(words, Walls.none(), RESIDENT_BYTES);
    }

    /// A worker from the class path that this process runs from, without walls.
    ///
    /// @param java      the program that runs Java, as `ProcessHandle` knows it
    /// @param classPath the property `java.class.path`; in a test, what the build tool says the class path is
    /// @param home      the property `user.home`: FFmpeg's libraries are unpacked below it, once
    public static WorkerCommand java(String java, String classPath, String home) {
        var words = new ArrayList<String>();
        words.add(java);
        words.addAll(FLAGS);
        // Behind its walls a worker is somebody else.
        words.add("-Duser.home=" + home);
        words.add("-cp");
        words.add(absolute(classPath));
        words.add(MAIN);
        return new WorkerCommand(words);
    }

    /// The same within walls.
    public WorkerCommand within(Walls others) {
        return new WorkerCommand(words, others, residentBytes);
    }

    /// The same with so much memory.
    WorkerCommand withResidentBytes(long bytes) {
        return new WorkerCommand(words, walls, bytes);
    }

    /// All words, those that build the walls first. May start processes to find out: not for the media loop.
    List<String> line() {
        var line = new ArrayList<>(walls.prefix());
        line.addAll(words);
        return line;
    }

    private static String absolute(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
