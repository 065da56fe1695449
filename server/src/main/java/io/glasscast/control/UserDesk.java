package io.glasscast.control;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.Capabilities;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToApp.ConnectionError;
import io.glasscast.contract.CloudToApp.ManagedStreamStatus;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Everything that goes on for one wearer: their glasses, the apps they run, and the camera those share.
///
/// It holds to `docs/protocols/control.md`. Who calls it has proved who a socket belongs to; a message names neither
/// app nor user here, so none can lie about them.
public final class UserDesk implements Machine<DeskInput, DeskOutput> {
    /// Close codes of RFC 6455 §7.4.1 that clients understand.
    private static final int NORMAL = 1000, GOING_AWAY = 1001, POLICY = 1008;

    /// More apps than a wearer can mean to run at once.
    private static final int SESSION_LIMIT = 64;
    /// More apps than a wearer stops between two restarts of the server.
    private static final int BARRED_LIMIT = 256;

    /// How long an app that dials in by itself is awaited after a restart of the server: clients of ours that have
    /// failed for half a minute wait for 37 s before they try again.
    private static final Duration RECALL_PATIENCE = Duration.ofSeconds(45);

    private final String userId;
    private final ControlConfig config;
    private final LinkedHashMap<String, AppSession> sessions = new LinkedHashMap<>();
    private final LinkedHashMap<SocketId, String> sockets = new LinkedHashMap<>();
    private final LinkedHashSet<String> barred = new LinkedHashSet<>();
    private final GlassesLink glasses = new GlassesLink();
    private final Camera camera;

    /// @param epoch the time of day at nanosecond 0
    public UserDesk(String userId, ControlConfig config, StreamUrls urls, Chance chance, Instant epoch) {
        this.userId = userId;
        this.config = config;
        camera = new Camera(userId, config, urls, new NameMint(chance), epoch, new Board());
    }

    @Override
    public void handle(DeskInput input, long nowNanos, Consumer<? super DeskOutput> out) {
        var turn = new Turn(nowNanos, out);
        switch (input) {
            case DeskInput.StartApp(var app) -> startApp(app, turn);
            case DeskInput.StopApp(var packageName, var reason) -> stopApp(packageName, reason, turn);
            case DeskInput.WebhookFailed(var packageName, var _) -> webhookFailed(packageName, turn);
            case DeskInput.AppChanged(var app) -> appChanged(app, turn);
            case DeskInput.AppOpened opened -> appOpened(opened, turn);
            case DeskInput.AppSaid(var socket, var message) -> {
                var session = session(socket);
                if (session.isPresent()) appSaid(session.get(), message, turn);
            }
            case DeskInput.AppClosed(var socket) -> appClosed(socket, turn);
            case DeskInput.GlassesOpened(var socket) -> glassesOpened(socket, turn);
            case DeskInput.GlassesSaid(var socket, var message) -> {
                if (glasses.socket().filter(socket::equals).isPresent()) glassesSaid(message, turn);
            }
            case DeskInput.GlassesClosed(var socket) -> glassesClosed(socket, turn);
            case DeskInput.GlassesStateTold(var state) -> glassesTold(state, turn);
            case DeskInput.AddOutput wish -> camera.addOutput(wish, turn);
            case DeskInput.RemoveOutput wish -> camera.removeOutput(wish, turn);
            case DeskInput.RenewPlayback(var streamId) -> camera.renewPlayback(streamId, turn);
            case DeskInput.Media(var streamId, var event) -> camera.media(streamId, event, turn);
            case DeskInput.Recall(var memory, var apps) -> recall(memory, apps, turn);
            case DeskInput.Close(var why) -> close(why, turn);
        }
        camera.settle(turn);
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super DeskOutput> out) {
        var turn = new Turn(nowNanos, out);
        for (var session : List.copyOf(sessions.values())) {
            session.elapse(turn);
            if (session.claimsNothing(nowNanos)) {
                session.aware();
                camera.abandoned(session.packageName(), turn);
            }
            switch (session.link()) {
                case AppSession.Link.Lost(var until) when nowNanos >= until -> abandoned(session, turn);
                case AppSession.Link.Waiting(var until) when nowNanos >= until -> endSession(session, "error", turn);
                case AppSession.Link.Lost _, AppSession.Link.Waiting _, AppSession.Link.Attached _ -> {}
            }
        }
        if (nowNanos >= glasses.deadlineNanos()) {
            glasses.givenUp();
            camera.glassesGivenUp(turn);
        }
        camera.settle(turn);
        camera.elapse(turn);
    }

    @Override
    public long deadlineNanos() {
        long deadline = Math.min(glasses.deadlineNanos(), camera.deadlineNanos());
        for (var session : sessions.values()) deadline = Math.min(deadline, session.deadlineNanos());
        return deadline;
    }

