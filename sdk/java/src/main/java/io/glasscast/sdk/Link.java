package io.glasscast.sdk;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.Capabilities;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.Decoded;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.Envelope;
import io.glasscast.contract.Wire;
import io.glasscast.sdk.SessionEnd.Cause;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one session: handshake, pings, and new connections under the same session id when one is lost. All
 * of it on the session's strand.
 */
final class Link implements CloudSocket.Listener {
    /** Who hears of it, on the strand. */
    interface Owner {
        /** The cloud has accepted the session, anew or again. */
        void up(Optional<Capabilities> capabilities, boolean again);

        void down(String reason, Duration retryIn);

        void heard(CloudToApp message, String raw);

        /** For good; nothing follows. */
        void over(SessionEnd end);
    }

    /**
     * Where to dial, and as whom.
     *
     * @param attempts how often in a row a lost connection is tried again before the session is given up
     */
    record Terms(URI address, String sessionId, String packageName, String apiKey, int attempts) {
        /** Without the secret. */
        @Override
        public String toString() {
            return sessionId;
        }
    }

    private enum Phase {
        DIALLING,
        SHAKING_HANDS,
        UP,
        WAITING,
        OVER
    }

    private static final System.Logger LOG = System.getLogger(Link.class.getName());
    private static final List<String> SUBSCRIPTIONS = List.of("managed_stream_status", Dialect.STREAM.status());

    /** A cloud that accepts sockets and says nothing is not one. */
    private static final Duration ACK_LIMIT = Duration.ofSeconds(10);

    /**
     * Also how soon a connection is found dead of which nobody told us: the JDK's WebSocket (seen in 25) now and then
     * misses a FIN without a close frame.
     */
    private static final Duration PING_EVERY = Duration.ofSeconds(15);

    /** Pings in a row that may go unanswered: one may cross a pause of the cloud, two mean that nobody is there. */
    private static final int SILENT_PINGS = 2;

    /** After our good-bye the cloud has this long to say its own. */
    private static final Duration GOODBYE_LIMIT = Duration.ofSeconds(1);

    private final Terms terms;
    private final HttpClient http;
    private final Timers timers;
    private final Executor strand;
    private final Owner owner;

    private Phase phase = Phase.WAITING;
    /** Each phase waits for one thing at most. */
    private Timers.Timer alarm = Timers.Timer.NONE;

    /** Counts phases: an alarm of an earlier one may ring while it is taken back. */
    private int era;

    private @Nullable CloudSocket socket;
    private boolean wasUp;
    private int attempt;
    private int silentPings;
    private String complaint = "";

    Link(Terms terms, HttpClient http, Timers timers, Executor strand, Owner owner) {
        this.terms = terms;
        this.http = http;
        this.timers = timers;
        this.strand = strand;
        this.owner = owner;
    }

    void dial() {
        if (phase == Phase.OVER) return;
        enter(Phase.DIALLING);
        complaint = "";
        socket = CloudSocket.open(http, terms.address(), strand, this);
    }

    /** Sends now, or not at all: after an interruption the camera says again what still matters. */
    void send(AppToCloud message) {
        if (phase == Phase.UP) write(message);
    }

    /**
     * Ends it from this side.
     *
     * @param last messages to go before the good-bye, if there is anybody to hear them
     * @return done when all of it is out
     */
    CompletableFuture<?> leave(List<AppToCloud> last, String reason) {
        var leaving = socket;
        if (phase == Phase.OVER || leaving == null) {
            finish(reason);
            return CompletableFuture.completedFuture(null);
        }
        if (phase == Phase.UP) last.forEach(this::write);
        // A socket that is still opening has nothing to say good-bye to.
        if (phase == Phase.DIALLING) leaving.abort();
        var goodbye = phase == Phase.UP || phase == Phase.SHAKING_HANDS
                ? leaving.end()
                : CompletableFuture.completedFuture(null);
        finish(reason);
        timers.after(GOODBYE_LIMIT, () -> strand.execute(leaving::abort));
        return goodbye;
    }

    @Override
    public void opened(CloudSocket opened) {
        if (stale(opened)) return;
        enter(Phase.SHAKING_HANDS);
        write(new AppToCloud.ConnectionInit(
                Optional.of(terms.sessionId()),
                Optional.of(terms.packageName()),
                Optional.of(terms.apiKey()),
                Optional.empty()));
        alarm = after(ACK_LIMIT, () -> lost("the cloud does not answer the handshake"));
    }

