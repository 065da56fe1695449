package io.glasscast.interop;

import io.glasscast.app.config.ConfigReader;
import io.glasscast.app.house.House;
import io.glasscast.app.house.HouseListener;
import io.glasscast.app.log.Logging;
import io.glasscast.glasses.GlassesEvent;
import io.glasscast.glasses.GlassesOptions;
import io.glasscast.glasses.SimulatedGlasses;
import io.glasscast.sdk.ManagedStreamResult;
import io.glasscast.sdk.MiniApp;
import io.glasscast.sdk.Session;
import io.glasscast.store.App;
import io.glasscast.store.User;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A real server on free ports, a wearer, and an app that may film: what a test needs before its client comes on.
final class Stage implements AutoCloseable {
    static final String WEARER = "wearer@example.org";
    static final String PACKAGE = "org.example.watch";

    /// For what takes milliseconds on an idle machine. Nothing here measures time by failing.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(20);

    private final House house;
    private final String token;
    private final Deque<AutoCloseable> guests = new ArrayDeque<>();

    private Stage(House house) {
        this.house = house;
        this.token = house.control().store().users().add(new User(WEARER)).orElseThrow();
    }

    /// Doors on loopback only.
    static Stage open(Path data) throws Exception {
        return open(data, "127.0.0.1");
    }

    static Stage open(Path data, String address) throws Exception {
        return open(data, address, Map.of());
    }

    /// @param settings keys of the configuration that this test wants otherwise
    static Stage open(Path data, String address, Map<String, String> settings) throws Exception {
        return open(data, address, settings, InstantSource.system());
    }

    /// @param wall the server's time of day
    static Stage open(Path data, String address, Map<String, String> settings, InstantSource wall) throws Exception {
        var reader = new ConfigReader(data)
                .option("--bind", "doors.bind", Optional.of(address))
                .option("--http", "doors.http", Optional.of("0"))
                .option("--webrtc", "doors.webrtc", Optional.of("0"))
                .option("--srt", "doors.srt", Optional.of("0"))
                .option("--rtmp", "doors.rtmp", Optional.of("0"))
                .option("--rtmps", "doors.rtmps", Optional.of("0"))
                // Sixty viewers of one address are an attack elsewhere, here they are the test.
                .option("--requests", "limits.requestsPerSecond", Optional.of("1000"))
                // Destinations are beside us, and offer every address that this machine has.
                .option("--outbound", "outbound.allow", Optional.of("any"))
                .option("--logs", "logs.level", Optional.of("warn"));
        settings.forEach((key, value) -> reader.option("the test", key, Optional.of(value)));
        var config = reader.read();
        Logging.use(config.logs());
        return new Stage(House.open(config, HouseListener.NOBODY, wall));
    }

    /// Waits until sound can be transcoded at once: a server that has just begun has other things to do first.
    void awaitTranscoding() {
        var loaded = Pattern.compile("^glasscast_transcoding_loaded_total [1-9]", Pattern.MULTILINE);
        await(
                "a transcoding worker",
                () -> loaded.matcher(house.metrics().scrape()).find());
    }

    House house() {
        return house;
    }

    /// What is counted under this name with these labels, as Prometheus would be told; 0 before anything is. What is
    /// counted as somebody asks for `/metrics` is as it was when somebody did last.
    double metric(String name) {
        return house.metrics()
                .scrape()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /// The same, once it is more than nothing: an answer may be heard before it is counted.
    double awaitMetric(String name) {
        await("something to be counted as " + name, () -> metric(name) > 0);
        return metric(name);
    }

    /// Waits for what nobody tells.
    void await(String what, BooleanSupplier done) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > until) throw new AssertionError("in vain for " + what);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    URI http() {
        return URI.create(house.ready().http());
    }

    String glassesToken() {
        return token;
    }

    /// @return its API key
    String addApp(String packageName) {
        return house.control()
                .store()
                .apps()
                .add(app(packageName, Optional.empty()))
                .orElseThrow();
    }

    void setWebhook(String packageName, URI webhook) {
        change(app(packageName, Optional.of(webhook)));
    }

    void setPermissions(String packageName, Set<String> permissions) {
        var app = house.control().store().apps().find(packageName).orElseThrow();
        change(new App(packageName, app.name(), permissions, app.webhook()));
    }

    private void change(App app) {
        house.control().store().apps().change(app);
        house.control().appChanged(app);
    }

    private static App app(String packageName, Optional<URI> webhook) {
        return new App(packageName, packageName, Set.of(App.CAMERA), webhook);
    }

    /// Our own glasses with their test pattern, connected.
    SimulatedGlasses simulatedGlasses(Consumer<GlassesEvent> listener) throws Exception {
        return simulatedGlasses(token, listener);
    }

    /// The same of another wearer.
    SimulatedGlasses simulatedGlasses(String wearersToken, Consumer<GlassesEvent> listener) throws Exception {
        var connected = new CountDownLatch(1);
        var glasses = keep(SimulatedGlasses.start(GlassesOptions.of(http(), wearersToken), event -> {
            if (event instanceof GlassesEvent.Connected) connected.countDown();
            listener.accept(event);
        }));
        if (!connected.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            throw new AssertionError("the glasses could not connect");
        return glasses;
    }

    /// Glasses that only obtain the address to publish to.
    HollowGlasses hollowGlasses() throws Exception {
        return keep(HollowGlasses.wear(http(), token));
    }

    /// Our own app, with its session.
    Session app() throws Exception {
        var app = keep(MiniApp.builder(PACKAGE, addApp(PACKAGE)).build());
        return await(app.connect(http(), WEARER));
    }

    /// The main job, up to the point where it can be watched.
    ManagedStreamResult livestream() throws Exception {
        simulatedGlasses(_ -> {});
        return await(app().camera().startLivestream());
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within " + PATIENCE, e);
        }
    }

    <T extends AutoCloseable> T keep(T guest) {
        guests.push(guest);
        return guest;
    }

    @Override
    public void close() {
        while (!guests.isEmpty()) {
            try {
                guests.pop().close();
            } catch (Exception e) {
                System.out.println("while closing: " + e);
            }
        }
        house.close();
    }
}
