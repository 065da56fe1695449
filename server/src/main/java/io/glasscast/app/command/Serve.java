package io.glasscast.app.command;

import io.glasscast.app.house.House;
import io.glasscast.app.log.Logging;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = "Runs the server until it is told to stop (SIGTERM, or Ctrl-C).",
        mixinStandardHelpOptions = true)
public final class Serve implements Callable<Integer> {
    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Option(names = "--json", description = "Print events as JSON, one a line: ready.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var config = options.config();
        Logging.use(config.logs());
        var house = House.open(config);
        // A stop that was asked for is no failure, so it ends with 0 instead of the JVM's 143.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            house.close();
                            Runtime.getRuntime().halt(0);
                        },
                        "closing"));
        var ready = house.ready();
        System.out.println(
                json ? ready.json() : "Glasscast is ready at " + ready.http() + " (after " + ready.startMs() + " ms)");
        new CountDownLatch(1).await();
        return 0;
    }
}