    @Override
    public void text(CloudSocket from, String frame) {
        if (stale(from)) return;
        silentPings = 0;
        var read = Wire.cloudToApp(frame);
        if (read instanceof Decoded.Message<CloudToApp> known) heard(known.message(), frame);
        else
            LOG.log(
                    Level.DEBUG,
                    "skipped a frame: {0}",
                    read instanceof Decoded.Malformed<?> bad ? bad.why() : "unknown type");
    }

    @Override
    public void closed(CloudSocket closed, int code, String reason) {
        if (stale(closed)) return;
        var explained = !complaint.isEmpty() && (phase == Phase.SHAKING_HANDS || code == 1008 || code == 1011);
        var why = explained ? complaint : reason.isEmpty() ? "the cloud closed the connection (" + code + ")" : reason;
        if (endsTheSession(code, reason)) finishAndTell(causeOf(code, reason), why);
        else lost(why);
    }

    private void heard(CloudToApp message, String raw) {
        if (message instanceof CloudToApp.ConnectionAck ack) accepted(ack.capabilities());
        else if (message instanceof CloudToApp.ReconnectAck ack) accepted(ack.capabilities());
        else if (message instanceof CloudToApp.AppStopped stopped) {
            var leaving = socket;
            if (leaving != null) {
                var unused = leaving.end();
                timers.after(GOODBYE_LIMIT, () -> strand.execute(leaving::abort));
            }
            var reason = stopped.reason().isEmpty() ? "stopped" : stopped.reason();
            finishAndTell(reason.equals("replaced") ? Cause.REPLACED : Cause.STOPPED_BY_CLOUD, reason);
        } else {
            if (message instanceof CloudToApp.ConnectionError error) complaint = words(error);
            owner.heard(message, raw);
        }
    }

    private void accepted(Optional<Capabilities> capabilities) {
        if (phase != Phase.SHAKING_HANDS) return;
        enter(Phase.UP);
        var again = wasUp;
        wasUp = true;
        attempt = 0;
        silentPings = 0;
        write(new AppToCloud.SubscriptionUpdate(SUBSCRIPTIONS));
        alarm = after(PING_EVERY, this::ping);
        owner.up(capabilities, again);
    }

    private void ping() {
        if (phase != Phase.UP) return;
        if (silentPings++ >= SILENT_PINGS) {
            lost("the cloud has fallen silent");
            return;
        }
        write(new AppToCloud.Ping());
        alarm = after(PING_EVERY, this::ping);
    }

    /** The cloud's last words, as its clients have always read them; and a refusal at the door. */
    private static boolean endsTheSession(int code, String reason) {
        return code == WebSocket.NORMAL_CLOSURE
                || isRefusal(code)
                || reason.contains("App stopped")
                || reason.contains("User session ended");
    }

    private static boolean isRefusal(int code) {
        return code == 1008 || code == 401 || code == 403;
    }

    private static Cause causeOf(int code, String reason) {
        if (isRefusal(code)) return Cause.REFUSED;
        return reason.startsWith("Replaced") ? Cause.REPLACED : Cause.STOPPED_BY_CLOUD;
    }

    private void lost(String why) {
        var gone = socket;
        if (gone != null) gone.abort();
        socket = null;
        // A first connection that fails is the caller's to know at once: most likely the address is wrong.
        if (!wasUp || attempt >= terms.attempts()) {
            finishAndTell(Cause.LOST, why);
            return;
        }
        enter(Phase.WAITING);
        var wait = Backoff.before(++attempt, ThreadLocalRandom.current());
        alarm = after(wait, this::dial);
        owner.down(why, wait);
    }

    private void finishAndTell(Cause cause, String reason) {
        if (phase == Phase.OVER) return;
        finish(reason);
        owner.over(new SessionEnd(cause, reason));
    }

    private void finish(String reason) {
        LOG.log(Level.DEBUG, "{0}: over, {1}", terms, reason);
        enter(Phase.OVER);
        socket = null;
    }

    private void enter(Phase next) {
        alarm.cancel();
        alarm = Timers.Timer.NONE;
        era++;
        phase = next;
    }

    private Timers.Timer after(Duration delay, Runnable task) {
        int set = era;
        return timers.after(
                delay,
                () -> strand.execute(() -> {
                    if (era == set) task.run();
                }));
    }

    private void write(AppToCloud message) {
        var open = socket;
        if (open != null)
            open.send(Wire.write(message, Envelope.of(terms.sessionId(), terms.packageName(), Instant.now())));
    }

    private boolean stale(CloudSocket one) {
        return phase == Phase.OVER || !one.equals(socket);
    }

    private static String words(CloudToApp.ConnectionError error) {
        return error.message().isEmpty() ? error.code() : error.code() + ": " + error.message();
    }
}
