package io.glasscast.control;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamInfo;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import io.glasscast.control.DeskInput.ClientStyle;
import io.glasscast.control.DeskInput.Opening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A wearer's day in random order: apps, glasses, media and time do what they like, and after every event all that
/// was promised to anybody must hold.
final class DeskSimulationTest {
    private static final int EVENTS = 400;
    private static final long SECOND = 1_000_000_000L;

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("sim.seeds", 300));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everythingPromisedHolds(long seed) {
        new World(seed).run();
    }

    /// One app's client, as the official SDKs are: what it believes follows from what it hears.
    private static final class Client {
        final AppProfile app;
        final ClientStyle style;
        Optional<SocketId> socket = Optional.empty();
        boolean wants;
        boolean streaming;
        long pendingSince = -1;
        long stopAsked = -1;
        int stopsOwed;
        boolean localAsked;
        boolean attached;

        Client(AppProfile app, ClientStyle style) {
            this.app = app;
            this.style = style;
        }
    }

    private static final class World {
        final SplittableRandom random;
        final DeskBench bench;
        final List<Client> clients = new ArrayList<>();
        final HashSet<SocketId> open = new HashSet<>();
        final HashSet<String> openStreams = new HashSet<>();
        final HashMap<String, String> openOutputs = new HashMap<>();
        final HashSet<Long> tickets = new HashSet<>();
        long lastTicket;
        final List<String> history = new ArrayList<>();
        Optional<SocketId> glasses = Optional.empty();
        /// What the glasses do, whether or not anybody hears of it.
        Optional<String> filming = Optional.empty();
        boolean mediaFlows;
        long lastAlive = -1;

        World(long seed) {
            random = new SplittableRandom(seed);
            bench = new DeskBench(ControlConfig.DEFAULT, seed);
            clients.add(new Client(DeskBench.app("org.frames"), ClientStyle.FRAME));
            clients.add(new Client(DeskBench.called("org.headers"), ClientStyle.HEADERS));
            clients.add(new Client(DeskBench.app("org.more"), ClientStyle.FRAME));
        }

        void run() {
            for (int i = 0; i < EVENTS; i++) {
                passTime();
                for (var client : clients) beginAnew(client);
                act();
            }
        }

        void passTime() {
            long wait = switch (random.nextInt(6)) {
                case 0, 1 -> 0;
                case 2 -> random.nextLong(300_000_000L);
                case 3, 4 -> random.nextLong(5 * SECOND);
                default -> random.nextLong(40 * SECOND);
            };
            long until = bench.now() + wait;
            while (bench.desk.deadlineNanos() <= until) {
                long due = bench.desk.deadlineNanos();
                bench.pass(Duration.ofNanos(Math.max(due - bench.now(), 0)));
                note("time");
                check();
            }
            bench.pass(Duration.ofNanos(until - bench.now()));
            check();
        }

        void act() {
            var client = clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(28)) {
                case 0, 1, 2 -> dial(client, Opening.INIT);
                case 3 -> dial(client, client.style == ClientStyle.HEADERS ? Opening.RECONNECT : Opening.INIT);
                case 4 ->
                    client.socket.ifPresent(socket -> {
                        hangUp(client);
                        give("close " + client.app.packageName(), new DeskInput.AppClosed(socket));
                    });
                case 5 -> {
                    var old = new SocketId(random.nextInt(20));
                    if (!open.contains(old)) give("late close", new DeskInput.AppClosed(old));
                }
                case 6, 7, 8 -> start(client);
                case 9, 10 -> stop(client);
                case 11 -> {
                    stop(client);
                    start(client);
                }
                case 12 -> openGlasses();
                case 13 ->
                    glasses.ifPresent(socket -> {
                        open.remove(socket);
                        glasses = Optional.empty();
                        give("glasses gone", new DeskInput.GlassesClosed(socket));
                    });
                case 14, 15, 16 -> playable();
                case 17 -> interrupted();
                case 18, 19 -> glassesSpeak();
                case 20 -> local(client);
                case 21 -> give("start app", new DeskInput.StartApp(client.app));
                case 22 -> rare(client);
                case 23, 24 -> outputSpeaks();
                case 25 -> addOutput(client);
                case 26 -> removeOutput(client);
                default -> openGlasses();
            }
        }

        void outputSpeaks() {
            if (openOutputs.isEmpty()) return;
            var ids = openOutputs.keySet().stream().sorted().toList();
            var id = random.nextInt(5) == 0 ? "ostale" : ids.get(random.nextInt(ids.size()));
            var states = OutputState.values();
            var state = states[random.nextInt(states.length)];
            streamId()
                    .ifPresent(stream -> give(
                            "output " + id + " is " + state,
                            new DeskInput.Media(
                                    stream, new MediaEvent.Output(id, state, "words " + random.nextInt(3)))));
        }

        void addOutput(Client client) {
            long ticket = ++lastTicket;
            tickets.add(ticket);
            give(
                    "add output for " + client.app.packageName(),
                    new DeskInput.AddOutput(
                            ticket,
                            streamId().filter(_ -> random.nextInt(4) > 0).orElse("mnone"),
                            who(client),
                            new RestreamDestination("rtmp://h/a/key" + random.nextInt(16), Optional.empty())));
            if (tickets.contains(ticket)) fail("a wish for an output was not answered");
        }

        void removeOutput(Client client) {
            long ticket = ++lastTicket;
            tickets.add(ticket);
            var id = openOutputs.keySet().stream().sorted().findFirst().orElse("onone");
            give(
                    "remove output " + id + " for " + client.app.packageName(),
                    new DeskInput.RemoveOutput(ticket, streamId().orElse("mnone"), who(client), id));
            if (tickets.contains(ticket)) fail("a wish to remove an output was not answered");
        }

        Optional<String> who(Client client) {
            return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(client.app.packageName());
        }

        void rare(Client client) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    give("stop app", new DeskInput.StopApp(client.app.packageName(), "user_disabled"));
                    client.wants = false;
                }
                case 1 ->
                    give(
                            "permission gone",
                            new DeskInput.AppChanged(
                                    new AppProfile(client.app.packageName(), false, client.app.webhook())));
                case 2 -> give("webhook failed", new DeskInput.WebhookFailed(client.app.packageName(), "refused"));
                default ->
                    streamId().ifPresent(id -> {
                        mediaFlows = false;
                        give("media ended", new DeskInput.Media(id, new MediaEvent.Ended("gone")));
                    });
            }
        }

        void dial(Client client, Opening opening) {
            var socket = bench.socket();
            client.pendingSince = -1;
            client.stopAsked = -1;
            client.stopsOwed = 0;
            client.attached = false;
            client.socket = Optional.of(socket);
            open.add(socket);
            give(
                    "dial " + client.app.packageName(),
                    new DeskInput.AppOpened(socket, client.app, client.style, opening));
        }

        /// A client whose session is no more begins anew on the same socket.
        void beginAnew(Client client) {
            if (client.attached) return;
            client.socket.ifPresent(socket -> give(
                    "init " + client.app.packageName(),
                    new DeskInput.AppOpened(socket, client.app, client.style, Opening.INIT)));
        }

        void hangUp(Client client) {
            client.socket.ifPresent(open::remove);
            client.socket = Optional.empty();
            client.attached = false;
            client.pendingSince = -1;
            client.stopAsked = -1;
            client.stopsOwed = 0;
        }

        void start(Client client) {
            client.socket.filter(_ -> client.attached).ifPresent(socket -> {
                client.wants = true;
                client.pendingSince = bench.now();
                // A start on the heels of a stop answers it, for the newer clients.
                client.stopAsked = -1;
                client.stopsOwed = 0;
                give("start by " + client.app.packageName(), new DeskInput.AppSaid(socket, plain()));
            });
        }

        AppToCloud plain() {
            var limit = random.nextInt(5) == 0 ? StreamConfig.limitedTo(1 + random.nextInt(30)) : StreamConfig.NONE;
            return AppToCloud.ManagedStreamRequest.of(VideoConfig.NONE, AudioConfig.NONE, limit, destinations(), true);
        }

        List<RestreamDestination> destinations() {
            var destinations = new ArrayList<RestreamDestination>();
            for (int i = random.nextInt(4) == 0 ? random.nextInt(6) : 0; i > 0; i--)
                destinations.add(new RestreamDestination(
                        (random.nextInt(8) == 0 ? "ftp" : "rtmp") + "://h/a/key" + random.nextInt(16),
                        Optional.empty()));
            return destinations;
        }

        void stop(Client client) {
            client.socket.filter(_ -> client.attached).ifPresent(socket -> {
                client.wants = false;
                client.streaming = false;
                client.pendingSince = -1;
                if (client.stopAsked < 0) client.stopAsked = bench.now();
                client.stopsOwed++;
                give(
                        "stop by " + client.app.packageName(),
                        new DeskInput.AppSaid(socket, new AppToCloud.ManagedStreamStop()));
                if (client.style == ClientStyle.FRAME && client.stopAsked >= 0) fail("a stop was not answered");
            });
        }

        void local(Client client) {
            client.socket.filter(_ -> client.attached).ifPresent(socket -> {
                client.localAsked = true;
                if (random.nextBoolean())
                    give(
                            "local start by " + client.app.packageName(),
                            new DeskInput.AppSaid(
                                    socket,
                                    new AppToCloud.StreamRequest(
                                            Dialect.STREAM,
                                            "srt://host:1",
                                            VideoConfig.NONE,
                                            AudioConfig.NONE,
                                            StreamConfig.NONE,
                                            true)));
                else
                    give(
                            "local stop by " + client.app.packageName(),
                            new DeskInput.AppSaid(socket, new AppToCloud.StreamStop(Dialect.STREAM, Optional.empty())));
            });
        }

        void openGlasses() {
            glasses.ifPresent(open::remove);
            var socket = bench.socket();
            glasses = Optional.of(socket);
            open.add(socket);
            lastAlive = bench.now();
            give("glasses", new DeskInput.GlassesOpened(socket));
        }

        void playable() {
            if (openStreams.isEmpty() || filming.isEmpty() || !openStreams.contains(filming.get())) return;
            boolean first = !mediaFlows && random.nextBoolean();
            mediaFlows = true;
            give(
                    "playable",
                    new DeskInput.Media(filming.get(), first ? new MediaEvent.Playable() : new MediaEvent.Resumed()));
        }

        void interrupted() {
            if (openStreams.isEmpty()) return;
            mediaFlows = false;
            give("interrupted", new DeskInput.Media(openStreams.iterator().next(), new MediaEvent.Interrupted()));
        }

        void glassesSpeak() {
            glasses.ifPresent(socket -> {
                var states = StreamState.values();
                var state = states[random.nextInt(states.length)];
                var id = switch (random.nextInt(4)) {
                    case 0 -> Optional.<String>empty();
                    case 1 -> Optional.of("mstale");
                    default -> filming;
                };
                var status = id.map(streamId -> GlassesToCloud.StreamStatus.of(streamId, state))
                        .orElseGet(() -> GlassesToCloud.StreamStatus.refusal("camera_busy"));
                give("glasses say " + state + " of " + id, new DeskInput.GlassesSaid(socket, status));
            });
        }

        Optional<String> streamId() {
            return openStreams.stream().findFirst();
        }

        void give(String what, DeskInput input) {
            note(what);
            bench.give(input);
            check();
        }

        void note(String what) {
            history.add(bench.now() / 1_000_000 + " ms: " + what);
            if (history.size() > 40) history.removeFirst();
        }

        // ---- what must hold

        void check() {
            for (var output : bench.look()) {
                history.add("        " + brief(output));
                take(output);
            }
            var view = bench.desk.view();
            if (view.streams().size() > 1) fail("two streams at once");
            if (bench.desk.deadlineNanos() < bench.now()) fail("something due was not done");
            for (var client : clients) {
                if (client.pendingSince >= 0 && bench.now() - client.pendingSince > 25 * SECOND)
                    fail("a start was left without answer: " + client.app.packageName());
                if (client.stopAsked >= 0 && bench.now() - client.stopAsked > SECOND)
                    fail("a stop was left without answer: " + client.app.packageName());
            }
            var running =
                    view.sessions().stream().map(DeskView.Session::packageName).toList();
            for (var stream : view.streams()) {
                if (stream.apps().isEmpty()) fail("a stream that nobody shares");
                if (!running.containsAll(stream.apps())) fail("a share without a session");
                if (stream.kind() == StreamInfo.Kind.MANAGED && !openStreams.contains(stream.streamId()))
                    fail("a managed stream without media");
            }
            for (var stream : view.streams()) {
                if (stream.outputs().size() > OutputView.PER_STREAM) fail("too many outputs");
                for (var output : stream.outputs()) {
                    if (!openOutputs.containsKey(output.outputId())) fail("an output that media does not know");
                    if (output.addedBy().isPresent()
                            && !stream.apps().contains(output.addedBy().get())) fail("an output outlives its app");
                }
            }
            if (openOutputs.size()
                    != view.streams().stream()
                            .mapToInt(stream -> stream.outputs().size())
                            .sum()) fail("outputs open for nobody: " + openOutputs);
            var wanted = view.streams().stream().map(StreamView::streamId).toList();
            if (glasses.isPresent() && filming.isPresent() && !wanted.contains(filming.get()))
                fail("the glasses film " + filming.get() + " for nobody");
            if (!openStreams.isEmpty() && !wanted.containsAll(openStreams)) fail("media open for nobody");
            if (glasses.isPresent() && !wanted.isEmpty() && bench.now() - lastAlive > 15 * SECOND)
                fail("the glasses were not kept alive");
        }

        void take(DeskOutput output) {
            switch (output) {
                case DeskOutput.ToApp(var socket, var packageName, var message) -> {
                    if (!open.contains(socket)) fail("told a closed socket");
                    hear(client(packageName), message);
                }
                case DeskOutput.CloseApp(var socket, var code, var _) -> {
                    if (!open.remove(socket)) fail("closed a closed socket");
                    if (code != 1000 && code != 1008) fail("closed with " + code);
                    for (var client : clients)
                        if (client.socket.filter(socket::equals).isPresent()) hangUp(client);
                }
                case DeskOutput.ToGlasses(var socket, var message) -> {
                    if (glasses.filter(socket::equals).isEmpty()) fail("told glasses that are gone");
                    obey(message);
                }
                case DeskOutput.CloseGlasses(var socket, var _, var _) -> {
                    if (glasses.filter(socket::equals).isPresent()) fail("closed the present glasses");
                }
                case DeskOutput.OpenStream(var names) -> {
                    if (!openStreams.add(names.streamId()) || openStreams.size() > 1) fail("opened twice");
                    mediaFlows = false;
                }
                case DeskOutput.CloseStream(var names) -> {
                    if (!openStreams.remove(names.streamId())) fail("closed what was not open");
                    openOutputs.values().removeIf(names.streamId()::equals);
                }
                case DeskOutput.AddOutput(var streamId, var outputId, var _) -> {
                    if (!openStreams.contains(streamId)) fail("an output of a stream that is not open");
                    if (openOutputs.put(outputId, streamId) != null) fail("an output added twice");
                }
                case DeskOutput.RemoveOutput(var streamId, var outputId) -> {
                    if (!openOutputs.remove(outputId, streamId)) fail("removed an output that was not there");
                }
                case DeskOutput.Answer(var ticket, var _) -> {
                    if (!tickets.remove(ticket)) fail("answered twice, or unasked");
                }
                case DeskOutput.RequestSession _, DeskOutput.RequestStop _, DeskOutput.BecameActive _ -> {}
            }
        }

        void obey(CloudToGlasses message) {
            switch (message) {
                case CloudToGlasses.StartStream start -> {
                    filming = Optional.of(start.streamId());
                    lastAlive = bench.now();
                }
                // As real glasses: whatever runs stops, whichever id is given.
                case CloudToGlasses.StopStream _ -> filming = Optional.empty();
                case CloudToGlasses.KeepStreamAlive _ -> lastAlive = bench.now();
                case CloudToGlasses.ConnectionAck _,
                        CloudToGlasses.Ping _,
                        CloudToGlasses.Pong _,
                        CloudToGlasses.AppStopped _,
                        CloudToGlasses.AppStateChange _,
                        CloudToGlasses.ShowWifiSetup _ -> {}
            }
        }

        void hear(Client client, CloudToApp message) {
            if (message instanceof CloudToApp.ConnectionAck || message instanceof CloudToApp.ReconnectAck)
                client.attached = true;
            if (!(message instanceof CloudToApp.ManagedStreamStatus status)) {
                if (message instanceof CloudToApp.StreamStatus && !client.localAsked) fail("a local status unasked");
                return;
            }
            if (status.outputs().stream().anyMatch(output -> output.url().contains("key"))) fail("a key is told");
            boolean asked = client.wants && (client.pendingSince >= 0 || client.streaming || status.resumed());
            switch (status.state()) {
                case INITIALIZING -> {
                    if (!client.wants) fail("initializing, unasked");
                    if (status.urls().isPresent()) fail("addresses before anything can be watched");
                }
                case ACTIVE -> {
                    if (!client.wants) fail("active, unasked: " + asked);
                    if (status.urls().isEmpty()) fail("active without addresses");
                    if (!mediaFlows) fail("active while nothing flows");
                    client.pendingSince = -1;
                    client.streaming = true;
                }
                case STOPPED, ERROR -> {
                    boolean answer = status.message().isEmpty();
                    if (answer && client.style == ClientStyle.HEADERS && client.pendingSince >= 0)
                        fail("a late stopped fails the next start");
                    if (answer && --client.stopsOwed < 0) fail("a stop answered twice, or unasked");
                    if (!answer && !client.wants) fail("an end of nothing");
                    if (answer && client.stopsOwed == 0) client.stopAsked = -1;
                    if (!answer) client.wants = false;
                    client.pendingSince = -1;
                    client.streaming = false;
                }
                case PREPARING, STOPPING -> fail("unused state");
            }
        }

        Client client(String packageName) {
            return clients.stream()
                    .filter(client -> client.app.packageName().equals(packageName))
                    .findFirst()
                    .orElseThrow();
        }

        static String brief(DeskOutput output) {
            return output instanceof DeskOutput.ToApp(var _, var app, CloudToApp.ManagedStreamStatus status)
                    ? app + " hears " + status.state() + " " + status.streamId() + " " + status.message()
                    : output.toString();
        }

        void fail(String what) {
            throw new AssertionError(what + "\n" + String.join("\n", history));
        }
    }
}
