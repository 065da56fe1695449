package io.glasscast.glasses.pair;

import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.CloudToGlasses.GetStreamStatus;
import io.glasscast.contract.CloudToGlasses.KeepStreamAlive;
import io.glasscast.contract.CloudToGlasses.StartStream;
import io.glasscast.contract.CloudToGlasses.StopStream;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.GlassesToCloud.StreamStatus;
import io.glasscast.contract.StreamState;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.glasses.uplink.Transport;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// The life of a stream on a pair of glasses:
/// ```
/// initializing → connecting → streaming ⇄ reconnecting → reconnected
///                          ↘ error             ↘ reconnect_failed → stopped
/// stop, or a start that takes over: → stopping → stopped
/// ```
/// Commands that cannot be followed are refused with an `error` that names no stream: real glasses refuse before they
/// have looked at the id.
public final class GlassesMachine implements Machine<Happening, Deed> {
    private static final long SECOND = 1_000_000_000L;

    /// A cloud that has not said for this long that it still wants the stream has forgotten it.
    static final long KEEP_ALIVE_NANOS = 60 * SECOND;

    /// The camera needs this long between two streams.
    static final long CHANGEOVER_NANOS = SECOND / 2;

    /// An uplink that is neither up nor broken by now will not come up.
    static final long CONNECT_NANOS = 10 * SECOND;

    static final int MIN_BATTERY_PERCENT = 15;
    static final long BATTERY_CHECK_NANOS = 10 * SECOND;

    private static final String NO_WIFI = "no_wifi_connection";
    private static final String NO_CAMERA = "Could not access camera";

    private sealed interface State {
        /// Nothing is filmed.
        record Idle() implements State {}

        /// The old stream is over, the next begins in a moment.
        record ChangingOver(StartStream next, long untilNanos) implements State {}

        record Running(Assignment stream, Phase phase, long aliveUntilNanos, long batteryCheckNanos) implements State {
            Running in(Phase next) {
                return new Running(stream, next, aliveUntilNanos, batteryCheckNanos);
            }
        }
    }

    /// @param attempt  0 for the first connection, then which reconnect it is
    /// @param streamed whether media has flowed before
    private sealed interface Phase {
        record Connecting(int attempt, boolean streamed, long deadlineNanos) implements Phase {}

        record Live() implements Phase {}

        record Waiting(int attempt, boolean streamed, String reason, long untilNanos) implements Phase {}
    }

    private final Model model;
    private final Dialect dialect;
    private final Battery battery;
    private final Chance chance;
    private State state = new State.Idle();
    private boolean wifi = true;
    private CameraState camera = CameraState.FREE;
    private int uplink;

    /// @param dialect the names that this pair of glasses speaks
    /// @param chance  spreads reconnects
    public GlassesMachine(Model model, Dialect dialect, double batteryPercent, Chance chance) {
        this.model = model;
        this.dialect = dialect;
        this.battery = new Battery(batteryPercent);
        this.chance = chance;
    }

    /// What a look at the glasses would show.
    ///
    /// @param state    of the stream; stopped when there is none
    /// @param attempt  which reconnect is under way
    public record Snapshot(StreamState state, Optional<String> streamId, OptionalInt attempt) {}

    public Snapshot snapshot() {
        return switch (state) {
            case State.Idle() -> new Snapshot(StreamState.STOPPED, Optional.empty(), OptionalInt.empty());
            case State.ChangingOver(var next, var _) ->
                new Snapshot(StreamState.INITIALIZING, Optional.of(next.streamId()), OptionalInt.empty());
            case State.Running running -> {
                var now = current(running);
                yield new Snapshot(now.state(), now.streamId(), now.attempt());
            }
        };
    }

    public double batteryPercent(long nowNanos) {
        return battery.percent(nowNanos);
    }

    @Override
    public void handle(Happening happening, long now, Consumer<? super Deed> out) {
        switch (happening) {
            case Happening.Told(var message) -> told(message, now, out);
            case Happening.LinkOpened() -> introduce(out);
            case Happening.UplinkConnected(int number) -> connected(number, out);
            case Happening.UplinkFailed(int number, var reason) -> {
                if (number == uplink) broken(reason, now, out);
            }
            case Happening.CameraFailed(var reason) -> fail(NO_CAMERA + ": " + reason, now, out);
            case Happening.CameraChanged(var to) -> camera = to;
            case Happening.WifiChanged(boolean up) -> wifi(up, now, out);
            case Happening.BatterySet(double percent) -> battery.set(percent, now);
            case Happening.PoweredOff() -> stop(now, out);
        }
    }

