package io.glasscast.control;

import io.glasscast.contract.AppToCloud.ManagedStreamRequest;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToApp.ManagedStreamStatus;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.ManagedState;
import io.glasscast.contract.OutputStatus;
import io.glasscast.contract.PlaybackUrls;
import io.glasscast.contract.RestreamDestination;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamStats;
import io.glasscast.contract.VideoConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/// A managed stream and the apps that share it. It is over when nobody shares it any more: whatever went wrong, the
/// apps are told, lose their share, and the desk stops the glasses and closes the media in one place.
///
/// What is `active` is decided by the media alone: glasses say `streaming` before anything flows.
final class ManagedStream {
    /// Glasses that are told to start while they stream stop first, and say so; that is no end.
    private static final long RESTART_NANOS = 5_000_000_000L;

    /// What the media does.
    private sealed interface Flow {
        /// Nothing playable has arrived yet.
        record Awaited() implements Flow {}

        /// It flows.
        record Live() implements Flow {}

        /// It flowed, and does not; given up then.
        record Broken(long untilNanos) implements Flow {}
    }

    private StreamNames names;
    private PlaybackUrls playback;
    private final Ingest ingest;
    private final String ingestUrl;
    private final ControlConfig config;
    private final Switchboard board;
    private final KeepAlive keepAlive;
    private final VideoConfig video;
    private final AudioConfig audio;
    private final boolean sound;
    private final long createdNanos;
    private final LinkedHashMap<String, Share> shares = new LinkedHashMap<>();
    private final Outputs outputs;
    private Flow flow = new Flow.Awaited();
    private boolean everLive;
    private boolean glassesStreaming;
    /// Whether the apps believe that the glasses are gone.
    private boolean lossTold;
    private int startHeardAtArrival = -1;
    private long restartUntilNanos;
    private StreamStats reported = StreamStats.NONE;

    ManagedStream(
            StreamNames names,
            StreamUrls urls,
            ManagedStreamRequest request,
            ControlConfig config,
            NameMint mint,
            Switchboard board,
            Turn turn) {
        this.names = names;
        playback = urls.playback(names);
        ingest = config.ingest().orElseGet(() -> Ingest.suiting(request.restreamDestinations()));
        ingestUrl = urls.ingest(names, ingest);
        outputs = new Outputs(names.streamId(), mint);
        this.config = config;
        this.board = board;
        keepAlive = new KeepAlive(mint, turn.nowNanos());
        video = request.video();
        audio = request.audio();
        sound = request.sound();
        createdNanos = turn.nowNanos();
    }

    /// One that ran before the server was killed. What it had begun is begun by [#recalled].
    ManagedStream(
            DeskMemory.Managed memory,
            ToLongFunction<Instant> nanosAt,
            StreamUrls urls,
            ControlConfig config,
            NameMint mint,
            Switchboard board,
            Turn turn) {
        names = memory.names();
        playback = urls.playback(names);
        ingest = memory.ingest();
        ingestUrl = urls.ingest(names, ingest);
        outputs = new Outputs(names.streamId(), mint);
        this.config = config;
        this.board = board;
        keepAlive = new KeepAlive(mint, turn.nowNanos());
        // Nobody to ask yet.
        keepAlive.pause();
        video = memory.video();
        audio = memory.audio();
        sound = memory.sound();
        createdNanos = nanosAt.applyAsLong(memory.createdAt());
        everLive = memory.everLive();
        // They were told to start, so that a start is one of many to them.
        startHeardAtArrival = board.glasses().arrivals();
        if (everLive) flow = new Flow.Broken(turn.in(config.glassesGrace()));
        for (var sharer : memory.sharers()) shares.put(sharer.packageName(), Share.recalled(sharer, nanosAt));
    }

    /// Its outputs go on, and its apps hear, when they are back, that it does.
    void recalled(DeskMemory.Managed memory, Turn turn) {
        for (var output : memory.outputs()) outputs.recall(output, turn);
        lossTold = true;
        for (var packageName : sharers())
            tell(
                    packageName,
                    statusFor(packageName)
                            .withMessage("The server was restarted; waiting for the glasses to come back"),
                    turn);
    }

    DeskMemory.Managed memory(LongFunction<Instant> at) {
        var sharers = new ArrayList<DeskMemory.Sharer>();
        shares.forEach((packageName, share) -> sharers.add(share.memory(packageName, at)));
        return new DeskMemory.Managed(
                names, at.apply(createdNanos), ingest, video, audio, sound, everLive, sharers, outputs.memory());
    }

