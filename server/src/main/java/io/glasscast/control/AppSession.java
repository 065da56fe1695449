package io.glasscast.control;

import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.ManagedState;
import io.glasscast.kernel.Machine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One app for one user: where its socket is, which manners its client has, and what it could not be told.
final class AppSession {
    /// How long the `stopped` for a client of version 3 waits for a start on its heels. That client forgets its
    /// stream as it sends the stop, and takes a `stopped` that comes after its next start for that start's failure;
    /// so the answer waits for longer than a start takes to follow, and is dropped when one does.
    private static final long STOP_SETTLES_NANOS = 200_000_000L;

    /// Where the socket is.
    sealed interface Link {
        /// Asked to dial in; given up then.
        record Waiting(long untilNanos) implements Link {}

        /// Here.
        record Attached(SocketId socket) implements Link {}

        /// Gone; its shares are kept until then.
        record Lost(long untilNanos) implements Link {}
    }

    private record Postponed(CloudToApp.ManagedStreamStatus status, long untilNanos) {}

    /// Whether the wearer or the operator asked for it, so that its webhook is called again when it vanishes.
    final boolean invited;

    private AppProfile app;
    private Link link;
    private DeskInput.ClientStyle style = DeskInput.ClientStyle.FRAME;
    private Optional<Dialect> asked = Optional.empty();
    private Optional<Dialect> subscribed = Optional.empty();
    private boolean released;
    private boolean missesUs;
    private boolean called;
    /// Until when a client that was called anew may claim a share of before, of which it does not know; else never.
    private long claimUntilNanos = Machine.NEVER;
    private Optional<CloudToApp> missedManaged = Optional.empty();
    private Optional<CloudToApp> missedLocal = Optional.empty();
    private Optional<Postponed> postponed = Optional.empty();

    AppSession(AppProfile app, Link link, boolean invited) {
        this.app = app;
        this.link = link;
        this.invited = invited;
    }

    /// One that the desk had before the server was killed.
    static AppSession recalled(AppProfile app, DeskMemory.Session memory, long untilNanos) {
        var session = new AppSession(app, new Link.Lost(untilNanos), memory.invited());
        session.style = memory.style();
        session.asked = memory.dialect();
        session.missesUs = true;
        session.called = memory.called();
        for (var message : memory.missed()) session.miss(message);
        return session;
    }

    DeskMemory.Session memory() {
        var missed = Stream.concat(missedManaged.stream(), missedLocal.stream()).toList();
        return new DeskMemory.Session(
                packageName(), invited && !released, called, style, asked.or(() -> subscribed), missed);
    }

    /// Whether it has not been here since the server was started.
    boolean missesUs() {
        return missesUs;
    }

    String packageName() {
        return app.packageName();
    }

    AppProfile app() {
        return app;
    }

    void changed(AppProfile profile) {
        app = profile;
    }

    Link link() {
        return link;
    }

    void link(Link next) {
        link = next;
    }

    Optional<SocketId> socket() {
        return link instanceof Link.Attached(var socket) ? Optional.of(socket) : Optional.empty();
    }

    DeskInput.ClientStyle style() {
        return style;
    }

    /// It said that it goes for good: do not call it back.
    void release() {
        released = true;
    }

    /// Whether its webhook may be called when it vanishes.
    boolean revivable() {
        return invited && !released && app.webhook().isPresent();
    }

    /// A socket took the session.
    ///
    /// @param claimUntilNanos when one that was called anew loses the share that it does not ask for
    void attach(
            SocketId socket,
            DeskInput.ClientStyle manners,
            AppProfile profile,
            DeskInput.Opening opening,
            long claimUntilNanos) {
        style = manners;
        app = profile;
        released = false;
        if (opening == DeskInput.Opening.RECONNECT) aware();
        else if (called) this.claimUntilNanos = claimUntilNanos;
        called = false;
        missesUs = false;
        link = new Link.Attached(socket);
        // Its client forgot the stop with the old socket.
        postponed = Optional.empty();
    }

