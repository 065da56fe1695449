package io.glasscast.app.house;

import io.glasscast.api.ControlRoom;
import io.glasscast.api.http.Doorstep;
import io.glasscast.api.http.HttpDoor;
import io.glasscast.api.http.KeyGuesses;
import io.glasscast.api.http.MetricsPage;
import io.glasscast.api.http.Pages;
import io.glasscast.api.http.Playback;
import io.glasscast.api.http.Probes;
import io.glasscast.api.http.Problem;
import io.glasscast.api.http.RateLimit;
import io.glasscast.api.http.ServerTime;
import io.glasscast.api.http.Threshold;
import io.glasscast.api.http.Thumbnails;
import io.glasscast.api.http.WhipWhep;
import io.glasscast.app.config.Config;
import io.glasscast.app.config.DoorSetting;
import io.glasscast.control.MediaEvent;
import io.glasscast.drive.Outbound;
import io.glasscast.drive.WebClient;
import io.glasscast.gates.OutboundRule;
import io.glasscast.kernel.Chance;
import io.glasscast.store.Store;
import io.glasscast.store.StoreException;
import io.glasscast.transcode.WorkshopCounters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: its rooms, built in order, and its doors.
public final class House implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(House.class);

    /// Copies of the database: when the server has settled, and then daily.
    private static final Duration FIRST_BACKUP = Duration.ofMinutes(1), BACKUPS = Duration.ofDays(1);

    /// What opening one door may take before it counts as stuck.
    private static final Duration OPENING = Duration.ofSeconds(10);

    /// All rooms together; five seconds, less what the JVM itself needs to end.
    private static final Duration CLOSING = Duration.ofMillis(4_500);

    /// One that hangs must leave time for the others; control alone may take two seconds to say its last words.
    private static final Duration CLOSING_ONE = Duration.ofMillis(2_200);

    /// HTTP needs few loops: what it does is mostly waiting for others.
    private static final int EVENT_LOOPS = 2;

    private final List<Room> rooms = new ArrayList<>();
    private final Metrics metrics = new Metrics();
    private final Doorstep doorstep = new Doorstep();
    private final HouseListener listener;
    private final InstantSource wall;
    private volatile boolean open;
    // Streams exist only once control does, so media has nothing to tell before.
    private volatile BiConsumer<String, MediaEvent> told = (_, _) -> {};
    private Optional<ControlRoom> control = Optional.empty();
    private volatile String base = "";
    private volatile boolean stands;
    private volatile boolean closing;
    private Optional<HttpDoor> http = Optional.empty();
    private Optional<Ready> ready = Optional.empty();

    private House(HouseListener listener, InstantSource wall) {
        this.listener = listener;
        this.wall = wall;
    }

    /// Builds the rooms and opens the doors.
    public static House open(Config config) throws HouseProblem {
        return open(config, HouseListener.NOBODY);
    }

    /// The same, with somebody who watches.
    public static House open(Config config, HouseListener listener) throws HouseProblem {
        return open(config, listener, InstantSource.system());
    }

    /// The same, by another clock.
    ///
    /// @param wall the time of day, which may jump
    public static House open(Config config, HouseListener listener, InstantSource wall) throws HouseProblem {
        var house = new House(listener, wall);
        try {
            house.ready = Optional.of(house.build(config));
            house.open = true;
            return house;
        } catch (HouseProblem | RuntimeException e) {
            house.close();
            throw e;
        }
    }

    public Ready ready() {
        return ready.orElseThrow();
    }

    public ControlRoom control() {
        return control.orElseThrow();
    }

    public Metrics metrics() {
        return metrics;
    }

    private Ready build(Config config) throws HouseProblem {
        var token = token(config);
        // The three that take long to load come up side by side: it halves the time to readiness on two cores.
        var vertxLoading = CompletableFuture.supplyAsync(this::vertx, House::aside);
        rooms.add(new Room(
                "vertx", () -> vertxLoading.thenCompose(vertx -> vertx.close().toCompletionStage())));
        var storeLoading = CompletableFuture.supplyAsync(
                () -> Store.open(config.data(), config.store().key(), Chance.secure(), wall), House::aside);
        rooms.add(new Room("store", () -> storeLoading.thenAccept(Store::close)));
        // Opened last, but closed after control and media, whose farewells go out through it.
        rooms.add(new Room("http", this::closeHttp));
        var outbound = new Outbound(
                new OutboundRule(config.outbound().allow()),
                Outbound.Names.SYSTEM,
                metrics.byCause("glasscast.outbound.refused", "Addresses that were not called"));
        var media = media(config, outbound);
        var side = control(config, media, new WebClient(outbound, usualTrust()), storeLoading);
        var vertx = vertxLoading.join();
        var flows = new FlowMeter(media::traffic, media::outputs, media::named, media::now);
        control = Optional.of(side.room());
        told = side.room()::mediaEvent;
        metrics.gauge("glasscast.control.sockets", "Sockets of apps and glasses", side.room()::sockets);

        var rest = side.rest(token, flows);
        var rate = new RateLimit(config.limits().requestsPerSecond(), System::nanoTime);
        var http = openHttp(
                config,
                vertx,
                List.of(
                        new Threshold(() -> stands, () -> closing)::mount,
                        // Routes are tried in this order, and nobody asks as often as players of HLS and DASH.
                        new Playback(media.playback())::mount,
                        router -> side.mount(vertx, rest, new KeyGuesses(System::nanoTime), router),
                        new WhipWhep(vertx, media.door(), rate)::mount,
                        new Thumbnails(media.thumbnails(), rate, System::nanoTime)::mount,
                        new Probes(() -> open)::mount,
                        new MetricsPage(
                                config.metrics().access(),
                                rest::mayLook,
                                () -> media.count().thenApply(_ -> metrics.scrape()))::mount,
                        new ServerTime(wall)::mount,
                        new Pages()::mount,
                        House::notYet));
        base = config.at().url().map(Object::toString).orElse(http);
        side.room().recall();
        stands = true;
        vertx.setPeriodic(FIRST_BACKUP.toMillis(), BACKUPS.toMillis(), _ -> backUp(storeLoading.join()));
        if (!http.isEmpty()) remember(config, http);
        media.awaitRehearsals();
        return new Ready(
                http, media.ports(), token, ManagementFactory.getRuntimeMXBean().getUptime());
    }

    /// On a thread of its own, because reading all of a database holds up whoever else runs on it.
    private static void backUp(Store store) {
        Thread.ofPlatform().daemon().name("backup").start(() -> {
            try {
                store.backUp();
            } catch (StoreException e) {
                LOG.error("{}", e.getMessage());
            }
        });
    }

    private static AdminToken token(Config config) throws HouseProblem {
        try {
            Files.createDirectories(config.data());
            return AdminToken.in(config.data());
        } catch (IOException e) {
            throw new HouseProblem("data: the folder " + config.data() + " cannot be used: " + e.getMessage());
        }
    }

    /// Of webhooks: an app's server needs a certificate that everybody trusts.
    private static SSLContext usualTrust() throws HouseProblem {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new HouseProblem("this Java has no TLS: " + e.getMessage());
        }
    }

    private ControlSide control(Config config, MediaRoom media, WebClient web, CompletableFuture<Store> store)
            throws HouseProblem {
        try {
            var side = ControlSide.open(
                    config, store.join(), media, web, () -> base, wall, new ControlMeter(metrics, listener));
            rooms.add(new Room("control", () -> CompletableFuture.runAsync(side::close, House::aside)));
            return side;
        } catch (CompletionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new HouseProblem("data: the database in " + config.data() + " cannot be used: " + cause.getMessage());
        }
    }

    private MediaRoom media(Config config, Outbound outbound) throws HouseProblem {
        var meters = new Building.Meters(
                new MediaMeter(metrics, listener), new SrtCounts(metrics, listener), new RtmpCounts(metrics, listener));
        var media = MediaRoom.open(config, outbound, meters, wall, (stream, event) -> told.accept(stream, event));
        count(media.transcoding());
        metrics.gauge("glasscast.overloaded", "Whether nobody new is let in", () -> media.overloaded() ? 1 : 0);
        rooms.add(new Room("media", () -> CompletableFuture.runAsync(media::close, House::aside)));
        return media;
    }

    private void count(WorkshopCounters transcoding) {
        metrics.gauge("glasscast.transcoding.workers", "Worker processes that run", transcoding::workers);
        metrics.gauge("glasscast.transcoding.jobs", "Jobs that run", transcoding::soundJobs, "kind", "sound");
        metrics.gauge("glasscast.transcoding.jobs", "Jobs that run", transcoding::pictureJobs, "kind", "pictures");
        metrics.counted("glasscast.transcoding.loaded", "Workers that have loaded FFmpeg", transcoding::ready);
        metrics.counted("glasscast.transcoding.crashed", "Workers that fell over", transcoding::crashed);
        metrics.counted("glasscast.transcoding.hung", "Workers ended because they did not answer", transcoding::hung);
        metrics.counted("glasscast.transcoding.lost", "Frames that a worker was too slow for", transcoding::lost);
        metrics.counted("glasscast.transcoding.refused", "Jobs that there was no room for", transcoding::refused);
    }

    /// Rooms that wait while they close do it on a thread of their own, so that one that hangs holds nobody up.
    private static void aside(Runnable task) {
        Thread.ofVirtual().name("closing-room").start(task);
    }

    private CompletionStage<?> closeHttp() {
        return http.map(door -> door.close().toCompletionStage())
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private static void remember(Config config, String http) throws HouseProblem {
        try {
            ServerAddress.write(config.data(), http);
        } catch (IOException e) {
            throw new HouseProblem("data: the folder " + config.data() + " cannot be written: " + e.getMessage());
        }
    }

    private Vertx vertx() {
        var options = new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        return doorstep.vertx(options);
    }

    private String openHttp(Config config, Vertx vertx, List<Consumer<Router>> mounts) throws HouseProblem {
        return switch (config.doors().http()) {
            case DoorSetting.Off() -> "";
            case DoorSetting.Open(int port) -> {
                var tls = config.tls().map(pem -> new HttpDoor.Tls(pem.certificate(), pem.key()));
                var bind = config.doors().bind();
                var door = await(
                        HttpDoor.open(vertx, doorstep, bind, port, tls, limits(config), mounts),
                        "doors.http: port " + port + " on " + bind);
                http = Optional.of(door);
                yield (tls.isPresent() ? "https://" : "http://") + reachable(bind) + ":" + door.port();
            }
        };
    }

    private HttpDoor.Limits limits(Config config) {
        return new HttpDoor.Limits(
                config.limits().connectionsPerAddress(),
                metrics.byCause("glasscast.http.refused", "HTTP connections and requests that were turned away"));
    }

    private static <T> T await(Future<T> future, String what) throws HouseProblem {
        try {
            return future.toCompletionStage().toCompletableFuture().get(OPENING.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new HouseProblem(what + " cannot be opened: " + cause.getMessage());
        } catch (TimeoutException _) {
            throw new HouseProblem(what + " cannot be opened: no answer within " + OPENING.toSeconds() + " s");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new HouseProblem(what + " cannot be opened: interrupted");
        }
    }

    /// The address by which this machine itself reaches a door bound to `bind`.
    private static String reachable(String bind) {
        if (bind.equals("0.0.0.0") || bind.equals("::")) return "127.0.0.1";
        return bind.contains(":") ? "[" + bind + "]" : bind;
    }

    /// Addresses of what is promised and not built yet, so that clients hear so rather than "not found".
    private static void notYet(Router router) {
        for (var path : new String[] {"/console"})
            router.get(path).handler(at -> Problem.NOT_AVAILABLE_YET.answer(at.response()));
    }

    /// Says goodbye in order: control tells apps and glasses, media its peers, then the doors close and what is behind
    /// them. Takes at most five seconds.
    @Override
    public void close() {
        open = false;
        closing = true;
        long end = System.nanoTime() + CLOSING.toNanos();
        for (var room : rooms.reversed()) {
            var left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            room.close(left.compareTo(CLOSING_ONE) < 0 ? left : CLOSING_ONE);
        }
        rooms.clear();
        LOG.info("closed");
    }
}
