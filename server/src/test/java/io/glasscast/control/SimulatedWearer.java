package io.glasscast.control;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.ManagedState;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamInfo;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import io.glasscast.control.DeskInput.ClientStyle;
import io.glasscast.control.DeskInput.Opening;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// One wearer's desk, and everybody around it: the apps, the glasses and the media do what they like, and
/// after each event it is looked at whether what was promised to them holds.
final class SimulatedWearer {
    static final int APPS = 10;
    private static final long SECOND = 1_000_000_000L;
    private static final int HISTORY = 120;
    /// An app that the server left is awaited for longer, or called again.
    private static final long RECALL_GRACE = 45 * SECOND;
    /// Glasses that are back may stream still: they are asked before a local stream is begun anew.
    private static final long RETURN = 3 * SECOND;

    final SplittableRandom random;
    final DeskBench bench;
    final List<SimulatedApp> clients = new ArrayList<>();
    final HashSet<SocketId> open = new HashSet<>();
    final HashSet<String> openStreams = new HashSet<>();
    final HashMap<String, String> openOutputs = new HashMap<>();
    final HashSet<Long> tickets = new HashSet<>();
    long lastTicket;
    final ArrayDeque<Object> history = new ArrayDeque<>();
    Optional<SocketId> glasses = Optional.empty();
    /// What the glasses do, whether or not anybody hears of it.
    Optional<String> filming = Optional.empty();
    /// Whether the phone has its glasses.
    boolean reachable;
    boolean mediaFlows;
    long returned;
    long lastAlive = -1;

    SimulatedWearer(long seed, SplittableRandom random) {
        this.random = random;
        bench = new DeskBench(ControlConfig.DEFAULT, seed);
        for (int i = 0; i < APPS; i++) {
            var name = "org.app" + i;
            clients.add(new SimulatedApp(
                    i % 3 == 1 ? DeskBench.called(name) : DeskBench.app(name),
                    i % 3 == 1 ? ClientStyle.HEADERS : ClientStyle.FRAME));
        }
    }

    /// Some are there from the beginning.
    void begin() {
        if (random.nextBoolean()) openGlasses();
        for (var client : clients) {
            if (client.app.webhook().isPresent() && random.nextBoolean())
                give("start app", new DeskInput.StartApp(client.app));
            if (random.nextBoolean()) dial(client, Opening.INIT);
        }
    }

    /// Everything that falls due on the way happens at its own moment, and is looked at.
    void passTo(long until) {
        while (bench.desk.deadlineNanos() <= until) {
            long due = bench.desk.deadlineNanos();
            bench.pass(Duration.ofNanos(Math.max(due - bench.now(), 0)));
            note("time");
            check();
        }
        bench.pass(Duration.ofNanos(until - bench.now()));
        check();
        for (var client : clients) beginAnew(client);
    }

