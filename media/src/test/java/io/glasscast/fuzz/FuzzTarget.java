package io.glasscast.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A parser, or a whole peer, that is fuzzed: a method under `@FuzzTest`.
///
/// @param name    of its corpus; where it has several, what their names begin with
/// @param module  the folder of the module it is in
/// @param type    its class
/// @param method  of that class
/// @param corpora the names of its corpora
record FuzzTarget(String name, Path module, String type, String method, List<String> corpora) {
    private static final String CLASSES = "target/test-classes";
    private static final String ANNOTATION = "com.code_intelligence.jazzer.junit.FuzzTest";

    FuzzTarget {
        corpora = List.copyOf(corpora);
    }

    /// All targets of the modules under `root` that were compiled, by name.
    static List<FuzzTarget> under(Path root) throws IOException {
        var found = new ArrayList<FuzzTarget>();
        try (Stream<Path> folders = Files.list(root)) {
            for (var module : folders.sorted().toList()) {
                var classes = module.resolve(CLASSES);
                if (Files.isDirectory(classes)) find(module, classes, found);
            }
        }
        found.sort(Comparator.comparing(FuzzTarget::name));
        return List.copyOf(found);
    }

    private static void find(Path module, Path classes, List<FuzzTarget> found) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            var types = files.map(classes::relativize)
                    .map(Path::toString)
                    .filter(file -> file.matches(".*FuzzTest(\\$.*)?\\.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length())
                            .replace(java.io.File.separatorChar, '.'))
                    .sorted()
                    .toList();
            for (var type : types)
                for (var method : load(type).getDeclaredMethods())
                    if (isTarget(method)) found.add(of(module, type, method));
        }
    }

    private static Class<?> load(String type) {
        try {
            return Class.forName(type, false, FuzzTarget.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(type + " is not on the class path", e);
        }
    }

    private static boolean isTarget(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getName().equals(ANNOTATION));
    }

    private static FuzzTarget of(Path module, String type, Method method) {
        var seeds = method.getAnnotation(Seeds.class);
        if (seeds == null) throw new IllegalStateException(type + "." + method.getName() + " has no @Seeds");
        var corpora = List.of(seeds.value());
        return new FuzzTarget(name(corpora), module, type, method.getName(), corpora);
    }

    /// What the names of `corpora` have in common.
    static String name(List<String> corpora) {
        var name = corpora.getFirst();
        for (var other : corpora) while (!other.startsWith(name)) name = name.substring(0, name.length() - 1);
        return name.endsWith("-") ? name.substring(0, name.length() - 1) : name;
    }

    /// The folders of its committed inputs.
    List<Path> seeds() {
        return corpora.stream()
                .map(corpus -> module.resolve("src/test/resources/corpus").resolve(corpus))
                .peek(folder -> {
                    if (!Files.isDirectory(folder)) throw new UncheckedIOException(new IOException("no " + folder));
                })
                .toList();
    }
}