    @Override
    public void elapse(long now, Consumer<? super Deed> out) {
        switch (state) {
            case State.Idle() -> {}
            case State.ChangingOver(var next, long until) -> {
                if (now < until) return;
                state = new State.Idle();
                start(next, now, out);
            }
            case State.Running running -> {
                if (now >= running.aliveUntilNanos()) {
                    fail(Habits.of(running.stream().transport()).timedOut(), now, out);
                    return;
                }
                elapse(running.phase(), now, out);
                if (now >= running.batteryCheckNanos()) checkBattery(now, out);
            }
        }
    }

    @Override
    public long deadlineNanos() {
        return switch (state) {
            case State.Idle() -> NEVER;
            case State.ChangingOver(var _, long until) -> until;
            case State.Running(var _, var phase, long aliveUntil, long batteryCheck) ->
                Math.min(deadline(phase), Math.min(aliveUntil, batteryCheck));
        };
    }

    private static long deadline(Phase phase) {
        return switch (phase) {
            case Phase.Connecting connecting -> connecting.deadlineNanos();
            case Phase.Live() -> NEVER;
            case Phase.Waiting waiting -> waiting.untilNanos();
        };
    }

    private void elapse(Phase phase, long now, Consumer<? super Deed> out) {
        switch (phase) {
            case Phase.Connecting connecting -> {
                if (now >= connecting.deadlineNanos()) broken("connection timed out", now, out);
            }
            case Phase.Live() -> {}
            case Phase.Waiting waiting -> {
                if (now >= waiting.untilNanos()) connect(waiting.attempt(), waiting.streamed(), now, out);
            }
        }
    }

    // What the cloud says.

    private void told(CloudToGlasses message, long now, Consumer<? super Deed> out) {
        switch (message) {
            case StartStream start -> {
                if (knows(start.dialect(), start.dialect().glassesStart(), out)) start(start, now, out);
            }
            case StopStream stop -> {
                if (!knows(stop.dialect(), stop.dialect().glassesStop(), out)) return;
                // Phones do not look at the id: whatever runs is stopped.
                if (state instanceof State.Idle) refuse("not_streaming", out);
                else stop(now, out);
            }
            case KeepStreamAlive alive -> {
                if (knows(alive.dialect(), alive.dialect().glassesKeepAlive(), out)) keepAlive(alive, now, out);
            }
            case GetStreamStatus question -> {
                if (knows(question.dialect(), question.dialect().glassesAsk(), out)) answer(out);
            }
            case CloudToGlasses.ConnectionAck _,
                    CloudToGlasses.Ping _,
                    CloudToGlasses.Pong _,
                    CloudToGlasses.AppStopped _,
                    CloudToGlasses.AppStateChange _,
                    CloudToGlasses.ShowWifiSetup _ -> {}
        }
    }

    /// Glasses know commands by one set of names, and pass over all others in silence.
    private boolean knows(Dialect names, String command, Consumer<? super Deed> out) {
        if (names != dialect) out.accept(new Deed.Ignore(command));
        return names == dialect;
    }

    /// In the four words that glasses have for it.
    private void answer(Consumer<? super Deed> out) {
        var now = snapshot();
        var word = now.state() == StreamState.CONNECTING ? StreamState.INITIALIZING : now.state();
        tell(new GlassesToCloud.StreamSnapshot(dialect, word, now.streamId(), now.attempt()), out);
    }

    private void start(StartStream start, long now, Consumer<? super Deed> out) {
        if (start.streamUrl().isBlank()) {
            refuse("Missing stream URL", out);
            return;
        }
        var transport = Transport.of(start.streamUrl());
        if (transport.isPresent()) start(Assignment.of(start, transport.get(), model), now, out);
        else refuse("Unknown stream URL protocol", out);
    }

