package io.glasscast.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// `./glasscast fuzz`: runs targets for so long each, some at once, all from one build, and tells what each came to.
///
/// Each target has a JVM of its own, in which Jazzer calls it by [FuzzedTarget]. What it finds stays in
/// `.glasscast/fuzz`: `corpus/` holds inputs that reach something new, which the next campaign begins with, `findings/`
/// those that break something, `logs/` what Jazzer said.
final class FuzzMain {
    /// A target that breaks more often than this is looked at first, and fuzzed later.
    private static final int MOST_FINDINGS = 10;
    /// What is left of a campaign that was broken off is worth the start of a JVM if it is longer.
    private static final long WORTH_SECONDS = 15;
    /// By the wall's clock: a process that gives way to all others, on a machine that is busy with them, was seen to
    /// need more than a minute for its first input.
    private static final int TIMEOUT_SECONDS = 300;

    private static final Duration USUAL = Duration.ofMinutes(10);

    private final Path home;
    private final Options options;
    private final List<FuzzTarget> all;
    private final FuzzRecord record;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    /// @param targets names; empty: all
    record Options(Duration time, int atOnce, boolean record, boolean list, List<String> targets) {
        static Options read(List<String> arguments) {
            var time = USUAL;
            int atOnce = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
            boolean record = false;
            boolean list = false;
            var targets = new ArrayList<String>();
            for (var rest = arguments.iterator(); rest.hasNext(); ) {
                var argument = rest.next();
                switch (argument) {
                    case "--for" -> time = Duration.parse("PT" + value(argument, rest));
                    case "--at-once" -> atOnce = Integer.parseInt(value(argument, rest));
                    case "--record" -> record = true;
                    case "--list" -> list = true;
                    default -> {
                        if (argument.startsWith("-")) throw new IllegalArgumentException("no such option: " + argument);
                        targets.add(argument);
                    }
                }
            }
            return new Options(time, atOnce, record, list, targets);
        }

        private static String value(String option, java.util.Iterator<String> rest) {
            if (!rest.hasNext()) throw new IllegalArgumentException(option + " needs a value");
            return rest.next();
        }
    }

