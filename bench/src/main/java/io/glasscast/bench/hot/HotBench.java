package io.glasscast.bench.hot;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "hot",
        description = {
            "What is done for each packet, measured alone by JMH: nanoseconds and bytes of garbage for each operation."
        },
        mixinStandardHelpOptions = true)
public final class HotBench implements Callable<Integer> {
    @Option(
            names = "--seconds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Seconds each is measured for, after as many of warming up (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Leaves a table and JMH's own JSON there, as hot.md and hot.json.")
    private @Nullable Path report;

    @Override
    public Integer call() throws Exception {
        if (seconds < 1) throw new IllegalArgumentException("--seconds must be 1 or more");
        var options = new OptionsBuilder()
                .include(HotPaths.class.getName())
                .forks(1)
                .warmupIterations(seconds)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(seconds)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .jvmArgs(
                        ManagementFactory.getRuntimeMXBean().getInputArguments().toArray(String[]::new))
                .build();
        var results = new Runner(options).run();
        System.out.print(table(results));
        if (report != null) {
            Files.createDirectories(report);
            Files.writeString(report.resolve("hot.md"), table(results));
            ResultFormatFactory.getInstance(
                            ResultFormatType.JSON, report.resolve("hot.json").toString())
                    .writeOut(results);
        }
        return 0;
    }

    private static String table(Collection<RunResult> results) {
        var table = new StringBuilder("| operation | ns | ± ns | bytes of garbage |\n|---|---|---|---|\n");
        for (var result : results) {
            var time = result.getPrimaryResult();
            var garbage = result.getSecondaryResults().get("gc.alloc.rate.norm");
            table.append("| %s | %.0f | %.0f | %s |%n"
                    .formatted(
                            time.getLabel(),
                            time.getScore(),
                            time.getScoreError(),
                            garbage == null ? "–" : "%.0f".formatted(garbage.getScore())));
        }
        return table.toString();
    }
}
