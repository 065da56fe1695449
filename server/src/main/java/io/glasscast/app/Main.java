package io.glasscast.app;

import io.glasscast.app.command.AppCommand;
import io.glasscast.app.command.Demo;
import io.glasscast.app.command.Doctor;
import io.glasscast.app.command.Glasses;
import io.glasscast.app.command.Serve;
import io.glasscast.app.command.Start;
import io.glasscast.app.command.Stop;
import io.glasscast.app.command.StreamCommand;
import io.glasscast.app.command.Streams;
import io.glasscast.app.command.TokenCommand;
import io.glasscast.app.command.UserCommand;
import io.glasscast.app.command.WrongValue;
import io.glasscast.app.config.ConfigProblem;
import java.io.PrintStream;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// The command line: `glasscast COMMAND`.
@Command(
        name = "glasscast",
        description = "A self-hosted livestreaming cloud for smart glasses.",
        mixinStandardHelpOptions = true,
        version = "glasscast 0.1.0",
        footer = "%nThe launcher has two more: test (all that CI runs) and bench (measurements).",
        subcommands = {
            Demo.class,
            Serve.class,
            Glasses.class,
            AppCommand.class,
            UserCommand.class,
            TokenCommand.class,
            Start.class,
            Stop.class,
            Streams.class,
            StreamCommand.class,
            Doctor.class
        })
public final class Main {
    /// Exit codes: done, failed with the reason in one line, wrong usage.
    public static final int DONE = 0, FAILED = 1, USAGE = 2;

    private Main() {}

    public static void main(String[] arguments) {
        // Vert.x's own resolver reads the network's settings at the start and is not needed for loopback and hooks.
        System.setProperty("vertx.disableDnsResolver", "true");
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        var line = new CommandLine(new Main());
        line.setParameterExceptionHandler(Main::wrongUsage);
        line.setExecutionExceptionHandler((fault, _, _) -> failed(fault));
        if (arguments.length == 0) {
            line.usage(System.err);
            return USAGE;
        }
        return line.execute(arguments);
    }

    /// The names of all commands.
    static Set<String> commands() {
        return new CommandLine(new Main()).getSubcommands().keySet();
    }

    private static int wrongUsage(ParameterException e, String[] arguments) {
        say(
                System.err,
                e.getMessage() + " (see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
        return USAGE;
    }

    private static int failed(Exception fault) {
        say(System.err, fault.getMessage() == null ? fault.toString() : fault.getMessage());
        return fault instanceof ConfigProblem || fault instanceof WrongValue ? USAGE : FAILED;
    }

    private static void say(PrintStream to, String text) {
        to.println("glasscast: " + text.replaceAll("\\s*[\\r\\n]+\\s*", " "));
    }
}