    StreamNames names() {
        return names;
    }

    long createdNanos() {
        return createdNanos;
    }

    StreamStats reported() {
        return reported;
    }

    List<String> sharers() {
        return List.copyOf(shares.keySet());
    }

    List<OutputView> outputs() {
        return outputs.views();
    }

    boolean sharedBy(String packageName) {
        return shares.containsKey(packageName);
    }

    /// Whether the last one has left.
    boolean over() {
        return shares.isEmpty();
    }

    ManagedState state() {
        return flow instanceof Flow.Live ? ManagedState.ACTIVE : ManagedState.INITIALIZING;
    }

    /// Present while it can be watched.
    Optional<PlaybackUrls> urls() {
        return flow instanceof Flow.Live ? Optional.of(playback) : Optional.empty();
    }

    /// Lets an app share the stream: it is told `active` at once if that is so, else `initializing` and later one
    /// of `active` and `error`. Its destinations are added to those that there are; everybody hears of them. Wishes
    /// for picture and sound come too late for a stream that runs, which it is told.
    void join(String packageName, ManagedStreamRequest request, Turn turn) {
        boolean inVain = wishesOtherwise(request);
        var share = shares.computeIfAbsent(packageName, _ -> new Share());
        share.asked(request.stream().durationLimit());
        if (!(flow instanceof Flow.Live) && !share.pending()) share.pendingUntilNanos = turn.in(config.startTimeout());
        share.refused = restream(packageName, request.restreamDestinations(), turn);
        announce(
                packageName,
                inVain ? "The stream runs already: wishes for picture and sound do not change it" : "",
                turn);
        announceOutputs(turn);
    }

    private boolean wishesOtherwise(ManagedStreamRequest request) {
        return (!request.video().equals(VideoConfig.NONE) && !request.video().equals(video))
                || (!request.audio().equals(AudioConfig.NONE)
                        && !request.audio().equals(audio));
    }

    /// Adds an app's destinations, but for those that it added before: its client may have forgotten.
    ///
    /// @return what was not added
    private List<OutputStatus> restream(String packageName, List<RestreamDestination> destinations, Turn turn) {
        var fresh = destinations.stream()
                .filter(destination -> !outputs.has(packageName, destination.url()))
                .toList();
        var refused = new ArrayList<OutputStatus>();
        for (var destination : fresh)
            if (outputs.add(Optional.of(packageName), destination, turn) instanceof OutputAnswer.Refused(var why))
                refused.add(Outputs.refused(destination, why));
        return refused;
    }

    /// Adds a destination to the running stream, for an app that shares it or for the operator.
    OutputAnswer addOutput(Optional<String> app, RestreamDestination destination, Turn turn) {
        if (app.isPresent() && !sharedBy(app.get())) return new OutputAnswer.Refused(OutputRefusal.NOT_A_VIEWER);
        var answer = outputs.add(app, destination, turn);
        announceOutputs(turn);
        return answer;
    }

    /// Takes one away.
    OutputAnswer removeOutput(Optional<String> app, String outputId, Turn turn) {
        if (app.isPresent() && !sharedBy(app.get())) return new OutputAnswer.Refused(OutputRefusal.NOT_A_VIEWER);
        var answer = outputs.remove(app, outputId, turn);
        announceOutputs(turn);
        return answer;
    }

    /// Is watched at other addresses from now on, which apps that have the present ones are told.
    void renewPlayback(String playbackId, StreamUrls urls, Turn turn) {
        names = new StreamNames(names.streamId(), names.ingestKey(), playbackId);
        playback = urls.playback(names);
        turn.emit(new DeskOutput.RenewPlayback(names));
        if (flow instanceof Flow.Live)
            for (var packageName : sharers()) announce(packageName, "The addresses to watch at have changed", turn);
    }

    /// Takes an app's share, and the outputs it added, without a word to it.
    void leave(String packageName, Turn turn) {
        if (shares.remove(packageName) == null) return;
        outputs.left(packageName, turn);
        announceOutputs(turn);
    }

    /// Takes an app's share, telling it why.
    void expel(String packageName, ManagedState state, String why, Turn turn) {
        if (!sharedBy(packageName)) return;
        leave(packageName, turn);
        board.tell(packageName, status(state).withMessage(why), turn);
    }