    private FuzzMain(Path root, Options options) throws IOException {
        this.options = options;
        home = root.resolve(".glasscast/fuzz");
        all = FuzzTarget.under(root);
        record = new FuzzRecord(root);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.read(List.of(arguments));
        } catch (RuntimeException e) {
            System.err.println("glasscast fuzz: " + e.getMessage());
            System.err.println("usage: ./glasscast fuzz [--for 10m] [--at-once N] [--record] [--list] [TARGET…]");
            System.exit(2);
            return;
        }
        System.exit(new FuzzMain(Path.of("").toAbsolutePath(), options).run());
    }

    private int run() throws IOException, InterruptedException {
        if (options.list()) {
            for (var target : all) System.out.println(target.name() + "  " + target.type() + "." + target.method());
            return 0;
        }
        var chosen = options.targets().isEmpty() ? all : chosen();
        if (chosen.isEmpty()) return 2;
        Files.createDirectories(home);
        var build = Files.createTempDirectory(home, "build");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(build)));
        return campaign(chosen, copied(System.getProperty("java.class.path"), build));
    }

    /// However it ends.
    private void cleanUp(Path build) {
        running.forEach(Process::destroyForcibly);
        try {
            delete(build);
        } catch (IOException e) {
            System.err.println("glasscast fuzz: " + build + " is left");
        }
    }

    private List<FuzzTarget> chosen() {
        var chosen = new ArrayList<FuzzTarget>();
        for (var name : options.targets()) {
            var found =
                    all.stream().filter(target -> target.name().equals(name)).toList();
            if (found.isEmpty()) {
                System.err.println("glasscast fuzz: no target is called " + name + "; --list names them");
                return List.of();
            }
            chosen.addAll(found);
        }
        return chosen;
    }

    private int campaign(List<FuzzTarget> chosen, String classPath) throws IOException, InterruptedException {
        System.out.printf(
                "%-20s %8s %12s %8s %9s %9s%n", "target", "seconds", "inputs", "edges", "features", "findings");
        int findings = 0;
        try (var pool = Executors.newFixedThreadPool(options.atOnce())) {
            var scores = new ArrayList<Future<FuzzScore>>();
            for (var target : chosen) scores.add(pool.submit(() -> fuzz(target, classPath)));
            for (var score : scores) findings += score.get().findings();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(e.getCause());
        }
        if (findings > 0) System.out.println("Inputs that break something are in .glasscast/fuzz/findings.");
        return findings > 0 ? 1 : 0;
    }

    private FuzzScore fuzz(FuzzTarget target, String classPath) throws IOException, InterruptedException {
        var score = FuzzScore.NONE;
        long wanted = options.time().toSeconds();
        boolean first = true;
        while (first || wanted - score.seconds() >= WORTH_SECONDS && score.findings() < MOST_FINDINGS) {
            var next = once(target, classPath, wanted - score.seconds());
            if (!first && next.inputs() == 0) break;
            score = score.then(next);
            first = false;
        }
        if (score.inputs() == 0)
            System.err.println("glasscast fuzz: " + target.name() + " did not start, see .glasscast/fuzz/logs");
        else tell(target, score);
        return score;
    }

    private synchronized void tell(FuzzTarget target, FuzzScore score) throws IOException {
        System.out.printf(
                "%-20s %8d %12d %8d %9d %9d%n",
                target.name(), score.seconds(), score.inputs(), score.edges(), score.features(), score.findings());
        var names = all.stream().map(FuzzTarget::name).toList();
        if (options.record()) record.add(LocalDate.now(ZoneOffset.UTC), target.name(), score, names);
    }

    private FuzzScore once(FuzzTarget target, String classPath, long seconds) throws IOException, InterruptedException {
        var log = Files.createDirectories(home.resolve("logs")).resolve(target.name() + ".log");
        long from = System.nanoTime();
        var process = new ProcessBuilder(command(target, classPath, seconds))
                .directory(target.module().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        running.add(process);
        process.waitFor();
        running.remove(process);
        long took = Duration.ofNanos(System.nanoTime() - from).toSeconds();
        // What a target prints may be anything.
        return FuzzScore.read(
                Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList(), took);
    }

    private List<String> command(FuzzTarget target, String classPath, long seconds) throws IOException {
        var findings = Files.createDirectories(home.resolve("findings").resolve(target.name()));
        var corpus = Files.createDirectories(home.resolve("corpus").resolve(target.name()));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-Xshare:off",
                "-Djava.awt.headless=true",
                "-XX:+UseSerialGC",
                "-XX:-OmitStackTraceInFastThrow",
                // A target that needs more has no limit somewhere.
                "-Xmx1g",
                "-cp",
                classPath,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzedTarget.class.getName(),
                "--target_args=" + target.type() + " " + target.method(),
                "--instrumentation_includes=io.glasscast.**",
                "--instrumentation_excludes=io.glasscast.fuzz.**:io.glasscast.sim.**",
                "--custom_hook_includes=io.glasscast.**",
                "--keep_going=" + MOST_FINDINGS,
                "--reproducer_path=" + findings,
                "-artifact_prefix=" + findings + File.separator,
                "-max_total_time=" + seconds,
                "-timeout=" + TIMEOUT_SECONDS,
                // It would count the JVM's own; -Xmx is the limit.
                "-rss_limit_mb=0",
                "-print_final_stats=1",
                corpus.toString()));
        for (var seeds : target.seeds()) command.add(seeds.toString());
        return command;
    }

    /// The class path with every folder copied to `build`: compiling goes on while a campaign runs.
    private String copied(String classPath, Path build) throws IOException {
        var entries = new ArrayList<String>();
        for (var entry : classPath.split(File.pathSeparator)) {
            var folder = Path.of(entry);
            if (!Files.isDirectory(folder)) {
                entries.add(entry);
                continue;
            }
            var copy = build.resolve(Integer.toString(entries.size()));
            copy(folder, copy);
            entries.add(copy.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else Files.copy(file, target);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
