package io.glasscast.sdk;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.CloudToApp.ManagedStreamStatus;
import io.glasscast.contract.CloudToApp.StreamStatus;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.ManagedState;
import io.glasscast.contract.StreamInfo;
import io.glasscast.contract.StreamState;
import io.glasscast.sdk.LivestreamException.Kind;
import io.glasscast.sdk.StreamControl.News;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The camera of the wearer's glasses.
 *
 * <p>A <b>managed</b> stream goes to the cloud, which hands out addresses to watch; any number of apps share it. A
 * <b>local</b> stream goes straight to an address of the app's own; while it runs the camera does nothing else. The app
 * needs the {@code CAMERA} permission for both.
 *
 * <p>Futures fail with {@link LivestreamException}, wrapped as futures do.
 */
public final class Camera {
    private static final Pattern STREAM_URL = Pattern.compile("(rtmps?|srt|https?)://.+");

    private final Executor strand;
    private final StreamControl<ManagedStreamResult> managed;
    private final StreamControl<Optional<String>> local;
    private final Checks checks;
    private final Handlers<LivestreamStatus> managedHandlers;
    private final Handlers<LocalLivestreamStatus> localHandlers;
    /** Names of the streams heard of last. */
    private Optional<String> managedId = Optional.empty();

    private Optional<String> localId = Optional.empty();

    Camera(StreamControl.World world, Strand handlers) {
        this.strand = world.strand();
        this.managed = new StreamControl<>(world, AppToCloud.ManagedStreamStop::new);
        this.local = new StreamControl<>(world, () -> new AppToCloud.StreamStop(Dialect.STREAM, localId));
        this.checks = new Checks(world);
        this.managedHandlers = new Handlers<>(handlers);
        this.localHandlers = new Handlers<>(handlers);
    }

    /**
     * {@link #startLivestream(ManagedStreamOptions)} with no wishes.
     *
     * @return where to watch, complete when it can be watched
     */
    public CompletableFuture<ManagedStreamResult> startLivestream() {
        return startLivestream(ManagedStreamOptions.DEFAULT);
    }

    /**
     * Starts the wearer's managed stream, or joins the one that runs.
     *
     * <p>Whoever cancels the future, or ends it by a limit such as {@code orTimeout}, takes the start back: the cloud is
     * told to stop. (That holds for this very future, not for one derived from it.) A start that was called while a stop
     * waits for its answer begins after that.
     *
     * @param options wishes; of a stream that runs already only the destinations count
     * @return where to watch, complete when it can be watched. Fails with {@code REFUSED} when cloud or glasses say no,
     *     {@code TIMED_OUT} after 30 s (see {@link MiniApp.Builder#startLimit}), {@code ALREADY_STREAMING},
     *     {@code STOPPED} or {@code SESSION_ENDED}
     */
    public CompletableFuture<ManagedStreamResult> startLivestream(ManagedStreamOptions options) {
        var request = AppToCloud.ManagedStreamRequest.of(
                options.video(), options.audio(), options.stream(), options.restreamDestinations(), options.sound());
        var future = new CompletableFuture<ManagedStreamResult>();
        strand.execute(() -> managed.start(request, future));
        return future;
    }

    /**
     * Leaves the managed stream; the last app to leave ends it. A start that is under way fails with {@code STOPPED}.
     *
     * @return complete when the cloud confirms, also when nothing ran; {@code TIMED_OUT} when it does not within 5 s
     */
    public CompletableFuture<Void> stopLivestream() {
        var future = new CompletableFuture<Void>();
        strand.execute(() -> managed.stop(future));
        return future;
    }

    /**
     * Hears every status of the managed stream, in order; those that came before are not repeated.
     *
     * @param handler called on the session's thread for handlers
     * @return closed to hear no more
     */
    public Subscription onLivestreamStatus(Consumer<? super LivestreamStatus> handler) {
        return managedHandlers.add(handler);
    }

    /**
     * Has the glasses send straight to an address.
     *
     * @param options the address, and wishes
     * @return the stream's name, complete when the glasses say that they stream; what the receiver gets is the
     *     receiver's to see. Fails like {@link #startLivestream(ManagedStreamOptions)}, and with {@code INVALID} when the
     *     address begins with none of {@code srt://}, {@code rtmp://}, {@code rtmps://}, {@code https://}, {@code http://}
     */
    public CompletableFuture<Optional<String>> startLocalLivestream(StreamOptions options) {
        var future = new CompletableFuture<Optional<String>>();
        if (!STREAM_URL.matcher(options.streamUrl()).matches()) {
            future.completeExceptionally(new LivestreamException(
                    Kind.INVALID,
                    "Invalid stream URL: must start with rtmp://, rtmps://, srt://, https://, or http://"));
            return future;
        }
        var request = new AppToCloud.StreamRequest(
                Dialect.STREAM,
                options.streamUrl(),
                options.video(),
                options.audio(),
                options.stream(),
                options.sound());
        strand.execute(() -> local.start(request, future));
        return future;
    }

