package io.glasscast.app.command;

import io.glasscast.app.config.Config;
import io.glasscast.app.house.House;
import io.glasscast.app.house.HouseListener;
import io.glasscast.app.log.Logging;
import io.glasscast.examples.WatchApp;
import io.glasscast.glasses.GlassesEvent;
import io.glasscast.glasses.GlassesOptions;
import io.glasscast.glasses.SimulatedGlasses;
import io.glasscast.glasses.uplink.Weather;
import io.glasscast.sdk.LivestreamStatus;
import io.glasscast.sdk.ManagedStreamOptions;
import io.glasscast.sdk.ManagedStreamResult;
import io.glasscast.sdk.MiniApp;
import io.glasscast.store.App;
import io.glasscast.store.User;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Shows the main job in one go: a server, simulated glasses, a miniapp, and a page to watch.",
        mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {
    private static final String WEARER = "wearer@example.com";
    private static final String PACKAGE = "org.example.watch";

    /// Glasses on the same machine connect in a fraction of this, even while everything is still being compiled.
    private static final Duration CONNECTING = Duration.ofSeconds(20);

    /// The server answers with `active` or `error` within 25 s.
    private static final Duration STARTING = Duration.ofSeconds(30);

    private static final Set<String> INGESTS = Set.of("whip", "srt", "rtmp");

    /// Only so far that a slip is told at once; what else is wrong with an address the server says.
    private static final Pattern RESTREAM = Pattern.compile("(?i)(rtmps?|srt|https?)://[^/?#\\s]+\\S*");

    @Mixin
    private final ServeOptions options = new ServeOptions();

    @Mixin
    private final WeatherOptions weather = new WeatherOptions();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End this long after the picture is there, such as 30s.")
    private @Nullable String limit;

    @Option(
            names = "--ingest",
            paramLabel = "whip|srt|rtmp",
            description = "How the glasses send (default: as the server sees fit).")
    private @Nullable String ingest;

    @Option(
            names = "--restream",
            paramLabel = "URL",
            description =
                    "Where else the stream goes: rtmp://, rtmps://, srt://, or https:// (WHIP). May be given more than once.")
    private List<String> restream = List.of();

    @Option(names = "--json", description = "Print every event as JSON, one a line.")
    private boolean json;

    /// Closed in the reverse order of opening, exactly once, whoever comes first: the end of the demo or a signal.
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @Override
    public Integer call() throws Exception {
        if (ingest != null && !INGESTS.contains(ingest))
            throw new WrongValue("--ingest must be whip, srt or rtmp, not '" + ingest + "'");
        for (var url : restream)
            if (!RESTREAM.matcher(url).matches())
                throw new WrongValue(
                        "--restream must be an address such as rtmp://host/app/key, rtmps://, srt:// or https://");
        var patience = limit == null ? Optional.<Duration>empty() : Optional.of(Values.duration("--for", limit));
        var network = weather.weather();
        var closing = new Thread(
                () -> {
                    closeAll();
                    Runtime.getRuntime().halt(0);
                },
                "closing");
        Runtime.getRuntime().addShutdownHook(closing);
        try {
            show(patience, network);
        } finally {
            Runtime.getRuntime().removeShutdownHook(closing);
            closeAll();
        }
        return 0;
    }

    private void show(Optional<Duration> patience, Weather network) throws Exception {
        var printer = new EventPrinter(json);
        var config = config();
        Logging.use(config.logs());
        var timeToActive = new CompletableFuture<Duration>();
        var house = keep(House.open(config, new HouseListener() {
            @Override
            public void active(Duration afterRequest) {
                timeToActive.complete(afterRequest);
            }

            @Override
            public void viewerJoined(Duration afterOffer) {
                printer.print(event("viewer", "joinMs", afterOffer.toMillis()));
            }
        }));
        var ready = house.ready();
        printer.print(event("ready", "http", ready.http(), "startMs", ready.startMs()));

        var store = house.control().store();
        var token = store.users().add(new User(WEARER)).orElseThrow();
        var key = store.apps()
                .add(new App(PACKAGE, "Watch", Set.of(App.CAMERA), Optional.empty()))
                .orElseThrow();
        putOnGlasses(
                GlassesOptions.of(URI.create(ready.http()), token)
                        .withDialect(config.streams().dialect())
                        .withWeather(network, weather.seed()),
                printer);

        var app = keep(new WatchApp(MiniApp.builder(PACKAGE, key).build()));
        var outputs = new OutputEvents(printer::print);
        var watchable = app.start(URI.create(ready.http()), WEARER, wishes(), status -> {
            printer.print(livestream(status));
            outputs.see(status.outputs(), status.message());
        });
        var urls = await(watchable, STARTING, "the livestream did not become active");
        printer.print(active(urls, await(timeToActive, STARTING, "the livestream did not become active")));
        if (!json) System.out.println("Watch at " + urls.previewUrl().orElse(urls.hlsUrl()));
        if (patience.isPresent()) TimeUnit.NANOSECONDS.sleep(patience.get().toNanos());
        else new CountDownLatch(1).await();
        printer.print(event("over"));
    }

    /// Everything on free ports and in a folder that is gone afterwards, unless the options say otherwise.
    private Config config() throws Exception {
        var folder = Files.createTempDirectory("glasscast-demo");
        opened.push(() -> delete(folder));
        var standards = new LinkedHashMap<String, String>();
        for (var door : List.of("http", "webrtc", "srt", "rtmp", "rtmps")) standards.put("doors." + door, "0");
        // Only who runs it names destinations.
        standards.put("outbound.allow", "any");
        return options.config(folder, standards, Optional.ofNullable(ingest));
    }

    private ManagedStreamOptions wishes() {
        var wishes = ManagedStreamOptions.DEFAULT;
        for (int i = 0; i < restream.size(); i++) wishes = wishes.withRestream(restream.get(i), "output " + (i + 1));
        return wishes;
    }

    private void putOnGlasses(GlassesOptions pair, EventPrinter printer) throws Exception {
        var connected = new CompletableFuture<Boolean>();
        keep(SimulatedGlasses.start(pair, event -> {
            printer.print(event.fields());
            if (event instanceof GlassesEvent.Connected) connected.complete(true);
        }));
        await(connected, CONNECTING, "the glasses could not connect");
    }

    private static Map<String, Object> livestream(LivestreamStatus status) {
        var livestream = event("livestream", "status", status.status().word());
        status.message().ifPresent(words -> livestream.put("message", words));
        return livestream;
    }

    private static Map<String, Object> active(ManagedStreamResult urls, Duration timeToActive) {
        var active = event("active", "streamId", urls.streamId());
        urls.webrtcUrl().ifPresent(url -> active.put("webrtcUrl", url));
        active.put("hlsUrl", urls.hlsUrl());
        active.put("dashUrl", urls.dashUrl());
        urls.previewUrl().ifPresent(url -> active.put("previewUrl", url));
        urls.thumbnailUrl().ifPresent(url -> active.put("thumbnailUrl", url));
        active.put("timeToActiveMs", timeToActive.toMillis());
        return active;
    }

    private static Map<String, Object> event(String name, Object... fields) {
        var event = new LinkedHashMap<String, Object>();
        event.put("event", name);
        for (int i = 0; i + 1 < fields.length; i += 2) event.put(fields[i].toString(), fields[i + 1]);
        return event;
    }

    private static <T> T await(CompletableFuture<T> future, Duration patience, String otherwise) throws Exception {
        try {
            return Values.within(future, patience).orElseThrow(() -> new CommandProblem(otherwise));
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new CommandProblem(otherwise + ": " + cause.getMessage());
        }
    }

    private synchronized <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    private synchronized void closeAll() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                System.err.println("glasscast: while closing: " + e.getMessage());
            }
        }
    }

    private static void delete(Path folder) throws java.io.IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }
}
