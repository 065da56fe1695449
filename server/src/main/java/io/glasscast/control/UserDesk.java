package io.glasscast.control;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.Capabilities;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToApp.ConnectionError;
import io.glasscast.contract.CloudToApp.ManagedStreamStatus;
import io.glasscast.contract.CloudToApp.StreamStatus;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.ManagedState;
import io.glasscast.contract.StreamInfo;
import io.glasscast.contract.StreamState;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Everything that goes on for one wearer: their glasses, the apps they run, and the one stream those have.
///
/// It holds to `docs/protocols/control.md`. Who calls it has proved who a socket belongs to; a message names neither
/// app nor user here, so none can lie about them. Streams end in one place, [#settle], whatever ended them.
public final class UserDesk implements Machine<DeskInput, DeskOutput> {
    /// Close codes of RFC 6455 §7.4.1 that clients understand.
    private static final int NORMAL = 1000, GOING_AWAY = 1001, POLICY = 1008;

    /// More apps than a wearer can mean to run at once.
    private static final int SESSION_LIMIT = 64;
    /// More apps than a wearer stops between two restarts of the server.
    private static final int BARRED_LIMIT = 256;
    /// One answer in this time is enough for glasses that stream for nobody.
    private static final long ORPHAN_STOP_NANOS = 2_000_000_000L;

    private static final String NO_CAMERA_MANAGED = "Camera permission required for managed streams";
    private static final String NO_CAMERA_LOCAL = "Camera permission required to start video streams";

    private final String userId;
    private final ControlConfig config;
    private final StreamUrls urls;
    private final NameMint mint;
    private final Instant epoch;
    private final LinkedHashMap<String, AppSession> sessions = new LinkedHashMap<>();
    private final LinkedHashMap<SocketId, String> sockets = new LinkedHashMap<>();
    private final LinkedHashSet<String> barred = new LinkedHashSet<>();
    private final GlassesLink glasses = new GlassesLink();
    private final Switchboard board = new Board();
    private Optional<ManagedStream> managed = Optional.empty();
    private Optional<LocalStream> local = Optional.empty();
    private long orphanStopNanos = -ORPHAN_STOP_NANOS;