    /// Takes every share. The outputs end with the stream. A start that was not answered yet has failed, whatever
    /// the others are told.
    void end(ManagedState state, String why, Turn turn) {
        var all = new LinkedHashMap<>(shares);
        shares.clear();
        all.forEach((packageName, share) -> board.tell(
                packageName,
                status(share.pending() ? ManagedState.ERROR : state).withMessage(why),
                turn));
    }

    /// What a sharer would be told now.
    ManagedStreamStatus statusFor(String packageName) {
        var share = shares.get(packageName);
        var status = status(state()).withOutputs(share == null ? outputs.statuses() : outputsFor(share));
        return switch (flow) {
            case Flow.Live() -> {
                var active = status.withUrls(playback);
                yield outputs.beginning().map(active::withMessage).orElse(active);
            }
            case Flow.Awaited() -> status.withMessage("Waiting for the glasses to stream" + detour());
            case Flow.Broken _ -> status.withMessage("The video was interrupted; waiting for it to come back");
        };
    }

    /// Another way in than the one that was wanted is not taken in silence.
    private String detour() {
        return ingest.leadsTo(ingestUrl) ? "" : ", over WHIP because the door for " + ingest + " is closed";
    }

    /// Tells the glasses to stream, unless they are away: then they are told when they come.
    void startGlasses(Turn turn) {
        if (!board.glasses().isOpen()) {
            keepAlive.pause();
            return;
        }
        if (startHeardAtArrival >= 0) restartUntilNanos = turn.nowNanos() + RESTART_NANOS;
        startHeardAtArrival = board.glasses().arrivals();
        glassesStreaming = false;
        board.command(
                new CloudToGlasses.StartStream(
                        config.glassesDialect(),
                        names.streamId(),
                        CloudToGlasses.MANAGED_STREAM,
                        ingestUrl,
                        video,
                        audio,
                        // Apps that share it may have different limits: the server keeps them, not the glasses.
                        StreamConfig.NONE,
                        true,
                        sound),
                turn);
    }

    /// The stop that ends it at the glasses.
    CloudToGlasses.StopStream stopCommand(Dialect dialect) {
        return new CloudToGlasses.StopStream(dialect, names.streamId(), CloudToGlasses.MANAGED_STREAM);
    }

    void media(MediaEvent event, Turn turn) {
        switch (event) {
            case MediaEvent.Playable _, MediaEvent.Resumed _ -> live(turn);
            case MediaEvent.Interrupted _ -> {
                if (flow instanceof Flow.Live) interrupted(turn);
            }
            case MediaEvent.Ended(var why) -> end(ManagedState.ERROR, why, turn);
            case MediaEvent.Output output -> {
                outputs.told(output);
                announceOutputs(turn);
            }
        }
    }

    private void live(Turn turn) {
        keepAlive.heard();
        if (flow instanceof Flow.Live) return;
        flow = new Flow.Live();
        if (!everLive) turn.emit(new DeskOutput.BecameActive(names.streamId(), turn.nowNanos() - createdNanos));
        everLive = true;
        for (var packageName : sharers()) announce(packageName, "", turn);
    }

    private void interrupted(Turn turn) {
        flow = new Flow.Broken(turn.in(config.glassesGrace()));
        for (var packageName : sharers()) announce(packageName, "", turn);
        // They came back since they were told to start, so what they do now they do not do for us.
        if (board.glasses().arrivals() != startHeardAtArrival) startGlasses(turn);
    }

    void glassesSaid(GlassesToCloud.StreamStatus status, Turn turn) {
        keepAlive.heard();
        if (!status.stats().equals(StreamStats.NONE)) reported = status.stats();
        boolean named = status.streamId().isPresent();
        switch (status.state()) {
            case STREAMING, ACTIVE, RECONNECTED -> glassesStreaming = true;
            case INITIALIZING, CONNECTING, RECONNECTING, DISCONNECTED, STOPPING, UNKNOWN -> {}
            case STOPPED -> {
                if (named && turn.nowNanos() >= restartUntilNanos)
                    end(ManagedState.STOPPED, "The glasses ended the stream", turn);
            }
            case ERROR -> {
                // Refusals name no stream; while video flows, a nameless one is about something else.
                if (named || !(flow instanceof Flow.Live)) end(ManagedState.ERROR, Complaint.of(status), turn);
            }
            case RECONNECT_FAILED, TIMEOUT -> {
                if (!(flow instanceof Flow.Live)) end(ManagedState.ERROR, Complaint.of(status), turn);
            }
        }
    }

