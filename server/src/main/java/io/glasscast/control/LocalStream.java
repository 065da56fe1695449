package io.glasscast.control;

import io.glasscast.contract.AppToCloud.StreamRequest;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.StreamStats;
import io.glasscast.contract.VideoConfig;
import io.glasscast.kernel.Machine;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/// A stream that goes from the glasses straight to its app's own address (the *unmanaged* stream of the SDKs).
/// Nothing of its media passes here: what the glasses say is all there is to know.
final class LocalStream {
    private static final long SECOND = 1_000_000_000L;
    /// Glasses that are told to start while they stream stop first, and say so; that is no end.
    private static final long RESTART_NANOS = 5 * SECOND;
    /// Glasses that are back and still stream say so within this; it is two trips over Wi-Fi and a slow phone.
    private static final long RETURN_NANOS = 3 * SECOND;

    private final String streamId;
    private final String owner;
    private final Dialect dialect;
    private final String url;
    private final VideoConfig video;
    private final AudioConfig audio;
    private final StreamConfig stream;
    private final boolean sound;
    private final ControlConfig config;
    private final Switchboard board;
    private final KeepAlive keepAlive;
    private long createdNanos;
    private StreamState state = StreamState.INITIALIZING;
    private StreamStats reported = StreamStats.NONE;
    private long startUntilNanos;
    private long limitNanos = Machine.NEVER;
    private long restartUntilNanos;
    private long returnUntilNanos = Machine.NEVER;
    private boolean commanded;
    private Optional<CloudToApp.StreamStatus> told = Optional.empty();
    private boolean over;

    LocalStream(
            String streamId,
            String owner,
            StreamRequest request,
            ControlConfig config,
            NameMint mint,
            Switchboard board,
            Turn turn) {
        this.streamId = streamId;
        this.owner = owner;
        this.config = config;
        this.board = board;
        dialect = request.dialect();
        url = request.streamUrl();
        video = request.video();
        audio = request.audio();
        stream = request.stream();
        sound = request.sound();
        keepAlive = new KeepAlive(mint, turn.nowNanos());
        createdNanos = turn.nowNanos();
        startUntilNanos = turn.in(config.startTimeout());
    }

    /// One that ran before the server was killed; the glasses may stream on, for their media never came here.
    LocalStream(
            DeskMemory.Local memory,
            ToLongFunction<Instant> nanosAt,
            ControlConfig config,
            NameMint mint,
            Switchboard board,
            Turn turn) {
        this(memory.streamId(), memory.owner(), memory.request(), config, mint, board, turn);
        createdNanos = nanosAt.applyAsLong(memory.createdAt());
        state = memory.state();
        commanded = true;
        keepAlive.pause();
        startUntilNanos = memory.startUntil().map(nanosAt::applyAsLong).orElse(Machine.NEVER);
        limitNanos = memory.limit().map(nanosAt::applyAsLong).orElse(Machine.NEVER);
    }

    DeskMemory.Local memory(LongFunction<Instant> at) {
        return new DeskMemory.Local(
                streamId,
                owner,
                new StreamRequest(dialect, url, video, audio, stream, sound),
                at.apply(createdNanos),
                state,
                Share.moment(startUntilNanos, at),
                Share.moment(limitNanos, at));
    }

    String streamId() {
        return streamId;
    }

    String owner() {
        return owner;
    }

    StreamState state() {
        return state;
    }

    StreamStats reported() {
        return reported;
    }

    long createdNanos() {
        return createdNanos;
    }

    boolean over() {
        return over;
    }

    /// The address, for its owner.
    String url() {
        return url;
    }

    /// The address without what may be a key, for other apps.
    String publicUrl() {
        return StreamAddress.parse(url).map(StreamAddress::place).orElse("");
    }

    void startGlasses(Turn turn) {
        if (!board.glasses().isOpen()) {
            keepAlive.pause();
            return;
        }
        if (commanded) restartUntilNanos = turn.nowNanos() + RESTART_NANOS;
        commanded = true;
        board.command(
                new CloudToGlasses.StartStream(
                        config.glassesDialect(), streamId, owner, url, video, audio, stream, true, sound),
                turn);
    }

    CloudToGlasses.StopStream stopCommand(Dialect names) {
        return new CloudToGlasses.StopStream(names, streamId, owner);
    }

    /// Says that it has begun.
    void begin(Turn turn) {
        tell(status(StreamState.INITIALIZING), turn);
        startGlasses(turn);
    }

    /// As its owner asked, in the two steps its client expects.
    void stopped(Turn turn) {
        tell(status(StreamState.STOPPING), turn);
        end(StreamState.STOPPED, "", turn);
    }

    /// Ends it without a word.
    void drop() {
        over = true;
    }

    void end(StreamState last, String why, Turn turn) {
        over = true;
        var status = status(last);
        tell(why.isEmpty() ? status : status.withErrorDetails(why), turn);
    }

    /// Ends it, not because its owner asked: a start that was not answered yet has failed.
    void cease(StreamState last, String why, Turn turn) {
        end(pending() ? StreamState.ERROR : last, why, turn);
    }

