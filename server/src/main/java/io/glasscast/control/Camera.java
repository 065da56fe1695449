package io.glasscast.control;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToApp.ManagedStreamStatus;
import io.glasscast.contract.CloudToApp.StreamStatus;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.ManagedState;
import io.glasscast.contract.StreamInfo;
import io.glasscast.contract.StreamState;
import io.glasscast.kernel.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/// The wearer's camera: the one stream it makes, managed or local, and which apps may have that. Streams end in one
/// place, [#settle], whatever ended them.
final class Camera {
    /// One answer in this time is enough for glasses that stream for nobody.
    private static final long ORPHAN_STOP_NANOS = 2_000_000_000L;

    private static final String NO_CAMERA_MANAGED = "Camera permission required for managed streams";
    private static final String NO_CAMERA_LOCAL = "Camera permission required to start video streams";
    private static final String NO_CAMERA_CHECK = "Camera permission required to check for streams";

    private final String userId;
    private final ControlConfig config;
    private final StreamUrls urls;
    private final NameMint mint;
    private final Instant epoch;
    private final Switchboard board;
    private Optional<ManagedStream> managed = Optional.empty();
    private Optional<LocalStream> local = Optional.empty();
    private long orphanStopNanos = -ORPHAN_STOP_NANOS;

    /// @param epoch the time of day at nanosecond 0
    Camera(String userId, ControlConfig config, StreamUrls urls, NameMint mint, Instant epoch, Switchboard board) {
        this.userId = userId;
        this.config = config;
        this.urls = urls;
        this.mint = mint;
        this.epoch = epoch;
        this.board = board;
    }

    // ---- what apps want

    /// First come, first served: managed streams are shared by whoever asks, a local one is its owner's alone, and
    /// what runs is never touched by what cannot be granted beside it.
    void managedRequest(AppSession session, AppToCloud.ManagedStreamRequest request, Turn turn) {
        session.dropStopped();
        var packageName = session.packageName();
        if (!session.app().camera()) {
            refuseManaged(session, NO_CAMERA_MANAGED, turn);
            session.tell(missingCamera("managed_stream_status", NO_CAMERA_MANAGED), turn);
            return;
        }
        var objection = request.objection();
        if (objection.isPresent()) {
            // What it has goes on: a wish beside it is no reason to end it, and the words say why it counts for
            // nothing.
            present(packageName)
                    .map(status -> status.withMessage(objection.get()))
                    .ifPresentOrElse(
                            status -> session.tell(status, turn), () -> refuseManaged(session, objection.get(), turn));
            return;
        }
        if (managed.isPresent()) {
            managed.get().join(packageName, request, turn);
            return;
        }
        var obstacle = local.map(stream -> "Cannot start managed stream - " + occupied(stream))
                .or(board.glasses()::hindrance);
        if (obstacle.isPresent()) {
            refuseManaged(session, obstacle.get(), turn);
            showWifiSetup(session, turn);
            return;
        }
        var stream = new ManagedStream(mint.managed(), urls, request, config, mint, board, turn);
        managed = Optional.of(stream);
        turn.emit(new DeskOutput.OpenStream(stream.names()));
        stream.join(packageName, request, turn);
        stream.startGlasses(turn);
    }

    /// Its client takes any error for the end of what it may have shared before, so that ends too. The refusal names
    /// no stream: none was made for it.
    private void refuseManaged(AppSession session, String why, Turn turn) {
        shared(session.packageName()).ifPresent(stream -> stream.leave(session.packageName(), turn));
        session.tell(ManagedStreamStatus.of(ManagedState.ERROR).withMessage(why), turn);
    }

    private static String occupied(LocalStream stream) {
        return "unmanaged stream already active: " + stream.owner() + " uses the camera";
    }

    private static String occupied(ManagedStream stream) {
        return "managed stream already active: " + String.join(", ", stream.sharers()) + " share"
                + (stream.sharers().size() == 1 ? "s" : "") + " it";
    }

    void managedStop(AppSession session, Turn turn) {
        var shared = shared(session.packageName());
        shared.ifPresent(stream -> stream.leave(session.packageName(), turn));
        session.tellStopped(shared.map(stream -> stream.names().streamId()), turn);
    }

    void localRequest(AppSession session, AppToCloud.StreamRequest request, Turn turn) {
        session.asked(request.dialect());
        var packageName = session.packageName();
        if (!session.app().camera()) {
            refuseLocal(session, NO_CAMERA_LOCAL, turn);
            session.tell(missingCamera(request.dialect().status(), NO_CAMERA_LOCAL), turn);
            return;
        }
        var obstacle = LocalAddress.objection(request.streamUrl())
                .or(request::objection)
                .or(() -> managed.map(stream -> "Cannot start unmanaged stream - " + occupied(stream)))
                .or(() -> local.filter(stream -> !stream.owner().equals(packageName))
                        .map(stream -> "Cannot start unmanaged stream - " + occupied(stream)))
                .or(board.glasses()::hindrance);
        if (obstacle.isPresent()) {
            refuseLocal(session, obstacle.get(), turn);
            showWifiSetup(session, turn);
            return;
        }
        // The same app again: its client believes that nothing runs. The glasses replace the one by the other.
        var stream = new LocalStream(mint.localStreamId(), packageName, request, config, mint, board, turn);
        local = Optional.of(stream);
        stream.begin(turn);
    }