    /// The glasses answered a keep-alive.
    void acked() {
        keepAlive.heard();
    }

    /// The glasses' socket was lost, and may come back.
    void glassesLost(Turn turn) {
        keepAlive.pause();
        lossTold = true;
        var words = flow instanceof Flow.Live
                ? "The glasses lost their control connection; the video still arrives"
                : "The glasses lost their connection; waiting for them to come back";
        for (var packageName : sharers())
            tell(packageName, statusFor(packageName).withMessage(words), turn);
    }

    /// The glasses are back. If their video still flows they are left alone: a start would interrupt it; and whoever
    /// was told of the loss is told that all is well.
    void glassesBack(Turn turn) {
        keepAlive.resume(turn.nowNanos());
        if (flow instanceof Flow.Live && lossTold) for (var packageName : sharers()) announce(packageName, "", turn);
        if (!(flow instanceof Flow.Live)) startGlasses(turn);
        lossTold = false;
    }

    /// The glasses did not come back. Video that still arrives goes on: the glasses end it after their own minute.
    void glassesGivenUp(Turn turn) {
        if (!(flow instanceof Flow.Live)) end(ManagedState.ERROR, "The glasses did not come back", turn);
    }

    void elapse(Turn turn) {
        for (var packageName : sharers()) {
            var share = shares.get(packageName);
            if (share == null) continue;
            if (turn.nowNanos() >= share.pendingUntilNanos) expel(packageName, ManagedState.ERROR, tooLate(), turn);
            else if (turn.nowNanos() >= share.limitNanos)
                expel(packageName, ManagedState.STOPPED, "The stream reached its duration limit", turn);
        }
        if (flow instanceof Flow.Broken(var until) && turn.nowNanos() >= until)
            end(ManagedState.ERROR, "The video was interrupted and did not come back", turn);
        if (over()) return;
        keepAlive
                .elapse(turn.nowNanos())
                .ifPresent(ackId -> board.command(
                        new CloudToGlasses.KeepStreamAlive(config.glassesDialect(), names.streamId(), ackId), turn));
        if (keepAlive.silent() && !(flow instanceof Flow.Live))
            end(ManagedState.ERROR, "The glasses stopped answering", turn);
    }

    private String tooLate() {
        if (everLive) return "The video was interrupted and did not come back in time";
        if (!board.glasses().isOpen()) return "The glasses lost their connection and did not come back in time";
        return glassesStreaming
                ? "The glasses say that they stream, but no video arrived in time"
                : "The glasses did not start streaming in time";
    }

    long deadlineNanos() {
        long deadline = keepAlive.deadlineNanos();
        if (flow instanceof Flow.Broken(var until)) deadline = Math.min(deadline, until);
        for (var share : shares.values())
            deadline = Math.min(deadline, Math.min(share.pendingUntilNanos, share.limitNanos));
        return deadline;
    }

    /// @param note what to say before the usual; may be empty
    private void announce(String packageName, String note, Turn turn) {
        var share = shares.get(packageName);
        if (share != null && flow instanceof Flow.Live) share.live(turn.nowNanos());
        var status = statusFor(packageName);
        if (!note.isEmpty())
            status = status.withMessage(
                    status.message().map(usual -> note + ". " + usual).orElse(note));
        tell(packageName, status, turn);
    }

    /// Tells those to whom it is news how the outputs stand.
    private void announceOutputs(Turn turn) {
        boolean someWent = outputs.someWent();
        for (var packageName : sharers()) {
            var share = shares.get(packageName);
            if (share != null && (someWent || !share.told.equals(outputsFor(share))))
                tell(packageName, statusFor(packageName), turn);
        }
        outputs.forgetGone();
        for (var share : shares.values()) share.told = outputsFor(share);
    }

    private List<OutputStatus> outputsFor(Share share) {
        var all = new ArrayList<>(outputs.statuses());
        all.addAll(share.refused);
        return all;
    }

    private void tell(String packageName, ManagedStreamStatus status, Turn turn) {
        var share = shares.get(packageName);
        if (share != null) share.told = status.outputs();
        board.tell(packageName, status, turn);
    }

    private ManagedStreamStatus status(ManagedState state) {
        return ManagedStreamStatus.of(state).withStreamId(names.streamId());
    }
}