    /// Its webhook is called before it came back: who comes then begins anew.
    void calledAnew() {
        called = true;
    }

    /// It asked for a stream, or about it, or left it.
    void aware() {
        claimUntilNanos = Machine.NEVER;
    }

    /// Whether it had its time to ask for what it had, and did not.
    boolean claimsNothing(long nowNanos) {
        return nowNanos >= claimUntilNanos;
    }

    /// What it asked in decides over what it subscribed to.
    Dialect dialect() {
        return asked.or(() -> subscribed).orElse(Dialect.STREAM);
    }

    void asked(Dialect dialect) {
        asked = Optional.of(dialect);
    }

    void subscribed(List<String> names) {
        if (names.contains(Dialect.STREAM.status())) subscribed = Optional.of(Dialect.STREAM);
        else if (names.contains(Dialect.RTMP.status())) subscribed = Optional.of(Dialect.RTMP);
    }

    /// Tells it, or keeps the last word of each kind for its return. Who was called anew is told nothing of the
    /// stream of before: its client would refuse to start one that it hears goes on, and take the end of that one
    /// for the end of the start that it has just asked for.
    void tell(CloudToApp message, Turn turn) {
        if (claimUntilNanos != Machine.NEVER && isAboutAStream(message)) return;
        switch (link) {
            case Link.Attached(var socket) -> turn.emit(new DeskOutput.ToApp(socket, packageName(), message));
            case Link.Waiting _, Link.Lost _ -> miss(message);
        }
    }

    private static boolean isAboutAStream(CloudToApp message) {
        return message instanceof CloudToApp.ManagedStreamStatus || message instanceof CloudToApp.StreamStatus;
    }

    private void miss(CloudToApp message) {
        if (message instanceof CloudToApp.ManagedStreamStatus) missedManaged = Optional.of(message);
        if (message instanceof CloudToApp.StreamStatus) missedLocal = Optional.of(message);
    }

    /// Tells it what it missed; but what is said of a managed stream anyhow, in `present`, replaces what was missed.
    void tellMissed(Optional<CloudToApp.ManagedStreamStatus> present, Turn turn) {
        var managed = present.<CloudToApp>map(status -> status).or(() -> missedManaged);
        var local = missedLocal;
        missedManaged = Optional.empty();
        missedLocal = Optional.empty();
        managed.ifPresent(message -> tell(message, turn));
        local.ifPresent(message -> tell(message, turn));
    }

    /// Answers a managed stop: at once, or as [#STOP_SETTLES_NANOS] tells.
    void tellStopped(Optional<String> streamId, Turn turn) {
        var bare = CloudToApp.ManagedStreamStatus.of(ManagedState.STOPPED);
        var status = streamId.map(bare::withStreamId).orElse(bare);
        flushStopped(turn);
        switch (style) {
            case FRAME -> tell(status, turn);
            case HEADERS -> postponed = Optional.of(new Postponed(status, turn.nowNanos() + STOP_SETTLES_NANOS));
        }
    }

    /// A start followed on the heels of the stop.
    void dropStopped() {
        postponed = Optional.empty();
    }

    /// Says now what was put off.
    void flushStopped(Turn turn) {
        postponed.ifPresent(waiting -> tell(waiting.status(), turn));
        postponed = Optional.empty();
    }

    void elapse(Turn turn) {
        if (postponed.isPresent() && turn.nowNanos() >= postponed.get().untilNanos()) flushStopped(turn);
    }

    long deadlineNanos() {
        long settles = Math.min(postponed.map(Postponed::untilNanos).orElse(Machine.NEVER), claimUntilNanos);
        return switch (link) {
            case Link.Waiting(var until) -> Math.min(until, settles);
            case Link.Lost(var until) -> Math.min(until, settles);
            case Link.Attached _ -> settles;
        };
    }
}