    /// As [#refuseManaged].
    private void refuseLocal(AppSession session, String why, Turn turn) {
        owned(session.packageName()).ifPresent(LocalStream::drop);
        session.tell(
                StreamStatus.of(session.dialect(), StreamState.ERROR, "")
                        .withAppId(session.packageName())
                        .withErrorDetails(why),
                turn);
    }

    /// An app's own stream ends whichever id it names: its client may still know that of the stream before. A stop of
    /// nothing, or of somebody else's stream, is answered `stopped` and changes nothing.
    void localStop(AppSession session, AppToCloud.StreamStop stop, Turn turn) {
        session.asked(stop.dialect());
        var packageName = session.packageName();
        var own = owned(packageName);
        if (own.isPresent()) {
            own.get().stopped(turn);
            return;
        }
        var streamId = stop.streamId().orElse("");
        var nothing = StreamStatus.of(session.dialect(), StreamState.STOPPED, streamId)
                .withAppId(packageName);
        session.tell(
                localBy(streamId)
                        .map(stream -> nothing.withErrorDetails("App " + packageName + " cannot stop stream " + streamId
                                + " owned by " + stream.owner()))
                        .orElse(nothing),
                turn);
    }

    void addOutput(DeskInput.AddOutput wish, Turn turn) {
        answer(wish.ticket(), wish.streamId(), turn, stream -> stream.addOutput(wish.app(), wish.destination(), turn));
    }

    void removeOutput(DeskInput.RemoveOutput wish, Turn turn) {
        answer(wish.ticket(), wish.streamId(), turn, stream -> stream.removeOutput(wish.app(), wish.outputId(), turn));
    }

    void renewPlayback(String streamId, Turn turn) {
        managedBy(streamId).ifPresent(stream -> stream.renewPlayback(mint.secret(), urls, turn));
    }

    private void answer(long ticket, String streamId, Turn turn, Function<ManagedStream, OutputAnswer> act) {
        var answer =
                managedBy(streamId).map(act).orElseGet(() -> new OutputAnswer.Refused(OutputRefusal.STREAM_NOT_FOUND));
        turn.emit(new DeskOutput.Answer(ticket, answer));
    }

    private void showWifiSetup(AppSession session, Turn turn) {
        if (board.glasses().lacksWifi())
            board.command(new CloudToGlasses.ShowWifiSetup("Streaming needs Wi-Fi", session.packageName()), turn);
    }

    private static CloudToApp.PermissionError missingCamera(String stream, String message) {
        return new CloudToApp.PermissionError(
                message, List.of(new CloudToApp.PermissionError.Detail(stream, "CAMERA", message)));
    }

    // ---- apps go

    /// Without a word: nobody is there to hear it.
    void abandoned(String packageName, Turn turn) {
        managed.ifPresent(stream -> stream.leave(packageName, turn));
        owned(packageName).ifPresent(LocalStream::drop);
    }

    /// The app was stopped.
    void stopped(String packageName, Turn turn) {
        managed.ifPresent(stream -> stream.expel(packageName, ManagedState.STOPPED, "The app was stopped", turn));
        owned(packageName).ifPresent(stream -> stream.stopped(turn));
    }

    /// The app may not use the camera any more.
    void forbidden(AppSession session, Turn turn) {
        var packageName = session.packageName();
        shared(packageName).ifPresent(stream -> {
            stream.expel(packageName, ManagedState.ERROR, NO_CAMERA_MANAGED, turn);
            session.tell(missingCamera("managed_stream_status", NO_CAMERA_MANAGED), turn);
        });
        owned(packageName).ifPresent(stream -> {
            stream.end(StreamState.ERROR, NO_CAMERA_LOCAL, turn);
            session.tell(missingCamera(session.dialect().status(), NO_CAMERA_LOCAL), turn);
        });
    }

    /// Ends whatever runs.
    void end(String why, Turn turn) {
        managed.ifPresent(stream -> stream.end(ManagedState.STOPPED, why, turn));
        local.ifPresent(stream -> stream.cease(StreamState.STOPPED, why, turn));
        settle(turn);
    }

    // ---- glasses and media

    void glassesBack(Turn turn) {
        managed.ifPresent(stream -> stream.glassesBack(turn));
        local.ifPresent(stream -> stream.glassesBack(turn));
    }