    private void start(Assignment stream, long now, Consumer<? super Deed> out) {
        var hindrance = hindrance(now);
        if (hindrance.isPresent()) {
            refuse(hindrance.get(), out);
            return;
        }
        if (!(state instanceof State.Idle)) {
            stop(now, out);
            state = new State.ChangingOver(stream.start(), now + CHANGEOVER_NANOS);
            return;
        }
        var refusal = refusal(stream.video());
        if (refusal.isPresent()) {
            refuse(refusal.get(), out);
            return;
        }
        battery.streaming(true, now);
        tell(stream.status(StreamState.INITIALIZING), out);
        out.accept(new Deed.Signal(true, stream.start().flash(), stream.start().sound()));
        out.accept(new Deed.OpenCamera(stream.video(), stream.audio()));
        tell(stream.status(StreamState.CONNECTING), out);
        state = new State.Running(
                stream, new Phase.Waiting(0, false, "", now), now + KEEP_ALIVE_NANOS, now + BATTERY_CHECK_NANOS);
        connect(0, false, now, out);
    }

    /// What keeps glasses from streaming at all. A stream that runs goes on.
    private Optional<String> hindrance(long now) {
        int percent = battery.gauge(now);
        if (percent < MIN_BATTERY_PERCENT) return Optional.of(batteryTooLow(percent));
        return wifi ? Optional.empty() : Optional.of(NO_WIFI);
    }

    /// What the camera says to a stream. It is asked when it is free, so a stream that ran is over by then.
    private Optional<String> refusal(VideoSettings video) {
        return switch (camera) {
            case BROKEN -> Optional.of(NO_CAMERA);
            case FREE, TAKEN -> {
                if (!model.films(video)) yield Optional.of("Resolution not supported by camera");
                yield camera == CameraState.TAKEN ? Optional.of("camera_busy") : Optional.empty();
            }
        };
    }

    private static String batteryTooLow(int percent) {
        return "Battery level too low (%d%%) - minimum 15%% required".formatted(percent);
    }

    private void keepAlive(KeepStreamAlive alive, long now, Consumer<? super Deed> out) {
        if (alive.streamId().isEmpty() || alive.ackId().isEmpty()) return;
        boolean known = switch (state) {
            case State.Idle() -> false;
            case State.ChangingOver _ -> true;
            case State.Running running -> {
                boolean ours = running.stream().id().equals(alive.streamId());
                if (ours)
                    state = new State.Running(
                            running.stream(), running.phase(), now + KEEP_ALIVE_NANOS, running.batteryCheckNanos());
                yield ours || !(running.phase() instanceof Phase.Live);
            }
        };
        if (known) tell(new GlassesToCloud.KeepAliveAck(alive.streamId(), alive.ackId()), out);
    }

    /// To a cloud that may know nothing of us, or have missed what happened while it was away.
    private void introduce(Consumer<? super Deed> out) {
        tell(connectionState(), out);
        if (state instanceof State.Running running) tell(current(running), out);
    }

    private GlassesToCloud connectionState() {
        return new GlassesToCloud.GlassesConnectionState(Optional.of(model.wireName()), true, Optional.of(wifi));
    }

    // The uplink.

    private void connect(int attempt, boolean streamed, long now, Consumer<? super Deed> out) {
        if (!(state instanceof State.Running running)) return;
        if (!wifi) {
            tryAgain(running, attempt + 1, streamed, NO_WIFI, now, out);
            return;
        }
        uplink++;
        state = running.in(new Phase.Connecting(attempt, streamed, now + CONNECT_NANOS));
        out.accept(new Deed.OpenUplink(uplink, running.stream().start().streamUrl()));
    }

    private void connected(int number, Consumer<? super Deed> out) {
        if (number != uplink
                || !(state instanceof State.Running running)
                || !(running.phase() instanceof Phase.Connecting(int attempt, boolean streamed, var _))) return;
        state = running.in(new Phase.Live());
        if (streamed) tell(running.stream().status(StreamState.RECONNECTED, attempt, "connection restored"), out);
        else tell(current((State.Running) state), out);
    }

    /// The uplink broke, or did not come up.
    private void broken(String reason, long now, Consumer<? super Deed> out) {
        over(new Deed.CloseUplink(uplink), reason, now, out);
    }