    /// @param epoch the time of day at nanosecond 0
    public UserDesk(String userId, ControlConfig config, StreamUrls urls, Chance chance, Instant epoch) {
        this.userId = userId;
        this.config = config;
        this.urls = urls;
        this.epoch = epoch;
        mint = new NameMint(chance);
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
            case DeskInput.Media(var streamId, var event) -> media(streamId, event, turn);
            case DeskInput.Close(var why) -> close(why, turn);
        }
        settle(turn);
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super DeskOutput> out) {
        var turn = new Turn(nowNanos, out);
        for (var session : List.copyOf(sessions.values())) {
            session.elapse(turn);
            switch (session.link()) {
                case AppSession.Link.Lost(var until) when nowNanos >= until -> abandoned(session, turn);
                case AppSession.Link.Waiting(var until) when nowNanos >= until -> endSession(session, "error", turn);
                case AppSession.Link.Lost _, AppSession.Link.Waiting _, AppSession.Link.Attached _ -> {}
            }
        }
        if (nowNanos >= glasses.deadlineNanos()) {
            glasses.givenUp();
            managed.ifPresent(stream -> stream.glassesGivenUp(turn));
            local.ifPresent(stream -> stream.glassesGivenUp(turn));
        }
        settle(turn);
        managed.ifPresent(stream -> stream.elapse(turn));
        local.ifPresent(stream -> stream.elapse(turn));
        settle(turn);
    }

    @Override
    public long deadlineNanos() {
        long deadline = glasses.deadlineNanos();
        for (var session : sessions.values()) deadline = Math.min(deadline, session.deadlineNanos());
        if (managed.isPresent()) deadline = Math.min(deadline, managed.get().deadlineNanos());
        if (local.isPresent()) deadline = Math.min(deadline, local.get().deadlineNanos());
        return deadline;
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
        var streams = new ArrayList<StreamView>();
        managed.ifPresent(stream -> streams.add(new StreamView(
                stream.names().streamId(),
                userId,
                StreamInfo.Kind.MANAGED,
                stream.state().word(),
                at(stream.createdNanos()),
                stream.sharers(),
                Optional.of(stream.names()),
                stream.urls(),
                stream.reported())));
        local.ifPresent(stream -> streams.add(new StreamView(
                stream.streamId(),
                userId,
                StreamInfo.Kind.UNMANAGED,
                stream.state().word(),
                at(stream.createdNanos()),
                List.of(stream.owner()),
                Optional.empty(),
                Optional.empty(),
                stream.reported())));
        return new DeskView(userId, glasses.isOpen(), List.copyOf(views), List.copyOf(streams));
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
            takeShares(app.packageName());
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
        managed.ifPresent(stream -> stream.expel(packageName, ManagedState.STOPPED, "The app was stopped", turn));
        owned(packageName).ifPresent(stream -> stream.stopped(turn));
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
        sessions.remove(packageName);
        command(new CloudToGlasses.AppStopped(packageName, "error"), turn);
        command(new CloudToGlasses.AppStateChange(), turn);
    }

    private void appChanged(AppProfile app, Turn turn) {
        var session = sessions.get(app.packageName());
        if (session == null) return;
        session.changed(app);
        if (app.camera()) return;
        managed.filter(stream -> stream.sharedBy(app.packageName())).ifPresent(stream -> {
            stream.expel(app.packageName(), ManagedState.ERROR, NO_CAMERA_MANAGED, turn);
            session.tell(missingCamera("managed_stream_status", NO_CAMERA_MANAGED), turn);
        });
        owned(app.packageName()).ifPresent(stream -> {
            stream.end(StreamState.ERROR, NO_CAMERA_LOCAL, turn);
            session.tell(missingCamera(session.dialect().status(), NO_CAMERA_LOCAL), turn);
        });
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
                again ? new CloudToApp.ReconnectAck(capabilities()) : new CloudToApp.ConnectionAck(capabilities())));
        // A client that says that it continues is told where its stream stands. One that begins may be a new process
        // that never asked, so it hears only what it missed: an `active` unasked for would block its first start.
        var present = managed.filter(stream -> again && stream.sharedBy(packageName))
                .map(stream -> stream.statusFor(packageName).asResumed());
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
        session.attach(opened.socket(), opened.style(), opened.app());
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

    /// An app did not come back in its grace: its shares go, and if the wearer wanted it, it is asked once more.
    private void abandoned(AppSession session, Turn turn) {
        var packageName = session.packageName();
        takeShares(packageName);
        sessions.remove(packageName);
        if (session.revivable()) invite(session.app(), turn);
        else command(new CloudToGlasses.AppStateChange(), turn);
    }

    /// Without a word: nobody is there to hear it.
    private void takeShares(String packageName) {
        managed.ifPresent(stream -> stream.leave(packageName));
        owned(packageName).ifPresent(LocalStream::drop);
    }

    // ---- what apps say

    private void appSaid(AppSession session, AppToCloud message, Turn turn) {
        switch (message) {
            case AppToCloud.ManagedStreamRequest request -> managedRequest(session, request, turn);
            case AppToCloud.ManagedStreamStop() -> managedStop(session, turn);
            case AppToCloud.StreamRequest request -> localRequest(session, request, turn);
            case AppToCloud.StreamStop stop -> localStop(session, stop, turn);
            case AppToCloud.StreamStatusCheck(var requestId) ->
                session.tell(new CloudToApp.StreamStatusCheckResponse(requestId, streamInfo(session)), turn);
            case AppToCloud.SubscriptionUpdate(var streams) -> session.subscribed(streams);
            case AppToCloud.OwnershipRelease _ -> session.release();
            case AppToCloud.Ping() -> session.tell(new CloudToApp.Pong(), turn);
            // Whoever owns the sockets turns these into AppOpened.
            case AppToCloud.ConnectionInit _, AppToCloud.Reconnect _ -> {}
        }
    }

    private void managedRequest(AppSession session, AppToCloud.ManagedStreamRequest request, Turn turn) {
        session.dropStopped();
        if (!session.app().camera()) {
            session.tell(ManagedStreamStatus.of(ManagedState.ERROR).withMessage(NO_CAMERA_MANAGED), turn);
            session.tell(missingCamera("managed_stream_status", NO_CAMERA_MANAGED), turn);
            return;
        }
        if (managed.isPresent()) {
            managed.get().join(session.packageName(), request, turn);
            return;
        }
        var objection = local.map(stream -> "Cannot start managed stream - unmanaged stream already active")
                .or(glasses::hindrance);
        if (objection.isPresent()) {
            session.tell(ManagedStreamStatus.of(ManagedState.ERROR).withMessage(objection.get()), turn);
            showWifiSetup(session, turn);
            return;
        }
        var stream = new ManagedStream(mint.managed(), urls, request, config, mint, board, turn);
        managed = Optional.of(stream);
        turn.emit(new DeskOutput.OpenStream(stream.names()));
        stream.join(session.packageName(), request, turn);
        stream.startGlasses(turn);
    }

    private void managedStop(AppSession session, Turn turn) {
        var shared = managed.filter(stream -> stream.sharedBy(session.packageName()));
        shared.ifPresent(stream -> stream.leave(session.packageName()));
        session.tellStopped(shared.map(stream -> stream.names().streamId()), turn);
    }

    private void localRequest(AppSession session, AppToCloud.StreamRequest request, Turn turn) {
        session.asked(request.dialect());
        var packageName = session.packageName();
        if (!session.app().camera()) {
            session.tell(refusal(session, NO_CAMERA_LOCAL), turn);
            session.tell(missingCamera(request.dialect().status(), NO_CAMERA_LOCAL), turn);
            return;
        }
        var objection = LocalStream.objection(request.streamUrl())
                .or(() -> managed.map(_ -> "Cannot start unmanaged stream - managed stream already active"))
                .or(() -> local.filter(stream -> !stream.owner().equals(packageName))
                        .map(stream -> "Cannot start unmanaged stream - " + stream.owner() + " uses the camera"))
                .or(glasses::hindrance);
        if (objection.isPresent()) {
            session.tell(refusal(session, objection.get()), turn);
            showWifiSetup(session, turn);
            return;
        }
        // The same app again: its client believes that nothing runs. The glasses replace the one by the other.
        var stream = new LocalStream(mint.localStreamId(), packageName, request, config, mint, board, turn);
        local = Optional.of(stream);
        session.tell(
                StreamStatus.of(session.dialect(), StreamState.INITIALIZING, stream.streamId())
                        .withAppId(packageName),
                turn);
        stream.startGlasses(turn);
    }

    private void localStop(AppSession session, AppToCloud.StreamStop stop, Turn turn) {
        session.asked(stop.dialect());
        var own = owned(session.packageName());
        if (own.isPresent()) own.get().stopped(turn);
        else
            session.tell(
                    StreamStatus.of(
                                    session.dialect(),
                                    StreamState.STOPPED,
                                    stop.streamId().orElse(""))
                            .withAppId(session.packageName()),
                    turn);
    }

    private void showWifiSetup(AppSession session, Turn turn) {
        if (glasses.lacksWifi())
            command(new CloudToGlasses.ShowWifiSetup("Streaming needs Wi-Fi", session.packageName()), turn);
    }

    private StreamStatus refusal(AppSession session, String why) {
        return StreamStatus.of(session.dialect(), StreamState.ERROR, "")
                .withAppId(session.packageName())
                .withErrorDetails(why);
    }

    private static CloudToApp.PermissionError missingCamera(String stream, String message) {
        return new CloudToApp.PermissionError(
                message, List.of(new CloudToApp.PermissionError.Detail(stream, "CAMERA", message)));
    }

    /// What runs, as this app may know it: nothing without the camera permission, and another app's address without
    /// what may be its key.
    private Optional<StreamInfo> streamInfo(AppSession session) {
        if (!session.app().camera()) return Optional.empty();
        if (managed.isPresent()) {
            var stream = managed.get();
            return Optional.of(new StreamInfo(
                    StreamInfo.Kind.MANAGED,
                    stream.names().streamId(),
                    stream.state().word(),
                    at(stream.createdNanos()),
                    stream.urls(),
                    OptionalInt.of(stream.sharers().size()),
                    Optional.empty(),
                    Optional.empty()));
        }
        return local.map(stream -> new StreamInfo(
                StreamInfo.Kind.UNMANAGED,
                stream.streamId(),
                stream.state().word(),
                at(stream.createdNanos()),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.of(stream.owner().equals(session.packageName()) ? stream.url() : stream.publicUrl()),
                Optional.of(stream.owner())));
    }

    // ---- glasses

    private void glassesOpened(SocketId socket, Turn turn) {
        glasses.socket()
                .filter(before -> !before.equals(socket))
                .ifPresent(before ->
                        turn.emit(new DeskOutput.CloseGlasses(before, NORMAL, "Replaced by a newer connection")));
        glasses.opened(socket);
        command(new CloudToGlasses.ConnectionAck(), turn);
        for (var stop : glasses.payOwed()) command(stop, turn);
        managed.ifPresent(stream -> stream.glassesBack(turn));
        local.ifPresent(stream -> stream.glassesBack(turn));
    }

    private void glassesClosed(SocketId socket, Turn turn) {
        if (glasses.socket().filter(socket::equals).isEmpty()) return;
        glasses.lost(turn.in(config.glassesGrace()));
        managed.ifPresent(stream -> stream.glassesLost(turn));
        local.ifPresent(stream -> stream.glassesLost(turn));
    }

    private void glassesSaid(GlassesToCloud message, Turn turn) {
        switch (message) {
            case GlassesToCloud.ConnectionInit() -> command(new CloudToGlasses.ConnectionAck(), turn);
            case GlassesToCloud.Ping() -> command(new CloudToGlasses.Pong(), turn);
            case GlassesToCloud.Pong() -> {}
            case GlassesToCloud.StreamStatus status -> glassesStatus(status, turn);
            case GlassesToCloud.KeepAliveAck(var streamId, var _) -> {
                managedBy(streamId).ifPresent(ManagedStream::acked);
                localBy(streamId).ifPresent(LocalStream::acked);
            }
            case GlassesToCloud.StopApp(var packageName) -> stopApp(packageName, "user_disabled", turn);
            case GlassesToCloud.GlassesConnectionState state -> glassesTold(state, turn);
            // Whoever owns the sockets looks the app up and says StartApp.
            case GlassesToCloud.StartApp _ -> {}
        }
    }

    private void glassesTold(GlassesToCloud.GlassesConnectionState state, Turn turn) {
        if (!glasses.told(state)) return;
        managed.ifPresent(stream -> stream.glassesBack(turn));
        local.ifPresent(stream -> stream.glassesBack(turn));
    }

    /// A status without an id belongs to whatever is wanted of the glasses: refusals never have one. One about a
    /// stream that nobody wants any more is answered with a stop, unless something else runs: glasses stop whatever
    /// they do, whichever id they are given.
    private void glassesStatus(GlassesToCloud.StreamStatus status, Turn turn) {
        // The answer to a stop of nothing; every end sends such a stop.
        if (status.errorDetails().filter("not_streaming"::equals).isPresent()) return;
        if (status.streamId().isEmpty()) {
            managed.ifPresent(stream -> stream.glassesSaid(status, turn));
            local.ifPresent(stream -> stream.glassesSaid(status, turn));
            return;
        }
        var streamId = status.streamId().get();
        managedBy(streamId).ifPresent(stream -> stream.glassesSaid(status, turn));
        localBy(streamId).ifPresent(stream -> stream.glassesSaid(status, turn));
        if (managed.isEmpty() && local.isEmpty() && streams(status.state())) stopOrphan(streamId, turn);
    }

    private void stopOrphan(String streamId, Turn turn) {
        if (turn.nowNanos() - orphanStopNanos < ORPHAN_STOP_NANOS) return;
        orphanStopNanos = turn.nowNanos();
        command(new CloudToGlasses.StopStream(config.glassesDialect(), streamId, CloudToGlasses.MANAGED_STREAM), turn);
    }

    private static boolean streams(StreamState state) {
        return switch (state) {
            case INITIALIZING, CONNECTING, STREAMING, ACTIVE, RECONNECTING, RECONNECTED -> true;
            case ERROR, STOPPED, STOPPING, DISCONNECTED, TIMEOUT, RECONNECT_FAILED, UNKNOWN -> false;
        };
    }

    // ---- streams

    private void media(String streamId, MediaEvent event, Turn turn) {
        managedBy(streamId).ifPresent(stream -> stream.media(event, turn));
    }

    /// Ends what nobody wants any more: the glasses stop, the media closes.
    private void settle(Turn turn) {
        managed.filter(ManagedStream::over).ifPresent(stream -> {
            managed = Optional.empty();
            stopGlasses(stream.stopCommand(config.glassesDialect()), turn);
            turn.emit(new DeskOutput.CloseStream(stream.names()));
        });
        local.filter(LocalStream::over).ifPresent(stream -> {
            local = Optional.empty();
            stopGlasses(stream.stopCommand(config.glassesDialect()), turn);
        });
    }

    private void stopGlasses(CloudToGlasses.StopStream stop, Turn turn) {
        if (glasses.isOpen()) command(stop, turn);
        else glasses.owe(stop);
    }

    private void close(String why, Turn turn) {
        managed.ifPresent(stream -> stream.end(ManagedState.STOPPED, why, turn));
        local.ifPresent(stream -> stream.end(StreamState.STOPPED, why, turn));
        settle(turn);
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
            glasses.givenUp();
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

    private Optional<ManagedStream> managedBy(String streamId) {
        return managed.filter(stream -> stream.names().streamId().equals(streamId));
    }

    private Optional<LocalStream> localBy(String streamId) {
        return local.filter(stream -> stream.streamId().equals(streamId));
    }

    private Optional<LocalStream> owned(String packageName) {
        return local.filter(stream -> stream.owner().equals(packageName));
    }

    private Optional<Capabilities> capabilities() {
        return Optional.of(Capabilities.cameraGlasses(glasses.model().orElse("Mentra Live")));
    }

    private Instant at(long nanos) {
        return epoch.plusNanos(nanos);
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