    void glassesLost(Turn turn) {
        managed.ifPresent(stream -> stream.glassesLost(turn));
        local.ifPresent(stream -> stream.glassesLost(turn));
    }

    void glassesGivenUp(Turn turn) {
        managed.ifPresent(stream -> stream.glassesGivenUp(turn));
        local.ifPresent(stream -> stream.glassesGivenUp(turn));
    }

    void acked(String streamId, Turn turn) {
        managedBy(streamId).ifPresent(ManagedStream::acked);
        localBy(streamId).ifPresent(stream -> stream.acked(turn));
    }

    /// A status without an id belongs to whatever is wanted of the glasses: refusals never have one. One about a
    /// stream that nobody wants any more is answered with a stop, unless something else runs: glasses stop whatever
    /// they do, whichever id they are given.
    void glassesSaid(GlassesToCloud.StreamStatus status, Turn turn) {
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
        board.command(
                new CloudToGlasses.StopStream(config.glassesDialect(), streamId, CloudToGlasses.MANAGED_STREAM), turn);
    }

    private static boolean streams(StreamState state) {
        return switch (state) {
            case INITIALIZING, CONNECTING, STREAMING, ACTIVE, RECONNECTING, RECONNECTED -> true;
            case ERROR, STOPPED, STOPPING, DISCONNECTED, TIMEOUT, RECONNECT_FAILED, UNKNOWN -> false;
        };
    }

    void media(String streamId, MediaEvent event, Turn turn) {
        managedBy(streamId).ifPresent(stream -> stream.media(event, turn));
    }

    // ---- time

    void elapse(Turn turn) {
        managed.ifPresent(stream -> stream.elapse(turn));
        local.ifPresent(stream -> stream.elapse(turn));
        settle(turn);
    }

    long deadlineNanos() {
        return Math.min(
                managed.map(ManagedStream::deadlineNanos).orElse(Machine.NEVER),
                local.map(LocalStream::deadlineNanos).orElse(Machine.NEVER));
    }

    /// Ends what nobody wants any more: the glasses stop, the media closes.
    void settle(Turn turn) {
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
        if (board.glasses().isOpen()) board.command(stop, turn);
        else board.glasses().owe(stop);
    }

    // ---- what is remembered

    DeskMemory memory(List<DeskMemory.Session> sessions, List<String> barred, List<CloudToGlasses.StopStream> owed) {
        return new DeskMemory(
                sessions,
                barred,
                managed.map(stream -> stream.memory(this::at)),
                local.map(stream -> stream.memory(this::at)),
                owed);
    }

    /// Goes on with what ran before the server was killed.
    void recall(DeskMemory memory, Turn turn) {
        memory.managed().ifPresent(remembered -> {
            var stream = new ManagedStream(remembered, this::nanosAt, urls, config, mint, board, turn);
            managed = Optional.of(stream);
            turn.emit(new DeskOutput.OpenStream(stream.names()));
            stream.recalled(remembered, turn);
        });
        local = memory.local().map(remembered -> new LocalStream(remembered, this::nanosAt, config, mint, board, turn));
    }

    // ---- what is known

    /// What an app that shares the managed stream would be told now.
    Optional<ManagedStreamStatus> present(String packageName) {
        return shared(packageName).map(stream -> stream.statusFor(packageName));
    }

    /// Answers a check.
    void check(AppSession session, Optional<String> requestId, Turn turn) {
        boolean allowed = session.app().camera();
        session.tell(
                new CloudToApp.StreamStatusCheckResponse(requestId, allowed ? info(session) : Optional.empty()), turn);
        if (!allowed) session.tell(missingCamera("stream_status_check", NO_CAMERA_CHECK), turn);
    }

    /// What runs, as this app may know it: another app's address without what may be its key.
    private Optional<StreamInfo> info(AppSession session) {
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

    /// What runs, as the operator may know it.
    List<StreamView> views() {
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
                stream.outputs(),
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
                List.of(),
                stream.reported())));
        return List.copyOf(streams);
    }

    private Optional<ManagedStream> managedBy(String streamId) {
        return managed.filter(stream -> stream.names().streamId().equals(streamId));
    }

    private Optional<ManagedStream> shared(String packageName) {
        return managed.filter(stream -> stream.sharedBy(packageName));
    }

    private Optional<LocalStream> localBy(String streamId) {
        return local.filter(stream -> stream.streamId().equals(streamId));
    }

    private Optional<LocalStream> owned(String packageName) {
        return local.filter(stream -> stream.owner().equals(packageName));
    }

    private Instant at(long nanos) {
        return epoch.plusNanos(nanos);
    }

    private long nanosAt(Instant instant) {
        return Duration.between(epoch, instant).toNanos();
    }
}