    /// What must not be forgotten.
    public DeskMemory memory() {
        return camera.memory(
                sessions.values().stream().map(AppSession::memory).toList(), List.copyOf(barred), glasses.owed());
    }

    /// Goes on where the desk was left: everybody who was here may come back, and finds things as they were.
    private void recall(DeskMemory memory, List<AppProfile> apps, Turn turn) {
        barred.addAll(memory.barred());
        memory.owed().forEach(glasses::owe);
        for (var remembered : memory.sessions())
            for (var app : apps)
                if (app.packageName().equals(remembered.packageName())) {
                    var patience = app.webhook().isPresent() ? config.appGrace() : RECALL_PATIENCE;
                    sessions.put(app.packageName(), AppSession.recalled(app, remembered, turn.in(patience)));
                }
        if (memory.equals(DeskMemory.NOTHING)) return;
        glasses.lost(turn.in(config.glassesGrace()));
        camera.recall(memory, turn);
        for (var remembered : memory.sessions()) {
            var session = sessions.get(remembered.packageName());
            if (session == null) camera.abandoned(remembered.packageName(), turn);
            else if (!session.app().camera()) camera.forbidden(session, turn);
        }
    }

    /// A snapshot.
    public DeskView view() {
        var views = new ArrayList<DeskView.Session>();
        for (var session : sessions.values())
            views.add(new DeskView.Session(
                    session.packageName(),
                    switch (session.link()) {
                        case AppSession.Link.Waiting _ -> DeskView.State.WAITING;
                        case AppSession.Link.Attached _ -> DeskView.State.CONNECTED;
                        case AppSession.Link.Lost _ -> DeskView.State.AWAY;
                    }));
        return new DeskView(userId, glasses.isOpen(), List.copyOf(views), camera.views());
    }

    // ---- apps come and go

    private void startApp(AppProfile app, Turn turn) {
        barred.remove(app.packageName());
        var session = sessions.get(app.packageName());
        if (session == null && sessions.size() >= SESSION_LIMIT) return;
        if (session != null) {
            // Who is asked anew begins anew, without the shares of before. Who cannot be asked comes by itself.
            boolean askable = app.webhook().isPresent() && session.link() instanceof AppSession.Link.Lost;
            if (!askable) return;
            camera.abandoned(app.packageName(), turn);
        }
        invite(app, turn);
    }

    private void invite(AppProfile app, Turn turn) {
        boolean called = app.webhook().isPresent();
        long until = called ? turn.in(config.dialInTimeout()) : NEVER;
        sessions.put(app.packageName(), new AppSession(app, new AppSession.Link.Waiting(until), true));
        if (called) turn.emit(new DeskOutput.RequestSession(app));
        command(new CloudToGlasses.AppStateChange(), turn);
    }

    private void stopApp(String packageName, String reason, Turn turn) {
        bar(packageName);
        var session = sessions.get(packageName);
        if (session != null) endSession(session, reason, turn);
    }

    private void bar(String packageName) {
        barred.add(packageName);
        if (barred.size() > BARRED_LIMIT) barred.removeFirst();
    }

    /// Takes everything from an app, tells it, and forgets it.
    private void endSession(AppSession session, String reason, Turn turn) {
        session.flushStopped(turn);
        var packageName = session.packageName();
        camera.stopped(packageName, turn);
        switch (session.link()) {
            case AppSession.Link.Attached(var socket) -> {
                turn.emit(new DeskOutput.ToApp(socket, packageName, new CloudToApp.AppStopped(reason)));
                turn.emit(new DeskOutput.CloseApp(socket, NORMAL, "App stopped"));
                sockets.remove(socket);
            }
            case AppSession.Link.Waiting _, AppSession.Link.Lost _ -> {
                if (session.app().webhook().isPresent()) turn.emit(new DeskOutput.RequestStop(session.app(), reason));
            }
        }
        sessions.remove(packageName);
        command(new CloudToGlasses.AppStopped(packageName, reason), turn);
        command(new CloudToGlasses.AppStateChange(), turn);
    }

    private void webhookFailed(String packageName, Turn turn) {
        var session = sessions.get(packageName);
        // An app may answer its webhook late, or badly, and still dial in: the socket is what counts.
        if (session == null || !(session.link() instanceof AppSession.Link.Waiting)) return;
        camera.abandoned(packageName, turn);
        sessions.remove(packageName);
        command(new CloudToGlasses.AppStopped(packageName, "error"), turn);
        command(new CloudToGlasses.AppStateChange(), turn);
    }

    private void appChanged(AppProfile app, Turn turn) {
        var session = sessions.get(app.packageName());
        if (session == null) return;
        session.changed(app);
        if (!app.camera()) camera.forbidden(session, turn);
    }

