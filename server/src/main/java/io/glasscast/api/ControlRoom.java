package io.glasscast.api;

import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.Envelope;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.PlaybackUrls;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.Wire;
import io.glasscast.control.AppProfile;
import io.glasscast.control.ControlConfig;
import io.glasscast.control.DeskInput;
import io.glasscast.control.DeskMemory;
import io.glasscast.control.DeskOutput;
import io.glasscast.control.DeskView;
import io.glasscast.control.MediaEvent;
import io.glasscast.control.MediaPort;
import io.glasscast.control.NameMint;
import io.glasscast.control.OutputAnswer;
import io.glasscast.control.SocketId;
import io.glasscast.control.StreamNames;
import io.glasscast.control.StreamUrls;
import io.glasscast.control.StreamView;
import io.glasscast.control.UserDesk;
import io.glasscast.drive.WebClient;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.MaskedUrl;
import io.glasscast.store.App;
import io.glasscast.store.Store;
import io.glasscast.store.StoreException;
import io.glasscast.store.User;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the desks of all users stand, each with a clock, threads and sockets around it. Any thread may call.
public final class ControlRoom implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlRoom.class);

    /// RFC 6455 §7.4.1.
    static final int POLICY = 1008;

    /// In the registry of close codes beside it: clients come again.
    static final int LATER = 1013;

    /// Desks answer in microseconds; only one that failed, or that closes, does not.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /// How long the last words may take to be put into the sockets.
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /// How long what was going on may take to go on: milliseconds, but the machine may be starting too.
    private static final Duration RECALL = Duration.ofSeconds(5);

    /// Seldom enough to cost nothing, often enough for [#REMEMBERED_FOR].
    private static final Duration SIGN_OF_LIFE_EVERY = Duration.ofSeconds(5);

    /// Glasses stop a minute after the last word from us; apps and players give up before. With what starting takes,
    /// nobody waits any more after this.
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(2);

    /// What the room needs of the rest of the house.
    ///
    /// @param web        calls webhooks
    /// @param wall       the time of day
    /// @param nanoTime   a monotonic clock, as `System::nanoTime`
    /// @param socketUrls asked whenever a webhook is called; the port may be known late
    public record Ports(
            Store store,
            MediaPort media,
            Viewers viewers,
            StreamUrls urls,
            WebClient web,
            Supplier<SocketUrls> socketUrls,
            InstantSource wall,
            LongSupplier nanoTime,
            Chance chance,
            ControlObserver observer) {}

    /// What became of a wish to start or stop an app.
    public enum Outcome {
        DONE,
        NO_SUCH_USER,
        NO_SUCH_APP
    }

    /// An open socket.
    ///
    /// @param credential whose secret it showed
    private record Known(SocketEnd end, Credential credential) {}

    private final Ports ports;
    private final ControlConfig config;
    private final long startNanos;
    private final Instant epoch;
    private final Webhooks webhooks;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("desk-", 0).factory());
    private final ScheduledExecutorService alarms = DeskDriver.alarms();
    // Of users in the store: as many as those, at most.
    private final ConcurrentHashMap<String, DeskDriver> desks = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<SocketId, Known> sockets = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, String> userOfStream = new ConcurrentHashMap<>();
    // What desks knew when the server was killed, until they go on.
    private final Map<String, DeskInput.Recall> remembered;
    private final OutputCalls outputs = new OutputCalls(this, this::userOf);
    private final ShareLinks links;
    private final AtomicLong lastSocket = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    public ControlRoom(Ports ports, ControlConfig config) {
        this.ports = ports;
        this.config = config;
        startNanos = ports.nanoTime().getAsLong();
        epoch = ports.wall().instant();
        webhooks = new Webhooks(this, threads, ports.web());
        links = new ShareLinks(ports.store(), ports.viewers(), ports.wall(), new NameMint(ports.chance()));
        remembered = remembered();
        links.remember(remembered.values().stream()
                .flatMap(recall -> recall.memory().managed().stream())
                .map(managed -> managed.names().streamId())
                .collect(Collectors.toSet()));
        alarms.scheduleAtFixedRate(this::giveSignOfLife, 0, SIGN_OF_LIFE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- what was there before

    /// Has every desk that was in use when the server was killed go on from there, and waits until they have. Called
    /// once the addresses of streams are known, and before anybody asks for one.
    public void recall() {
        var recalled = new CountDownLatch(remembered.size());
        remembered.forEach((user, recall) -> desk(user, recall.memory())
                .ifPresentOrElse(desk -> desk.submit(recall, recalled::countDown), recalled::countDown));
        remembered.clear();
        try {
            if (!recalled.await(RECALL.toMillis(), TimeUnit.MILLISECONDS))
                LOG.warn("some users could not be gone on with yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Glasses, apps and viewers have given up by now, or never knew us; whoever was away that long begins anew.
    private Map<String, DeskInput.Recall> remembered() {
        var store = ports.store();
        var lived = store.lived();
        boolean recently = lived.isPresent() && lived.get().plus(REMEMBERED_FOR).isAfter(epoch);
        if (!recently) store.forgetAll();
        var recalls = new LinkedHashMap<String, DeskInput.Recall>();
        store.memories()
                .all()
                .forEach((user, text) -> DeskMemoryJson.read(text)
                        .ifPresentOrElse(
                                memory -> recalls.put(user, new DeskInput.Recall(memory, profiles(memory))),
                                () -> LOG.warn("what was written of a user by another version is not read")));
        if (!recalls.isEmpty()) LOG.info("going on with {} users after a sudden end", recalls.size());
        return recalls;
    }

    private void giveSignOfLife() {
        try {
            ports.store().live();
        } catch (StoreException e) {
            LOG.error("the sign of life could not be written", e);
        }
    }

    private void writeDown(String userId, DeskMemory memory) {
        if (memory.equals(DeskMemory.NOTHING)) ports.store().memories().forget(userId);
        else ports.store().memories().remember(userId, DeskMemoryJson.write(memory));
    }

    // ---- for the media side

    /// Something happened to a stream's media; of streams that are no more, nothing happens.
    public void mediaEvent(String streamId, MediaEvent event) {
        if (event instanceof MediaEvent.Output(var outputId, var state, var message))
            LOG.info("stream {} output {} {} {}", streamId, outputId, state.word(), message);
        // The media thread may not wait for the store, and who has no desk has no stream.
        userOf(streamId)
                .filter(_ -> !closed.get())
                .flatMap(user -> Optional.ofNullable(desks.get(user)))
                .ifPresent(desk -> desk.submit(new DeskInput.Media(streamId, event)));
    }

    // ---- for the operator

    /// Starts an app for a user, as their phone would.
    public Outcome startApp(String userId, String packageName) {
        var user = User.canonical(userId);
        if (!ports.store().users().has(user)) return Outcome.NO_SUCH_USER;
        var app = ports.store().apps().find(packageName);
        if (app.isEmpty()) return Outcome.NO_SUCH_APP;
        submit(user, new DeskInput.StartApp(profile(app.get())));
        return Outcome.DONE;
    }

    /// Stops an app for a user.
    public Outcome stopApp(String userId, String packageName) {
        var user = User.canonical(userId);
        if (!ports.store().users().has(user)) return Outcome.NO_SUCH_USER;
        if (ports.store().apps().find(packageName).isEmpty()) return Outcome.NO_SUCH_APP;
        submit(user, new DeskInput.StopApp(packageName, "user_disabled"));
        return Outcome.DONE;
    }

    /// An app's record was changed in the store: its permissions count at once.
    public void appChanged(App app) {
        for (var desk : desks.values()) desk.submit(new DeskInput.AppChanged(profile(app)));
    }

    /// An app was removed from the store.
    public void appRemoved(String packageName) {
        for (var desk : desks.values()) desk.submit(new DeskInput.StopApp(packageName, "error"));
    }

    /// A user was removed from the store.
    public void userRemoved(String userId) {
        var desk = desks.remove(User.canonical(userId));
        if (desk != null) desk.submit(new DeskInput.Close("The user was removed"));
    }

    /// Every token of a user's glasses has ended in the store: whoever is here by one is out.
    public void tokensRevoked(String userId) {
        turnOut(new Credential.OfGlasses(User.canonical(userId)), "The token was revoked");
    }

    /// An app has another key in the store: whoever is here by the old one is out.
    public void keyRenewed(String packageName) {
        turnOut(new Credential.OfApp(packageName), "The API key was renewed");
    }

    private void turnOut(Credential credential, String why) {
        for (var known : sockets.values())
            if (known.credential().equals(credential)) known.end().close(POLICY, why);
    }

    /// What is known of a user's glasses, told otherwise than by their socket.
    public void glassesState(String userId, GlassesToCloud.GlassesConnectionState state) {
        submit(User.canonical(userId), new DeskInput.GlassesStateTold(state));
    }

    /// Every desk at which something ever happened, as of a moment ago.
    public List<DeskView> desks() {
        return desks.values().stream().map(DeskDriver::view).toList();
    }

    /// Every stream, as of a moment ago.
    public List<StreamView> streams() {
        return desks().stream().flatMap(desk -> desk.streams().stream()).toList();
    }

    /// One stream.
    public Optional<StreamView> stream(String streamId) {
        return streams().stream()
                .filter(stream -> stream.streamId().equals(streamId))
                .findFirst();
    }

    ShareLinks links() {
        return links;
    }

    Viewers viewers() {
        return ports.viewers();
    }

    /// Where a stream of these names can be watched.
    PlaybackUrls playback(StreamNames names) {
        return ports.urls().playback(names);
    }

    /// Has a stream go to one more destination, for an app that shares it or, without one, for the operator. Waits for
    /// the desk.
    public OutputAnswer addOutput(String streamId, Optional<String> app, RestreamDestination destination) {
        return outputs.add(streamId, app, destination);
    }

    /// Ends that. Waits for the desk.
    public OutputAnswer removeOutput(String streamId, Optional<String> app, String outputId) {
        return outputs.remove(streamId, app, outputId);
    }

    /// Has a managed stream be watched at other addresses than those it has. Waits for the desk.
    ///
    /// @return as it is then; empty when there is no such managed stream
    public Optional<StreamView> renewPlayback(String streamId) {
        var user = userOf(streamId);
        if (user.isEmpty()) return Optional.empty();
        var renewed = new CountDownLatch(1);
        submit(user.get(), new DeskInput.RenewPlayback(streamId), renewed::countDown);
        try {
            if (!renewed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                throw new IllegalStateException("the desk of stream " + streamId + " did not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return stream(streamId);
    }

    /// How many app and glasses sockets are open and known to be someone's.
    public int sockets() {
        return sockets.size();
    }

    public Store store() {
        return ports.store();
    }

    /// Ends every session: apps and glasses are told, streams close. Waits until the last words are on their way.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        var all = List.copyOf(desks.values());
        var told = new CountDownLatch(all.size());
        for (var desk : all) desk.submit(new DeskInput.Close("The server is closing"), told::countDown);
        try {
            if (!told.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) LOG.warn("closing: some users were not told");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        alarms.shutdownNow();
        threads.shutdown();
    }

    // ---- for the sockets of this room

    /// Gives a socket its identity. It must be [#forget]ten.
    ///
    /// @param credential whose secret it showed; it may have ended since it was looked at: look again after
    ///     this
    SocketId know(SocketEnd end, Credential credential) {
        var id = new SocketId(lastSocket.incrementAndGet());
        sockets.put(id, new Known(end, credential));
        return id;
    }

    void forget(SocketId socket) {
        sockets.remove(socket);
    }

    void submit(String userId, DeskInput input) {
        submit(userId, input, () -> {});
    }

    /// @param done run when the desk has taken the input, or there is no such user any more
    void submit(String userId, DeskInput input, Runnable done) {
        var desk = closed.get() ? Optional.<DeskDriver>empty() : desk(userId, DeskMemory.NOTHING);
        desk.ifPresentOrElse(present -> present.submit(input, done), done);
    }

    /// Whether an app was asked to dial in for a user and has not done so.
    boolean awaits(String userId, String packageName) {
        var desk = desks.get(userId);
        return desk != null
                && desk.view().sessions().contains(new DeskView.Session(packageName, DeskView.State.WAITING));
    }

    /// How long new tokens of glasses are good; empty: for ever.
    Optional<Duration> glassesTokenLife() {
        return config.tokenLife();
    }

    ControlObserver observer() {
        return ports.observer();
    }

    SocketUrls socketUrls() {
        return ports.socketUrls().get();
    }

    Instant wallTime() {
        return ports.wall().instant();
    }

    static AppProfile profile(App app) {
        return new AppProfile(app.packageName(), app.camera(), app.webhook());
    }

    static String sessionId(String userId, String packageName) {
        return userId + "-" + packageName;
    }

    private Optional<String> userOf(String streamId) {
        return Optional.ofNullable(userOfStream.get(streamId));
    }

    /// The desk of a user; none of one who was removed, whose sockets have yet to go.
    ///
    /// @param written what is written down of it, should it be new
    private Optional<DeskDriver> desk(String userId, DeskMemory written) {
        var known = desks.get(userId);
        if (known != null) return Optional.of(known);
        if (!exists(userId)) return Optional.empty();
        var desk = desks.computeIfAbsent(userId, _ -> driver(userId, written));
        // Who was removed in the meantime was removed before there was this desk to take away.
        if (exists(userId)) return Optional.of(desk);
        desks.remove(userId, desk);
        return Optional.empty();
    }

    private DeskDriver driver(String userId, DeskMemory written) {
        return new DeskDriver(
                userId,
                new UserDesk(userId, config, ports.urls(), ports.chance(), epoch),
                () -> ports.nanoTime().getAsLong() - startNanos,
                threads,
                alarms,
                new Notebook(written, this::writeDown),
                this::carryOut);
    }

    /// A store that does not answer keeps nobody from their desk.
    private boolean exists(String userId) {
        try {
            return ports.store().users().has(userId);
        } catch (StoreException e) {
            LOG.error("whether there is such a user could not be looked up", e);
            return true;
        }
    }

    private List<AppProfile> profiles(DeskMemory memory) {
        return memory.sessions().stream()
                .flatMap(session -> ports.store().apps().find(session.packageName()).stream())
                .map(ControlRoom::profile)
                .toList();
    }

    private void carryOut(String userId, DeskOutput output) {
        switch (output) {
            case DeskOutput.ToApp(var socket, var packageName, var message) ->
                end(socket).ifPresent(end -> end.say(Wire.write(message, envelope(userId, packageName, message))));
            case DeskOutput.CloseApp(var socket, var code, var reason) ->
                end(socket).ifPresent(end -> end.close(code, reason));
            case DeskOutput.ToGlasses(var socket, var message) ->
                end(socket).ifPresent(end -> end.say(Wire.write(message, Envelope.of(userId, wallTime()))));
            case DeskOutput.CloseGlasses(var socket, var code, var reason) ->
                end(socket).ifPresent(end -> end.close(code, reason));
            case DeskOutput.RequestSession(var app) -> webhooks.requestSession(userId, app);
            case DeskOutput.RequestStop(var app, var reason) -> webhooks.requestStop(userId, app, reason);
            case DeskOutput.OpenStream(var names) -> {
                userOfStream.put(names.streamId(), userId);
                LOG.info("stream {} opened", names.streamId());
                ports.media().open(names);
                links.opened(names.streamId());
            }
            case DeskOutput.CloseStream(var names) -> {
                userOfStream.remove(names.streamId());
                LOG.info("stream {} closed", names.streamId());
                ports.media().close(names);
                links.closed(names.streamId());
            }
            case DeskOutput.RenewPlayback(var names) -> {
                LOG.info("stream {} has another playback id", names.streamId());
                ports.media().renewPlayback(names);
            }
            case DeskOutput.AddOutput(var streamId, var outputId, var url) -> {
                LOG.info("stream {} output {} to {}", streamId, outputId, MaskedUrl.of(url));
                ports.media().addOutput(streamId, outputId, url);
            }
            case DeskOutput.RemoveOutput(var streamId, var outputId) ->
                ports.media().removeOutput(streamId, outputId);
            case DeskOutput.Answer(var ticket, var answer) -> outputs.answered(ticket, answer);
            case DeskOutput.BecameActive(var streamId, var nanos) -> {
                LOG.info("stream {} active after {} ms", streamId, nanos / 1_000_000);
                observer().active(nanos);
            }
        }
    }

    /// A pong needs no session.
    private Envelope envelope(String userId, String packageName, CloudToApp message) {
        return message instanceof CloudToApp.Pong
                ? Envelope.at(wallTime())
                : Envelope.of(sessionId(userId, packageName), wallTime());
    }

    private Optional<SocketEnd> end(SocketId socket) {
        return Optional.ofNullable(sockets.get(socket)).map(Known::end);
    }
}
