package io.glasscast.app.command;

import io.glasscast.contract.Dialect;
import io.glasscast.glasses.GlassesEvent;
import io.glasscast.glasses.GlassesOptions;
import io.glasscast.glasses.SimulatedGlasses;
import io.glasscast.glasses.pair.Model;
import io.glasscast.glasses.uplink.Trust;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "glasses",
        description = "Runs a pair of simulated glasses until it is told to stop.",
        mixinStandardHelpOptions = true)
public final class Glasses implements Callable<Integer> {
    private static final String PATTERN = "testpattern";

    @Option(names = "--cloud", paramLabel = "URL", required = true, description = "Such as http://127.0.0.1:8080.")
    private String cloud = "";

    @Option(names = "--token", paramLabel = "TOKEN", required = true, description = "What user add printed.")
    private String token = "";

    @Option(names = "--source", paramLabel = "testpattern|FILE", description = "What they see (default: testpattern).")
    private String source = PATTERN;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "mentra-live (the default), mentra-live-2026-03 or basic.")
    private String model = Model.MENTRA_LIVE.name();

    @Option(
            names = "--older-names",
            description = "They know commands by the names of before March 2026 only: start_rtmp_stream and so on.")
    private boolean olderNames;

    @Mixin
    private final MishapOptions mishaps = new MishapOptions();

    @Mixin
    private final WeatherOptions weather = new WeatherOptions();

    @Option(
            names = "--trust",
            paramLabel = "system|any|FILE",
            description = "Whose certificates they believe: the machine's (default), anybody's, or a PEM file's.")
    private String trust = "system";

    @Option(names = "--for", paramLabel = "TIME", description = "End after this time, such as 30s.")
    private @Nullable String limit;

    @Option(names = "--json", description = "Print every event as JSON, one a line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var refused = new CompletableFuture<String>();
        var printer = new EventPrinter(json);
        var options = options();
        var patience = limit == null ? null : Values.duration("--for", limit);
        var glasses = SimulatedGlasses.start(options, event -> {
            printer.print(event.fields());
            if (event instanceof GlassesEvent.Refused(var reason)) refused.complete(reason);
        });
        var closing = new Thread(
                () -> {
                    glasses.close();
                    // A stop that was asked for is no failure.
                    Runtime.getRuntime().halt(0);
                },
                "closing");
        Runtime.getRuntime().addShutdownHook(closing);
        var reason = patience == null
                ? refused.get()
                : Values.within(refused, patience).orElse("");
        Runtime.getRuntime().removeShutdownHook(closing);
        glasses.close();
        if (reason.isEmpty()) return 0;
        throw new CommandProblem("the cloud does not take these glasses: " + reason);
    }

    private Trust trust() throws WrongValue {
        var whose = switch (trust) {
            case "system" -> new Trust.Usual();
            case "any" -> new Trust.Anybody();
            default -> new Trust.Authorities(Path.of(trust));
        };
        try {
            whose.context();
            return whose;
        } catch (IllegalArgumentException e) {
            throw new WrongValue("--trust must be system, any or a PEM file: " + e.getMessage());
        }
    }

    private GlassesOptions options() throws WrongValue {
        try {
            var options = GlassesOptions.of(URI.create(cloud), token)
                    .withModel(Model.named(model)
                            .orElseThrow(() -> new WrongValue("--model must be one of "
                                    + Model.ALL.stream().map(Model::name).collect(Collectors.joining(", ")))))
                    .withDialect(olderNames ? Dialect.RTMP : Dialect.STREAM)
                    .withBattery(mishaps.batteryPercent())
                    .withScript(mishaps.script())
                    .withWeather(weather.weather(), weather.seed())
                    .withTrust(trust());
            if (source.equals(PATTERN)) return options;
            var film = Path.of(source);
            if (!Files.isReadable(film))
                throw new WrongValue("--source must be testpattern or a file that can be read");
            return options.withFilm(film);
        } catch (IllegalArgumentException e) {
            throw new WrongValue("--cloud: " + e.getMessage());
        }
    }
}