    private void appOpened(DeskInput.AppOpened opened, Turn turn) {
        var packageName = opened.app().packageName();
        var session = sessions.get(packageName);
        boolean again = opened.opening() == DeskInput.Opening.RECONNECT;
        if (session == null) {
            if (again) {
                turn.emit(new DeskOutput.ToApp(
                        opened.socket(),
                        packageName,
                        new CloudToApp.ReconnectRejected("SESSION_NOT_FOUND", "Session not found")));
                return;
            }
            if (barred.contains(packageName) || !config.acceptDialOut()) {
                refuse(opened, "APP_NOT_STARTED", "App not started for this session", turn);
                return;
            }
            if (sessions.size() >= SESSION_LIMIT) {
                refuse(opened, "INTERNAL_ERROR", "Too many apps run for this user", turn);
                return;
            }
            session = new AppSession(opened.app(), new AppSession.Link.Waiting(NEVER), false);
            sessions.put(packageName, session);
        }
        attach(session, opened, turn);
        turn.emit(new DeskOutput.ToApp(
                opened.socket(),
                packageName,
                again
                        ? new CloudToApp.ReconnectAck(
                                capabilities(), opened.app().camera())
                        : new CloudToApp.ConnectionAck(
                                capabilities(), opened.app().camera())));
        // A client that says that it continues is told where its stream stands. One that begins may be a new process
        // that never asked, so it hears only what it missed: an `active` unasked for would block its first start.
        var present = again
                ? camera.present(packageName).map(ManagedStreamStatus::asResumed)
                : Optional.<ManagedStreamStatus>empty();
        session.tellMissed(present, turn);
    }

    private void attach(AppSession session, DeskInput.AppOpened opened, Turn turn) {
        var before = session.socket().filter(socket -> !socket.equals(opened.socket()));
        before.ifPresent(socket -> {
            if (session.style() == DeskInput.ClientStyle.HEADERS)
                turn.emit(new DeskOutput.ToApp(socket, session.packageName(), new CloudToApp.AppStopped("replaced")));
            turn.emit(new DeskOutput.CloseApp(socket, NORMAL, "Replaced by a newer connection"));
            sockets.remove(socket);
        });
        boolean news = !(session.link() instanceof AppSession.Link.Attached);
        session.attach(opened.socket(), opened.style(), opened.app(), opened.opening(), turn.in(config.appGrace()));
        sockets.put(opened.socket(), session.packageName());
        if (news) command(new CloudToGlasses.AppStateChange(), turn);
    }

    private void refuse(DeskInput.AppOpened opened, String code, String message, Turn turn) {
        var packageName = opened.app().packageName();
        turn.emit(new DeskOutput.ToApp(opened.socket(), packageName, new ConnectionError(code, message)));
        // Clients of the newer style come again after any close that was not announced.
        if (opened.style() == DeskInput.ClientStyle.HEADERS)
            turn.emit(new DeskOutput.ToApp(opened.socket(), packageName, new CloudToApp.AppStopped("not_started")));
        turn.emit(new DeskOutput.CloseApp(opened.socket(), POLICY, message));
    }

    private void appClosed(SocketId socket, Turn turn) {
        var session = session(socket);
        sockets.remove(socket);
        if (session.isEmpty()) return;
        session.get().dropStopped();
        session.get().link(new AppSession.Link.Lost(turn.in(config.appGrace())));
        command(new CloudToGlasses.AppStateChange(), turn);
    }

    /// An app did not come back in its grace: its shares go, and if the wearer wanted it, it is asked once more. After
    /// a restart it was the server that was away, for longer than clients try: it is asked before its shares go.
    private void abandoned(AppSession session, Turn turn) {
        var packageName = session.packageName();
        if (session.missesUs() && session.revivable()) {
            session.calledAnew();
            session.link(new AppSession.Link.Waiting(turn.in(config.dialInTimeout())));
            turn.emit(new DeskOutput.RequestSession(session.app()));
            return;
        }
        camera.abandoned(packageName, turn);
        sessions.remove(packageName);
        if (session.revivable()) invite(session.app(), turn);
        else command(new CloudToGlasses.AppStateChange(), turn);
    }

    // ---- what apps say

    private static boolean isAboutStreams(AppToCloud message) {
        return switch (message) {
            case AppToCloud.ManagedStreamRequest _,
                    AppToCloud.ManagedStreamStop _,
                    AppToCloud.StreamRequest _,
                    AppToCloud.StreamStop _,
                    AppToCloud.StreamStatusCheck _ -> true;
            case AppToCloud.ConnectionInit _,
                    AppToCloud.Reconnect _,
                    AppToCloud.SubscriptionUpdate _,
                    AppToCloud.OwnershipRelease _,
                    AppToCloud.Ping _ -> false;
        };
    }