    /**
     * Ends the local stream.
     *
     * @return answered like {@link #stopLivestream()}
     */
    public CompletableFuture<Void> stopLocalLivestream() {
        var future = new CompletableFuture<Void>();
        strand.execute(() -> local.stop(future));
        return future;
    }

    /**
     * Hears every status of the local stream, in order; those that came before are not repeated.
     *
     * @param handler called on the session's thread for handlers
     * @return closed to hear no more
     */
    public Subscription onLocalLivestreamStatus(Consumer<? super LocalLivestreamStatus> handler) {
        return localHandlers.add(handler);
    }

    /**
     * Asks what runs for the wearer, whichever app started it.
     *
     * @return the stream, if there is one; fails with {@code TIMED_OUT} after 5 s, or {@code SESSION_ENDED}
     */
    public CompletableFuture<ExistingStream> checkExistingStream() {
        var future = new CompletableFuture<ExistingStream>();
        strand.execute(() -> checks.ask(future));
        return future;
    }

    /** The connection stands, for the first time or again. */
    void connected(boolean again) {
        managed.connected();
        local.connected();
        checks.connected();
        // A cloud that was restarted, or did not wait for us, has no stream of ours and will not say so by itself.
        if (again && (managed.isLive() || local.isLive())) {
            var answer = new CompletableFuture<ExistingStream>();
            checks.ask(answer);
            var unused = answer.thenAccept(found -> strand.execute(() -> compare(found.streamInfo())));
        }
    }

    private void compare(Optional<StreamInfo> found) {
        if (!is(StreamInfo.Kind.MANAGED, managedId, found) && managed.isGone())
            managedHandlers.tell(new LivestreamStatus(
                    ManagedStreamStatus.of(ManagedState.STOPPED).withMessage("Ended while the connection was away."),
                    ""));
        if (!is(StreamInfo.Kind.UNMANAGED, localId, found) && local.isGone())
            localHandlers.tell(new LocalLivestreamStatus(
                    StreamStatus.of(Dialect.STREAM, StreamState.STOPPED, localId.orElse("")), ""));
    }

    private static boolean is(StreamInfo.Kind kind, Optional<String> streamId, Optional<StreamInfo> found) {
        return found.filter(stream -> stream.kind() == kind)
                .filter(stream -> streamId.map(stream.streamId()::equals).orElse(true))
                .isPresent();
    }

    void heard(ManagedStreamStatus status, String raw) {
        if (status.streamId().isPresent()) managedId = status.streamId();
        managedHandlers.tell(new LivestreamStatus(status, raw));
        managed.hear(news(status));
    }

    void heard(StreamStatus status, String raw) {
        if (!status.streamId().isEmpty()) localId = Optional.of(status.streamId());
        localHandlers.tell(new LocalLivestreamStatus(status, raw));
        local.hear(news(status));
    }

    void answered(Optional<String> requestId, Optional<StreamInfo> stream) {
        checks.answered(requestId, stream);
    }

    /** What ends the streams of this session, before the connection goes. */
    List<AppToCloud> lastWords() {
        var words = new ArrayList<AppToCloud>();
        if (managed.isEngaged()) words.add(new AppToCloud.ManagedStreamStop());
        if (local.isEngaged()) words.add(new AppToCloud.StreamStop(Dialect.STREAM, localId));
        return words;
    }

    void over(String reason) {
        managed.over(reason);
        local.over(reason);
        checks.over(reason);
    }

    /** An {@code active} without addresses is not there yet, as the cloud's clients have always read it. */
    private static News<ManagedStreamResult> news(ManagedStreamStatus status) {
        var words = status.message().filter(text -> !text.isEmpty());
        return switch (status.state()) {
            case INITIALIZING, PREPARING -> new News.Underway<>();
            case ACTIVE ->
                status.urls()
                        .<News<ManagedStreamResult>>map(urls -> new News.Live<>(
                                ManagedStreamResult.of(urls, status.streamId().orElse(""))))
                        .orElseGet(News.Underway::new);
            case STOPPING -> new News.Chatter<>();
            case STOPPED -> new News.Ended<>(words.orElse("The stream was stopped."));
            case ERROR ->
                new News.Failed<>(
                        words.orElse("Managed stream failed"), status.streamId().isPresent());
        };
    }

    private static News<Optional<String>> news(StreamStatus status) {
        var words = status.errorDetails();
        return switch (status.state()) {
            case INITIALIZING, CONNECTING -> new News.Underway<>();
            case STREAMING, ACTIVE, RECONNECTED ->
                new News.Live<>(Optional.of(status.streamId()).filter(id -> !id.isEmpty()));
            case RECONNECTING, DISCONNECTED, STOPPING, UNKNOWN -> new News.Chatter<>();
            case STOPPED -> new News.Ended<>(words.orElse("The stream was stopped."));
            case ERROR, TIMEOUT, RECONNECT_FAILED ->
                new News.Failed<>(
                        words.orElse("Stream failed"), !status.streamId().isEmpty());
        };
    }
}