    private void over(Deed uplinksEnd, String reason, long now, Consumer<? super Deed> out) {
        if (!(state instanceof State.Running running)) return;
        switch (running.phase()) {
            case Phase.Waiting _ -> {}
            case Phase.Live() -> {
                out.accept(uplinksEnd);
                tryAgain(running, 1, true, reason, now, out);
            }
            case Phase.Connecting(int attempt, boolean streamed, var _) -> {
                out.accept(uplinksEnd);
                tryAgain(running, attempt + 1, streamed, reason, now, out);
            }
        }
    }

    private void tryAgain(
            State.Running running, int attempt, boolean streamed, String reason, long now, Consumer<? super Deed> out) {
        var stream = running.stream();
        var reconnects = stream.reconnects();
        long until = now + reconnects.delayNanos(attempt, chance);
        var waiting = running.in(new Phase.Waiting(attempt, streamed, reason, until));
        state = waiting;
        if (attempt <= reconnects.attempts()) {
            tell(current(waiting), out);
        } else if (streamed) {
            tell(stream.status(StreamState.RECONNECT_FAILED, reconnects.attempts(), reason), out);
            release(waiting, now, out);
            tell(stream.status(StreamState.STOPPED), out);
        } else {
            fail(reason, now, out);
        }
    }

    private void wifi(boolean up, long now, Consumer<? super Deed> out) {
        if (wifi == up) return;
        wifi = up;
        tell(connectionState(), out);
        if (!up) over(new Deed.DropUplink(uplink), NO_WIFI, now, out);
    }

    // The end.

    private void stop(long now, Consumer<? super Deed> out) {
        switch (state) {
            case State.Idle() -> {}
            case State.ChangingOver(var next, var _) -> {
                state = new State.Idle();
                tell(StreamStatus.of(next.streamId(), StreamState.STOPPED), out);
            }
            case State.Running running -> {
                tell(running.stream().status(StreamState.STOPPING), out);
                release(running, now, out);
                tell(running.stream().status(StreamState.STOPPED), out);
            }
        }
    }

    private void fail(String why, long now, Consumer<? super Deed> out) {
        if (!(state instanceof State.Running running)) return;
        release(running, now, out);
        tell(running.stream().status(StreamState.ERROR).withErrorDetails(why), out);
    }

    private void release(State.Running running, long now, Consumer<? super Deed> out) {
        if (!(running.phase() instanceof Phase.Waiting)) out.accept(new Deed.CloseUplink(uplink));
        uplink++; // what the old one still has to say is nobody's business
        out.accept(new Deed.CloseCamera());
        var start = running.stream().start();
        out.accept(new Deed.Signal(false, start.flash(), start.sound()));
        battery.streaming(false, now);
        state = new State.Idle();
    }

    private void checkBattery(long now, Consumer<? super Deed> out) {
        if (!(state instanceof State.Running running)) return;
        int percent = battery.gauge(now);
        if (percent < MIN_BATTERY_PERCENT) fail(batteryTooLow(percent), now, out);
        else
            state = new State.Running(
                    running.stream(), running.phase(), running.aliveUntilNanos(), now + BATTERY_CHECK_NANOS);
    }

    // Words.

    /// The status that holds now, for a cloud that asks or has forgotten.
    private static StreamStatus current(State.Running running) {
        var stream = running.stream();
        return switch (running.phase()) {
            case Phase.Connecting(int attempt, var _, var _) ->
                attempt == 0
                        ? stream.status(StreamState.CONNECTING)
                        : stream.status(StreamState.RECONNECTING, attempt, "connecting again");
            case Phase.Live() -> stream.streaming();
            case Phase.Waiting(int attempt, var _, var reason, var _) ->
                stream.status(StreamState.RECONNECTING, attempt, reason);
        };
    }

    private void refuse(String why, Consumer<? super Deed> out) {
        tell(StreamStatus.refusal(why), out);
    }

    private void tell(GlassesToCloud message, Consumer<? super Deed> out) {
        out.accept(new Deed.Tell(message instanceof StreamStatus status ? spoken(status) : message));
    }

    /// In the words of this pair of glasses.
    private StreamStatus spoken(StreamStatus status) {
        return new StreamStatus(
                dialect,
                status.streamId().filter(id -> !id.isEmpty()),
                status.state(),
                status.errorDetails(),
                status.stats(),
                status.resolvedConfig(),
                status.attempt(),
                status.maxAttempts(),
                status.reason());
    }
}