    private void appSaid(AppSession session, AppToCloud message, Turn turn) {
        if (isAboutStreams(message)) session.aware();
        switch (message) {
            case AppToCloud.ManagedStreamRequest request -> camera.managedRequest(session, request, turn);
            case AppToCloud.ManagedStreamStop() -> camera.managedStop(session, turn);
            case AppToCloud.StreamRequest request -> camera.localRequest(session, request, turn);
            case AppToCloud.StreamStop stop -> camera.localStop(session, stop, turn);
            case AppToCloud.StreamStatusCheck(var requestId) -> camera.check(session, requestId, turn);
            case AppToCloud.SubscriptionUpdate(var streams) -> session.subscribed(streams);
            case AppToCloud.OwnershipRelease _ -> session.release();
            case AppToCloud.Ping() -> session.tell(new CloudToApp.Pong(), turn);
            // Whoever owns the sockets turns these into AppOpened.
            case AppToCloud.ConnectionInit _, AppToCloud.Reconnect _ -> {}
        }
    }

    // ---- glasses

    private void glassesOpened(SocketId socket, Turn turn) {
        glasses.socket()
                .filter(before -> !before.equals(socket))
                .ifPresent(before ->
                        turn.emit(new DeskOutput.CloseGlasses(before, NORMAL, "Replaced by a newer connection")));
        glasses.opened(socket);
        command(new CloudToGlasses.ConnectionAck(), turn);
        glassesBack(turn);
    }

    private void glassesBack(Turn turn) {
        for (var stop : glasses.payOwed()) command(stop, turn);
        camera.glassesBack(turn);
    }

    private void glassesClosed(SocketId socket, Turn turn) {
        if (glasses.socket().filter(socket::equals).isEmpty()) return;
        glasses.lost(turn.in(config.glassesGrace()));
        camera.glassesLost(turn);
    }

    private void glassesSaid(GlassesToCloud message, Turn turn) {
        switch (message) {
            case GlassesToCloud.ConnectionInit() -> command(new CloudToGlasses.ConnectionAck(), turn);
            case GlassesToCloud.Ping() -> command(new CloudToGlasses.Pong(), turn);
            case GlassesToCloud.Pong() -> {}
            case GlassesToCloud.StreamStatus status -> camera.glassesSaid(status, turn);
            // Nobody here asks, and it tells of no change.
            case GlassesToCloud.StreamSnapshot _ -> {}
            case GlassesToCloud.KeepAliveAck(var streamId, var _) -> camera.acked(streamId, turn);
            case GlassesToCloud.StopApp(var packageName) -> stopApp(packageName, "user_disabled", turn);
            case GlassesToCloud.GlassesConnectionState state -> glassesTold(state, turn);
            // Whoever owns the sockets looks the app up and says StartApp.
            case GlassesToCloud.StartApp _ -> {}
        }
    }

    private void glassesTold(GlassesToCloud.GlassesConnectionState state, Turn turn) {
        switch (glasses.told(state, turn.in(config.glassesGrace()))) {
            case SAME -> {}
            case BACK -> glassesBack(turn);
            case GONE -> camera.glassesLost(turn);
        }
    }

    private void close(String why, Turn turn) {
        camera.end(why, turn);
        for (var session : List.copyOf(sessions.values())) {
            session.flushStopped(turn);
            session.socket().ifPresent(socket -> {
                turn.emit(
                        new DeskOutput.ToApp(socket, session.packageName(), new CloudToApp.AppStopped("system_stop")));
                turn.emit(new DeskOutput.CloseApp(socket, NORMAL, "User session ended"));
            });
        }
        sessions.clear();
        sockets.clear();
        glasses.socket().ifPresent(socket -> {
            turn.emit(new DeskOutput.CloseGlasses(socket, GOING_AWAY, why));
            glasses.gone();
        });
    }

    // ---- who is who

    private void command(CloudToGlasses message, Turn turn) {
        glasses.socket().ifPresent(socket -> turn.emit(new DeskOutput.ToGlasses(socket, message)));
    }

    private Optional<AppSession> session(SocketId socket) {
        var packageName = sockets.get(socket);
        return packageName == null ? Optional.empty() : Optional.ofNullable(sessions.get(packageName));
    }

    private Optional<Capabilities> capabilities() {
        return Optional.of(Capabilities.cameraGlasses(glasses.model().orElse("Mentra Live")));
    }

    /// What streams see of the desk.
    private final class Board implements Switchboard {
        @Override
        public void tell(String packageName, CloudToApp message, Turn turn) {
            var session = sessions.get(packageName);
            if (session != null) session.tell(message, turn);
        }

        @Override
        public void command(CloudToGlasses message, Turn turn) {
            UserDesk.this.command(message, turn);
        }

        @Override
        public GlassesLink glasses() {
            return glasses;
        }
    }
}