    void act() {
        var called = clients.stream().filter(client -> client.called).toList();
        if (!called.isEmpty() && random.nextInt(4) == 0) {
            dial(called.get(random.nextInt(called.size())), Opening.INIT);
            return;
        }
        // A few apps are liked best, so that they meet.
        var client = clients.get(random.nextInt(random.nextBoolean() ? 3 : APPS));
        switch (random.nextInt(32)) {
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
            case 28 -> phoneTells(false);
            case 29 -> phoneTells(true);
            case 30 -> reboot();
            case 14, 15, 16 -> playable();
            case 17 -> interrupted();
            case 18, 19 -> glassesSpeak();
            case 20, 31 -> local(client);
            case 21 -> give("start app", new DeskInput.StartApp(client.app));
            case 22 -> rare(client);
            case 23, 24 -> outputSpeaks();
            case 25 -> addOutput(client);
            case 26 -> removeOutput(client);
            case 27 -> give("renew", new DeskInput.RenewPlayback(streamId().orElse("mnone")));
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
                        new DeskInput.Media(stream, new MediaEvent.Output(id, state, "words " + random.nextInt(3)))));
    }

    void addOutput(SimulatedApp client) {
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

    void removeOutput(SimulatedApp client) {
        long ticket = ++lastTicket;
        tickets.add(ticket);
        var id = openOutputs.keySet().stream().sorted().findFirst().orElse("onone");
        var who = who(client);
        var owner = bench.desk.view().streams().stream()
                .flatMap(stream -> stream.outputs().stream())
                .filter(output -> output.outputId().equals(id))
                .findFirst();
        give(
                "remove output " + id + " for " + who,
                new DeskInput.RemoveOutput(ticket, streamId().orElse("mnone"), who, id));
        if (tickets.contains(ticket)) fail("a wish to remove an output was not answered");
        boolean foreign =
                owner.isPresent() && who.isPresent() && !owner.get().addedBy().equals(who);
        if (foreign && !openOutputs.containsKey(id)) fail("an output was removed by somebody else");
    }

    Optional<String> who(SimulatedApp client) {
        return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(client.app.packageName());
    }

    void rare(SimulatedApp client) {
        switch (random.nextInt(4)) {
            case 0 -> {
                give("stop app", new DeskInput.StopApp(client.app.packageName(), "user_disabled"));
                client.wants = false;
            }
            case 1 -> {
                give("stop app, and start it", new DeskInput.StopApp(client.app.packageName(), "system_stop"));
                client.wants = false;
                give("start app", new DeskInput.StartApp(client.app));
            }
            case 2 -> give("webhook failed", new DeskInput.WebhookFailed(client.app.packageName(), "refused"));
            default ->
                streamId().ifPresent(id -> {
                    mediaFlows = false;
                    give("media ended", new DeskInput.Media(id, new MediaEvent.Ended("gone")));
                });
        }
    }

    void permission(SimulatedApp client, boolean camera) {
        client.app = new AppProfile(client.app.packageName(), camera, client.app.webhook());
        give("camera " + camera + " for " + client.app.packageName(), new DeskInput.AppChanged(client.app));
    }

    void phoneTells(boolean connected) {
        glasses.ifPresent(socket -> {
            if (connected && !reachable) {
                lastAlive = bench.now();
                returned = bench.now();
            }
            reachable = connected;
            give(
                    "phone says " + connected,
                    new DeskInput.GlassesSaid(
                            socket,
                            new GlassesToCloud.GlassesConnectionState(Optional.empty(), connected, Optional.empty())));
        });
    }

    /// They forget what they did. The media notices when it does.
    void reboot() {
        filming = Optional.empty();
        openGlasses();
    }

    /// The server is killed, and started again: sockets and media are gone, and nothing that was promised.
    /// What fell due meanwhile happens now.
    void kill(Duration down) {
        note("killed, for " + down);
        for (var client : clients) hangUp(client);
        glasses = Optional.empty();
        open.clear();
        openStreams.clear();
        openOutputs.clear();
        mediaFlows = false;
        var before = bench.desk.memory();
        bench.kill(down, clients.stream().map(client -> client.app).toArray(AppProfile[]::new));
        for (var client : clients) {
            client.goneSince = bench.now();
            client.grace = RECALL_GRACE;
        }
        var after = bench.desk.memory();
        if (!after.managed().equals(before.managed())
                || !after.local().equals(before.local())
                || !after.barred().equals(before.barred())
                || after.sessions().size() != before.sessions().size()) fail("forgotten: " + before + ", now " + after);
        bench.pass(Duration.ZERO);
        check();
    }

    void dial(SimulatedApp client, Opening opening) {
        var socket = bench.socket();
        forgetPromises(client);
        client.socket = Optional.of(socket);
        open.add(socket);
        var first = client.called ? Opening.INIT : opening;
        client.called = false;
        give("dial " + client.app.packageName(), new DeskInput.AppOpened(socket, client.app, client.style, first));
    }

    /// A client whose session is no more begins anew on the same socket.
    void beginAnew(SimulatedApp client) {
        if (client.attached) return;
        client.socket.ifPresent(socket -> give(
                "init " + client.app.packageName(),
                new DeskInput.AppOpened(socket, client.app, client.style, Opening.INIT)));
    }

    void hangUp(SimulatedApp client) {
        client.socket.ifPresent(open::remove);
        client.socket = Optional.empty();
        if (client.attached) {
            client.goneSince = bench.now();
            client.grace = SimulatedApp.APP_GRACE;
        }
        forgetPromises(client);
    }

    /// What was owed to a socket is not owed to the next.
    static void forgetPromises(SimulatedApp client) {
        client.attached = false;
        client.pendingSince = -1;
        client.stopAsked = -1;
        client.stopsOwed = 0;
        client.localPendingSince = -1;
        client.localStopsOwed = 0;
    }

    void start(SimulatedApp client) {
        client.socket.filter(_ -> client.attached).ifPresent(socket -> {
            client.wants = true;
            client.pendingSince = bench.now();
            // A start on the heels of a stop answers it, for the newer clients.
            client.stopAsked = -1;
            client.stopsOwed = 0;
            client.refused = Optional.empty();
            var before = bench.desk.view().streams();
            give("start by " + client.app.packageName(), new DeskInput.AppSaid(socket, plain()));
            if (before.stream().anyMatch(stream -> stream.kind() == StreamInfo.Kind.UNMANAGED))
                expectRefusal(client, before);
        });
    }

    /// What runs goes on, and who was refused knows whose it is, or lacks the permission.
    void expectRefusal(SimulatedApp client, List<StreamView> before) {
        var running = before.getFirst();
        if (bench.desk.view().streams().stream()
                .noneMatch(stream -> stream.streamId().equals(running.streamId())))
            fail("a refused start ended what ran");
        if (client.refused.isEmpty()) fail("a start that cannot be granted was not refused");
        if (client.app.camera() && running.apps().stream().noneMatch(client.refused.get()::contains))
            fail("a refusal names nobody: " + client.refused.get());
    }

    AppToCloud plain() {
        var limit = random.nextInt(5) == 0 ? StreamConfig.limitedTo(1 + random.nextInt(30)) : StreamConfig.NONE;
        return AppToCloud.ManagedStreamRequest.of(VideoConfig.NONE, AudioConfig.NONE, limit, destinations(), true);
    }

    List<RestreamDestination> destinations() {
        var destinations = new ArrayList<RestreamDestination>();
        for (int i = random.nextInt(4) == 0 ? random.nextInt(6) : 0; i > 0; i--)
            destinations.add(new RestreamDestination(
                    (random.nextInt(8) == 0 ? "ftp" : "rtmp") + "://h/a/key" + random.nextInt(16), Optional.empty()));
        return destinations;
    }

    void stop(SimulatedApp client) {
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

    void local(SimulatedApp client) {
        client.socket.filter(_ -> client.attached).ifPresent(socket -> {
            var name = client.app.packageName();
            client.refused = Optional.empty();
            if (random.nextInt(3) > 0) {
                var limit = random.nextInt(5) == 0 ? StreamConfig.limitedTo(1 + random.nextInt(30)) : StreamConfig.NONE;
                var before = bench.desk.view().streams();
                client.localOn = true;
                client.localPendingSince = bench.now();
                give(
                        "local start by " + name,
                        new DeskInput.AppSaid(
                                socket,
                                new AppToCloud.StreamRequest(
                                        Dialect.STREAM,
                                        "srt://host:1",
                                        VideoConfig.NONE,
                                        AudioConfig.NONE,
                                        limit,
                                        true)));
                if (before.stream()
                        .anyMatch(stream -> stream.kind() == StreamInfo.Kind.MANAGED
                                || !stream.apps().contains(name))) expectRefusal(client, before);
            } else {
                client.localStopsOwed++;
                client.localPendingSince = -1;
                give(
                        "local stop by " + name,
                        new DeskInput.AppSaid(socket, new AppToCloud.StreamStop(Dialect.STREAM, streamId())));
                if (client.localStopsOwed != 0) fail("a local stop was not answered");
                if (client.localOn) fail("a local stop did not end the stream");
            }
        });
    }

    void openGlasses() {
        glasses.ifPresent(open::remove);
        var socket = bench.socket();
        glasses = Optional.of(socket);
        reachable = true;
        open.add(socket);
        lastAlive = bench.now();
        returned = bench.now();
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
        glasses.filter(_ -> reachable).ifPresent(socket -> {
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
        remember(bench.now() / 1_000_000 + " ms: " + what);
    }

    /// Put into words only when something fails.
    void remember(Object what) {
        history.add(what);
        if (history.size() > HISTORY) history.removeFirst();
    }

    // ---- what must hold

    void check() {
        for (var output : bench.look()) {
            remember(output);
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
            if (client.localPendingSince >= 0 && bench.now() - client.localPendingSince > 25 * SECOND)
                fail("a local start was left without answer: " + client.app.packageName());
        }
        var running =
                view.sessions().stream().map(DeskView.Session::packageName).toList();
        for (var stream : view.streams()) {
            if (stream.apps().isEmpty()) fail("a stream that nobody shares");
            if (!running.containsAll(stream.apps())) fail("a share without a session");
            if (stream.kind() == StreamInfo.Kind.UNMANAGED && stream.apps().size() > 1) fail("two owners");
            for (var name : stream.apps()) {
                var client = client(name);
                if (!client.app.camera()) fail("a share without the permission: " + name);
                if (!client.attached && bench.now() - client.goneSince > client.grace)
                    fail("a share outlives its app: " + name);
            }
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
        boolean heard = glasses.isPresent() && reachable;
        if (heard && filming.isPresent() && !wanted.contains(filming.get()))
            fail("the glasses film " + filming.get() + " for nobody");
        boolean settled = bench.now() - returned > RETURN;
        if (heard && settled && filming.isEmpty() && !wanted.isEmpty() && !mediaFlows)
            fail("the glasses do not film " + wanted);
        if (!openStreams.isEmpty() && !wanted.containsAll(openStreams)) fail("media open for nobody");
        if (heard && !wanted.isEmpty() && bench.now() - lastAlive > 15 * SECOND)
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
                mediaFlows = false;
            }
            case DeskOutput.RenewPlayback(var names) -> {
                if (!openStreams.contains(names.streamId())) fail("renewed what was not open");
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
            // It begins anew, and asked for nothing yet.
            case DeskOutput.RequestSession(var app) -> {
                var client = client(app.packageName());
                client.called = true;
                client.wants = false;
                client.streaming = false;
                endLocal(client);
            }
            case DeskOutput.RequestStop _, DeskOutput.BecameActive _ -> {}
        }
    }

    void obey(CloudToGlasses message) {
        switch (message) {
            case CloudToGlasses.StartStream start -> {
                if (!reachable) fail("a start for a phone without glasses");
                filming = Optional.of(start.streamId());
                lastAlive = bench.now();
            }
            // As real glasses: whatever runs stops, whichever id is given.
            case CloudToGlasses.StopStream _ -> {
                if (!reachable) fail("a stop for a phone without glasses");
                filming = Optional.empty();
            }
            case CloudToGlasses.KeepStreamAlive _ -> lastAlive = bench.now();
            case CloudToGlasses.ConnectionAck _,
                    CloudToGlasses.GetStreamStatus _,
                    CloudToGlasses.Ping _,
                    CloudToGlasses.Pong _,
                    CloudToGlasses.AppStopped _,
                    CloudToGlasses.AppStateChange _,
                    CloudToGlasses.ShowWifiSetup _ -> {}
        }
    }

    void hear(SimulatedApp client, CloudToApp message) {
        if (message instanceof CloudToApp.ConnectionAck || message instanceof CloudToApp.ReconnectAck)
            client.attached = true;
        if (message instanceof CloudToApp.StreamStatus local) hearLocal(client, local);
        if (!(message instanceof CloudToApp.ManagedStreamStatus status)) return;
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
                if (!answer
                        && status.state() == ManagedState.STOPPED
                        && client.pendingSince >= 0
                        && !status.message().equals(Optional.of("The app was stopped")))
                    fail("a start that failed is told as stopped");
                if (status.state() == ManagedState.ERROR) client.refused = status.message();
                if (answer && client.stopsOwed == 0) client.stopAsked = -1;
                if (!answer) client.wants = false;
                client.pendingSince = -1;
                client.streaming = false;
            }
            case PREPARING, STOPPING -> fail("unused state");
        }
    }

    void hearLocal(SimulatedApp client, CloudToApp.StreamStatus status) {
        boolean answer = client.localStopsOwed > 0;
        if (!client.localOn && !answer) fail("a local status of nothing: " + status.state());
        switch (status.state()) {
            case INITIALIZING, CONNECTING, RECONNECTING, DISCONNECTED, STOPPING, RECONNECT_FAILED, RECONNECTED -> {}
            case ACTIVE -> client.localPendingSince = -1;
            case ERROR -> {
                client.refused = status.errorDetails();
                endLocal(client);
            }
            case STOPPED, TIMEOUT -> {
                // Without words it was asked for, by the app or by the wearer.
                if (client.localPendingSince >= 0 && status.errorDetails().isPresent())
                    fail("a local start that failed is told otherwise");
                if (answer) client.localStopsOwed--;
                endLocal(client);
            }
            case STREAMING, UNKNOWN -> fail("a word that clients do not know");
        }
    }

    static void endLocal(SimulatedApp client) {
        client.localOn = false;
        client.localPendingSince = -1;
    }

    SimulatedApp client(String packageName) {
        return clients.stream()
                .filter(client -> client.app.packageName().equals(packageName))
                .findFirst()
                .orElseThrow();
    }

    static String brief(Object what) {
        return switch (what) {
            case DeskOutput.ToApp(var _, var app, CloudToApp.ManagedStreamStatus status) ->
                "        " + app + " hears " + status.state() + " " + status.streamId() + " " + status.message();
            case DeskOutput output -> "        " + output;
            default -> what.toString();
        };
    }

    void fail(String what) {
        throw new AssertionError(
                what + "\n" + history.stream().map(SimulatedWearer::brief).collect(Collectors.joining("\n")));
    }
}
