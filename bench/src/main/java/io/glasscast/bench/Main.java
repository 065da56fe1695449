package io.glasscast.bench;

import io.glasscast.bench.hot.HotBench;
import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line of `glasscast bench`.
@Command(
        name = "glasscast bench",
        description = "Measures servers: this one, and others beside it.",
        mixinStandardHelpOptions = true,
        subcommands = {
            WhepBench.class,
            HlsBench.class,
            RtmpBench.class,
            IngestBench.class,
            StartupBench.class,
            ControlBench.class,
            SoakBench.class,
            HotBench.class,
            FloorSender.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        var line = new CommandLine(new Main());
        line.setParameterExceptionHandler((e, _) -> {
            say(e.getMessage() + " (see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
            return 2;
        });
        line.setExecutionExceptionHandler((fault, _, _) -> {
            say(fault.getMessage() == null ? fault.toString() : fault.getMessage());
            return fault instanceof IllegalArgumentException ? 2 : 1;
        });
        if (arguments.length == 0) {
            line.usage(System.err);
            return 2;
        }
        return line.execute(arguments);
    }

    private static void say(String words) {
        PrintStream err = System.err;
        err.println("glasscast: " + words.replaceAll("\\s*[\\r\\n]+\\s*", " "));
    }
}
