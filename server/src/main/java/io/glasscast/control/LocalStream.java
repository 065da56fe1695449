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
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// A stream that goes from the glasses straight to its app's own address (the *unmanaged* stream of the SDKs).
/// Nothing of its media passes here: what the glasses say is all there is to know.
final class LocalStream {
    private static final long SECOND = 1_000_000_000L;
    /// Glasses that are told to start while they stream stop first, and say so; that is no end.
    private static final long RESTART_NANOS = 5 * SECOND;
    /// As much as any HTTP server takes; it must fit into one frame with room to spare.
    private static final int URL_LIMIT = 2048;

    private static final Set<String> SCHEMES = Set.of("rtmp", "rtmps", "srt", "https", "http");

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
    private final long createdNanos;
    private StreamState state = StreamState.INITIALIZING;
    private StreamStats reported = StreamStats.NONE;
    private long startUntilNanos;
    private long limitNanos = Machine.NEVER;
    private long restartUntilNanos;
    private boolean commanded;
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
        video = ConfigLimits.clamp(request.video());
        audio = ConfigLimits.clamp(request.audio());
        stream = ConfigLimits.clamp(request.stream());
        sound = request.sound();
        keepAlive = new KeepAlive(mint, turn.nowNanos());
        createdNanos = turn.nowNanos();
        startUntilNanos = turn.in(config.startTimeout());
    }

    /// Why glasses cannot stream to `url`, in words; empty when they can.
    static Optional<String> objection(String url) {
        if (url.isEmpty()) return Optional.of("Invalid stream URL: streamUrl is required");
        int colon = url.indexOf("://");
        if (url.length() > URL_LIMIT || colon < 0 || !SCHEMES.contains(url.substring(0, colon)))
            return Optional.of("Invalid stream URL: must start with rtmp://, rtmps://, srt://, https://, or http://");
        return Optional.empty();
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
        try {
            var uri = URI.create(url);
            if (uri.getHost() != null)
                return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        } catch (IllegalArgumentException _) {
            // Not an address that Java can take apart; the scheme must do.
        }
        return url.substring(0, url.indexOf("://") + 3);
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

    /// As its owner asked, in the two steps its client expects.
    void stopped(Turn turn) {
        board.tell(owner, status(StreamState.STOPPING), turn);
        end(StreamState.STOPPED, "", turn);
    }

    /// Ends it without a word.
    void drop() {
        over = true;
    }

    void end(StreamState last, String why, Turn turn) {
        over = true;
        var status = status(last);
        board.tell(owner, why.isEmpty() ? status : status.withErrorDetails(why), turn);
    }

    void glassesSaid(GlassesToCloud.StreamStatus said, Turn turn) {
        keepAlive.heard();
        if (!said.stats().equals(StreamStats.NONE)) reported = said.stats();
        boolean restarting = turn.nowNanos() < restartUntilNanos;
        switch (said.state()) {
            case UNKNOWN -> {}
            case STREAMING, ACTIVE, RECONNECTED -> {
                startUntilNanos = Machine.NEVER;
                if (limitNanos == Machine.NEVER && stream.durationLimit().isPresent())
                    limitNanos = turn.nowNanos() + stream.durationLimit().getAsInt() * SECOND;
                forward(said, said.state() == StreamState.RECONNECTED ? said.state() : StreamState.ACTIVE, turn);
            }
            case INITIALIZING, CONNECTING, RECONNECTING, DISCONNECTED -> forward(said, said.state(), turn);
            case STOPPING -> {
                if (!restarting) forward(said, said.state(), turn);
            }
            case STOPPED, ERROR, TIMEOUT -> {
                if (said.state() == StreamState.STOPPED
                        && (restarting || said.streamId().isEmpty())) return;
                over = true;
                forward(said, said.state(), turn);
            }
            case RECONNECT_FAILED -> {
                forward(said, said.state(), turn);
                // Clients believe in a stream until one of stopped, error and timeout.
                end(StreamState.ERROR, "The glasses could not reach the address again", turn);
            }
        }
    }

    private void forward(GlassesToCloud.StreamStatus said, StreamState as, Turn turn) {
        state = as;
        board.tell(
                owner,
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

    void acked() {
        keepAlive.heard();
    }

    void glassesLost(Turn turn) {
        keepAlive.pause();
        state = StreamState.DISCONNECTED;
        board.tell(
                owner,
                status(state).withErrorDetails("The glasses lost their connection; waiting for them to come back"),
                turn);
    }

    void glassesBack(Turn turn) {
        keepAlive.resume(turn.nowNanos());
        if (startUntilNanos == Machine.NEVER) startUntilNanos = turn.in(config.startTimeout());
        startGlasses(turn);
    }

    void glassesGivenUp(Turn turn) {
        end(StreamState.ERROR, "The glasses did not come back", turn);
    }

    void elapse(Turn turn) {
        if (turn.nowNanos() >= startUntilNanos)
            end(StreamState.ERROR, "The glasses did not start streaming in time", turn);
        else if (turn.nowNanos() >= limitNanos) end(StreamState.STOPPED, "The stream reached its duration limit", turn);
        if (over) return;
        keepAlive
                .elapse(turn.nowNanos())
                .ifPresent(ackId -> board.command(
                        new CloudToGlasses.KeepStreamAlive(config.glassesDialect(), streamId, ackId), turn));
        if (keepAlive.silent()) end(StreamState.TIMEOUT, "The glasses stopped answering", turn);
    }

    long deadlineNanos() {
        return Math.min(keepAlive.deadlineNanos(), Math.min(startUntilNanos, limitNanos));
    }

    private CloudToApp.StreamStatus status(StreamState as) {
        return CloudToApp.StreamStatus.of(dialect, as, streamId).withAppId(owner);
    }
}
