package io.glasscast.interop;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// What of the outside is on this machine.
final class Tools {
    /// The folder of this module: its scripts and npm packages are here.
    static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    private Tools() {}

    /// Goes on only if `command` is there. `./glasscast test` installs it, so on CI its absence is a failure.
    static Path need(String command) {
        var found = find(command);
        need(found.isPresent(), "the command " + command + " is not installed");
        return found.orElseThrow();
    }

    /// Goes on only if what npm installs is there.
    static void needPackages() {
        need("node");
        need(Files.isDirectory(MODULE.resolve("node_modules")), "npm packages are missing: run npm ci in interop/");
    }

    static void need(boolean there, String otherwise) {
        if ("true".equals(System.getenv("CI"))) Assertions.assertTrue(there, otherwise);
        Assumptions.assumeTrue(there, otherwise);
    }

    /// Makes `target` of a C source of this module.
    static void compile(String source, Path target, String... options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("gcc", "-O2", "-Wall", "-Wextra"));
        command.addAll(List.of(options));
        command.addAll(List.of("-o", target.toString(), MODULE.resolve(source).toString()));
        Assertions.assertEquals(
                0, new ProcessBuilder(command).inheritIO().start().waitFor(), "gcc refuses " + source);
    }

    static Optional<Path> find(String command) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Where a picture of a page goes, to be looked at afterwards.
    static String picture(String name) {
        return kept("pictures").resolve(name + ".png").toString();
    }

    /// A folder whose contents outlive the test.
    static Path kept(String name) {
        try {
            return Files.createDirectories(MODULE.resolve("target").resolve(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