    /// Whether the glasses have yet to say that they stream.
    private boolean pending() {
        return startUntilNanos != Machine.NEVER;
    }

    /// A refusal, which names no stream, is an answer to a start; what has begun ends by name.
    void glassesSaid(GlassesToCloud.StreamStatus said, Turn turn) {
        keepAlive.heard();
        if (said.streamId().isPresent()) returnUntilNanos = Machine.NEVER;
        if (!said.stats().equals(StreamStats.NONE)) reported = said.stats();
        boolean restarting = turn.nowNanos() < restartUntilNanos;
        boolean ours = said.streamId().isPresent() || pending();
        switch (said.state()) {
            case UNKNOWN -> {}
            case STREAMING, ACTIVE, RECONNECTED -> {
                // A start is answered `active`, whichever word the glasses have for it.
                boolean again = said.state() == StreamState.RECONNECTED && !pending();
                startUntilNanos = Machine.NEVER;
                if (limitNanos == Machine.NEVER && stream.durationLimit().isPresent())
                    limitNanos = turn.nowNanos() + stream.durationLimit().getAsInt() * SECOND;
                forward(said, again ? StreamState.RECONNECTED : StreamState.ACTIVE, turn);
            }
            case INITIALIZING, CONNECTING, RECONNECTING, DISCONNECTED -> forward(said, said.state(), turn);
            case STOPPING -> {
                if (!restarting) forward(said, said.state(), turn);
            }
            case STOPPED -> {
                if (!restarting && said.streamId().isPresent()) cease(StreamState.STOPPED, Complaint.of(said), turn);
            }
            case ERROR -> {
                if (ours) end(StreamState.ERROR, Complaint.of(said), turn);
            }
            case TIMEOUT -> {
                if (ours) cease(StreamState.TIMEOUT, Complaint.of(said), turn);
            }
            case RECONNECT_FAILED -> {
                if (!ours) return;
                forward(said, said.state(), turn);
                // Clients believe in a stream until one of stopped, error and timeout.
                end(StreamState.ERROR, Complaint.of(said), turn);
            }
        }
    }

    private void forward(GlassesToCloud.StreamStatus said, StreamState as, Turn turn) {
        state = as;
        tell(
                new CloudToApp.StreamStatus(
                        dialect,
                        as,
                        streamId,
                        Optional.of(owner),
                        said.errorDetails(),
                        said.stats(),
                        said.resolvedConfig()),
                turn);
    }

    /// What is said twice in a row is forwarded once.
    private void tell(CloudToApp.StreamStatus status, Turn turn) {
        if (told.filter(status::equals).isPresent()) return;
        told = Optional.of(status);
        board.tell(owner, status, turn);
    }

    /// They stream: they answer for nothing else.
    void acked(Turn turn) {
        keepAlive.heard();
        if (returnUntilNanos == Machine.NEVER) return;
        returnUntilNanos = Machine.NEVER;
        state = StreamState.ACTIVE;
        tell(status(state), turn);
    }

    void glassesLost(Turn turn) {
        keepAlive.pause();
        returnUntilNanos = Machine.NEVER;
        state = StreamState.DISCONNECTED;
        tell(status(state).withErrorDetails("The glasses lost their connection; waiting for them to come back"), turn);
    }

    /// The glasses are back. Whether they still stream they alone know, and a start would interrupt it: so they are
    /// asked first, by a keep-alive.
    void glassesBack(Turn turn) {
        keepAlive.resume(turn.nowNanos());
        if (pending()) startGlasses(turn);
        else returnUntilNanos = turn.nowNanos() + RETURN_NANOS;
    }

    void glassesGivenUp(Turn turn) {
        end(StreamState.ERROR, "The glasses did not come back", turn);
    }

    void elapse(Turn turn) {
        if (turn.nowNanos() >= startUntilNanos)
            end(StreamState.ERROR, "The glasses did not start streaming in time", turn);
        else if (turn.nowNanos() >= limitNanos) end(StreamState.STOPPED, "The stream reached its duration limit", turn);
        if (over) return;
        if (turn.nowNanos() >= returnUntilNanos) {
            returnUntilNanos = Machine.NEVER;
            startUntilNanos = turn.in(config.startTimeout());
            startGlasses(turn);
        }
        keepAlive
                .elapse(turn.nowNanos())
                .ifPresent(ackId -> board.command(
                        new CloudToGlasses.KeepStreamAlive(config.glassesDialect(), streamId, ackId), turn));
        if (keepAlive.silent()) end(StreamState.TIMEOUT, "The glasses stopped answering", turn);
    }

    long deadlineNanos() {
        return Math.min(Math.min(keepAlive.deadlineNanos(), returnUntilNanos), Math.min(startUntilNanos, limitNanos));
    }

    private CloudToApp.StreamStatus status(StreamState as) {
        return CloudToApp.StreamStatus.of(dialect, as, streamId).withAppId(owner);
    }
}
