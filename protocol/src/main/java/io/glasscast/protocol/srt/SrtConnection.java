package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.srt.SrtPacket.Ack;
import io.glasscast.protocol.srt.SrtPacket.AckAck;
import io.glasscast.protocol.srt.SrtPacket.Data;
import io.glasscast.protocol.srt.SrtPacket.DropRequest;
import io.glasscast.protocol.srt.SrtPacket.KeepAlive;
import io.glasscast.protocol.srt.SrtPacket.KeyMessage;
import io.glasscast.protocol.srt.SrtPacket.Nak;
import io.glasscast.protocol.srt.SrtPacket.Shake;
import io.glasscast.protocol.srt.SrtPacket.Shutdown;
import java.time.Duration;
import java.util.function.Consumer;

/// One SRT connection in live mode, from the first handshake to the last word, whichever side began it.
///
/// Comes from [SrtCaller#call] or out of an [SrtListener]. Its owner gives it the datagrams that carry its
/// [#socketId] and come from its peer's address, and nobody else's.
public final class SrtConnection implements Machine<SrtConnection.Input, SrtConnection.Output> {
    /// Seven packets of MPEG-TS: what fits every path, and what everybody sends (draft-sharabayko-srt-01 §7.1).
    public static final int MAX_PAYLOAD = 1316;
    /// More would need more memory than a connection is worth.
    public static final Duration MAX_LATENCY = Duration.ofSeconds(10);

    private static final long SECOND = 1_000_000_000;
    /// §3.2.3, and libsrt's patience.
    static final long KEEP_ALIVE_NANOS = SECOND;

    static final long TIMEOUT_NANOS = 5 * SECOND;

    private static final int BITS = 8;

    public sealed interface Input {
        /// A datagram came from the peer's address for this connection.
        record Datagram(Bytes bytes) implements Input {}

        /// Send this, 1 to [#MAX_PAYLOAD] bytes. Before the connection is made, and after its end, it is
        /// dropped.
        record Send(Bytes payload) implements Input {}

        /// What [Output.Derive] asked for.
        record Derived(KeyWrap key) implements Input {}

        /// Say goodbye and end. What has not been sent yet is not sent any more.
        record Close() implements Input {}
    }

    public sealed interface Output {
        /// Send this UDP datagram to the peer.
        record Transmit(Bytes datagram) implements Output {}

        /// Do this, on a thread that has the time, and say what came out by [Input.Derived]. Nothing else waits
        /// for it.
        record Derive(KeyDerivation work) implements Output {}

        /// Both sides agree; once.
        ///
        /// @param latency   how long after its sending a packet is handed out, here or there, whichever is
        ///     longer
        /// @param encrypted whether others cannot read what travels
        record Connected(Duration latency, boolean encrypted) implements Output {}

        /// One packet's payload, in the order and at the pace of its sending; what came too late is left out.
        /// When the peer says goodbye, what is still held comes at once.
        record Received(Bytes payload) implements Output {}

        /// It is over, or came to nothing; once, last. Does not follow [Input.Close].
        ///
        /// @param reason   a constant in kebab-case, fit to label a counter
        /// @param sentence the same for a person
        record Closed(String reason, String sentence) implements Output {}

        /// Something was dropped.
        ///
        /// @param why a constant label, fit for a counter
        record Discarded(String why) implements Output {}
    }

    private sealed interface State {
        record Calling(CallerHandshake handshake) implements State {}

        /// Both sides know each other.
        ///
        /// @param answer the listener's conclusion, for a caller that has not heard it; empty on a caller's
        ///     side
        record Established(Path path, SendSide sending, ReceiveSide receiving, Agreement agreement, Bytes answer)
                implements State {}

        record Over() implements State {}
    }

    private final int socketId;
    private final long startNanos;
    private final RoundTripTime roundTrip = new RoundTripTime();
    private State state;
    private long lastHeardNanos;
    private boolean heard;
    private boolean announced;
    private boolean derives;
    private SrtStatistics last = SrtStatistics.NONE;

    private SrtConnection(int socketId, State state, long nowNanos) {
        this.socketId = socketId;
        this.state = state;
        this.startNanos = nowNanos;
        this.lastHeardNanos = nowNanos;
    }

    static SrtConnection calling(
            SrtCaller caller, int socketId, SendCipher.Refresh refresh, Chance chance, long nowNanos) {
        var handshake = new CallerHandshake(caller, socketId, refresh, chance, nowNanos);
        return new SrtConnection(socketId, new State.Calling(handshake), nowNanos);
    }

    /// A listener's end of a connection that it let in. Its first [#elapse], due at once, says so to both
    /// sides.
    ///
    /// @param answer the conclusion that tells the caller
    static SrtConnection answering(int socketId, Agreement agreement, Handshake answer, long nowNanos) {
        var connection = new SrtConnection(socketId, new State.Over(), nowNanos);
        // Stamped 0: our clock of this connection starts here.
        connection.establish(agreement, new Shake(answer, 0, agreement.peerSocketId()).write(), nowNanos);
        return connection;
    }

    /// A socket identifier that nobody can guess: positive, under 2^30 (libsrt marks groups by the bit above).
    public static int socketId(Chance chance) {
        return 1 + chance.nextInt((1 << 30) - 1);
    }

    /// Whom a datagram is for: a connection's socket identifier, 0 for a listener; -1 when it is none of SRT's.
    public static int destination(Bytes datagram) {
        return datagram.length() < SrtPacket.HEADER_LENGTH ? -1 : (int) datagram.u32(12);
    }

    /// @throws IllegalArgumentException when nobody can agree to it
    static void checkLatency(Duration latency) {
        if (latency.isNegative() || latency.compareTo(MAX_LATENCY) > 0)
            throw new IllegalArgumentException("an SRT latency is 0 to " + MAX_LATENCY + ", not " + latency);
    }

    /// The destination that datagrams for this connection carry.
    public int socketId() {
        return socketId;
    }

    /// Whether it is over: nothing more will come out.
    public boolean closed() {
        return state instanceof State.Over;
    }

    /// Whether what is sent now would leave soon; false while the peer does not keep up and what was sent
    /// before waits.
    public boolean writable(long nowNanos) {
        return state instanceof State.Established established
                && established.sending().writable(nowNanos);
    }

    /// Whether the peer has been heard since the handshake: whoever has not may not exist.
    boolean heard() {
        return heard;
    }

    @Override
    public void handle(Input input, long nowNanos, Consumer<? super Output> out) {
        switch (input) {
            case Input.Datagram(var bytes) -> {
                switch (SrtPacket.parse(bytes)) {
                    case Parsed.Malformed<SrtPacket>(var why) -> out.accept(new Output.Discarded(why));
                    case Parsed.Ok<SrtPacket>(var packet) -> arrived(packet, nowNanos, out);
                }
            }
            case Input.Send(var payload) -> send(payload, nowNanos, out);
            case Input.Derived(var key) -> derived(key, nowNanos, out);
            case Input.Close() -> close(nowNanos, out);
        }
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        switch (state) {
            case State.Calling(var handshake) -> {
                if (nowNanos >= handshake.giveUpNanos()) {
                    end("srt-no-answer", "Nobody answered at that address.", nowNanos, out);
                } else if (nowNanos >= handshake.repeatNanos()) {
                    shake(handshake, nowNanos, out);
                }
            }
            case State.Established established -> {
                if (!announced) announce(established, nowNanos, out);
                // Whoever was told may have closed it.
                if (state != established) return;
                if (nowNanos >= lastHeardNanos + TIMEOUT_NANOS) {
                    end("srt-timeout", "The other end fell silent.", nowNanos, out);
                    return;
                }
                established.receiving().elapse(nowNanos, out);
                established.sending().elapse(nowNanos, out);
                var path = established.path();
                if (nowNanos >= path.lastSentNanos() + KEEP_ALIVE_NANOS)
                    path.send(new KeepAlive(path.timestamp(nowNanos), path.destination()), nowNanos, out);
            }
            case State.Over _ -> {}
        }
    }

    @Override
    public long deadlineNanos() {
        return switch (state) {
            case State.Calling(var handshake) -> Math.min(handshake.repeatNanos(), handshake.giveUpNanos());
            case State.Established established -> {
                if (!announced) yield startNanos;
                long silence = Math.min(
                        lastHeardNanos + TIMEOUT_NANOS, established.path().lastSentNanos() + KEEP_ALIVE_NANOS);
                long work = Math.min(
                        established.receiving().deadlineNanos(),
                        established.sending().deadlineNanos());
                yield Math.min(silence, work);
            }
            case State.Over _ -> NEVER;
        };
    }

    /// How it is doing, or did.
    public SrtStatistics statistics(long nowNanos) {
        return state instanceof State.Established established ? count(established, nowNanos) : last;
    }

    private void arrived(SrtPacket packet, long nowNanos, Consumer<? super Output> out) {
        switch (state) {
            case State.Calling(var handshake) -> {
                if (packet instanceof Shake(var answer, int timestamp, var _)) {
                    step(handshake, handshake.answered(answer, timestamp), nowNanos, out);
                } else {
                    // Data may overtake the answer that allows it; it will be sent again.
                    out.accept(new Output.Discarded("srt-not-connected"));
                }
            }
            case State.Established established -> {
                if (!announced) announce(established, nowNanos, out);
                if (state != established) return;
                lastHeardNanos = nowNanos;
                established(established, packet, nowNanos, out);
            }
            case State.Over _ -> out.accept(new Output.Discarded("srt-closed"));
        }
    }

    private void established(
            State.Established established, SrtPacket packet, long nowNanos, Consumer<? super Output> out) {
        if (!(packet instanceof Shake)) heard = true;
        switch (packet) {
            case Data data -> established.receiving().data(data, nowNanos, out);
            case Ack ack -> established.sending().acknowledged(ack, nowNanos, out);
            case AckAck answer -> established.receiving().answered(answer, nowNanos);
            case Nak nak -> established.sending().missing(nak, nowNanos, out);
            case DropRequest(var _, var range, var _, var _) ->
                established.receiving().gaveUp(range, nowNanos, out);
            case KeyMessage message -> keyMessage(established, message, nowNanos, out);
            case Shake(var handshake, var _, var _) -> shakenAgain(established, handshake, out);
            case Shutdown _ -> {
                established.receiving().flush(nowNanos, out);
                finish(established, nowNanos);
                out.accept(new Output.Closed("srt-peer-closed", "The other end closed the connection."));
            }
            case KeepAlive _ -> {}
            case SrtPacket.Other _ -> {}
        }
    }

    private void step(
            CallerHandshake handshake, CallerHandshake.Step step, long nowNanos, Consumer<? super Output> out) {
        switch (step) {
            case CallerHandshake.Step.Go() -> shake(handshake, nowNanos, out);
            case CallerHandshake.Step.Agreed(var agreement) -> {
                lastHeardNanos = nowNanos;
                announce(establish(agreement, Bytes.EMPTY, nowNanos), nowNanos, out);
            }
            case CallerHandshake.Step.Wait() -> {}
            case CallerHandshake.Step.Failed(var reason, var sentence) -> end(reason, sentence, nowNanos, out);
            case CallerHandshake.Step.Ignored(var why) -> out.accept(new Output.Discarded(why));
        }
    }

    private void shake(CallerHandshake handshake, long nowNanos, Consumer<? super Output> out) {
        new Path(0, startNanos).send(new Shake(handshake.packet(nowNanos), timestamp(nowNanos), 0), nowNanos, out);
        if (derives) return;
        derives = true;
        handshake.derivation().ifPresent(work -> out.accept(new Output.Derive(work)));
    }

    private void derived(KeyWrap key, long nowNanos, Consumer<? super Output> out) {
        switch (state) {
            case State.Calling(var handshake) -> step(handshake, handshake.derived(key), nowNanos, out);
            case State.Established established ->
                established
                        .agreement()
                        .ciphers()
                        .flatMap(ciphers -> ciphers.receiving().derived(key))
                        .ifPresent(answer -> answerKeys(established, answer, nowNanos, out));
            case State.Over _ -> {}
        }
    }

    private State.Established establish(Agreement agreement, Bytes answer, long nowNanos) {
        var path = new Path(agreement.peerSocketId(), startNanos);
        long latency = agreement.receiveDelay().toNanos();
        var receiving = new ReceiveSide(
                path,
                roundTrip,
                new DeliveryClock(agreement.timestamp(), latency, nowNanos),
                latency,
                agreement.ciphers().map(Ciphers::receiving),
                agreement.initialSequence());
        var sending = new SendSide(
                path,
                roundTrip,
                agreement.ciphers().map(Ciphers::sending),
                agreement.initialSequence(),
                agreement.sendDelay().toNanos(),
                agreement.window(),
                nowNanos);
        var established = new State.Established(path, sending, receiving, agreement, answer);
        state = established;
        return established;
    }

    private void announce(State.Established established, long nowNanos, Consumer<? super Output> out) {
        announced = true;
        if (!established.answer().isEmpty()) out.accept(new Output.Transmit(established.answer()));
        var agreement = established.agreement();
        var latency = Agreement.larger(
                agreement.receiveDelay(), (int) agreement.sendDelay().toMillis());
        out.accept(new Output.Connected(latency, agreement.ciphers().isPresent()));
    }

    /// A caller that has not heard our conclusion repeats its own, and is told the same again.
    private static void shakenAgain(State.Established established, Handshake handshake, Consumer<? super Output> out) {
        boolean repeats = handshake.type() == Handshake.CONCLUSION
                && handshake.socketId() == established.agreement().peerSocketId();
        if (repeats && !established.answer().isEmpty()) out.accept(new Output.Transmit(established.answer()));
        else out.accept(new Output.Discarded("srt-handshake-again"));
    }

    private static void keyMessage(
            State.Established established, KeyMessage message, long nowNanos, Consumer<? super Output> out) {
        if (!message.request()) {
            if (!established.sending().keyAnswered(message.material()))
                out.accept(new Output.Discarded("srt-key-refused"));
            return;
        }
        var reply = established
                .agreement()
                .ciphers()
                .map(ciphers -> ciphers.receiving().reply(message.material()))
                .orElseGet(() -> new ReceiveCipher.Reply.Now(ReceiveCipher.word(KeyState.NO_SECRET)));
        switch (reply) {
            case ReceiveCipher.Reply.Now(var words) -> answerKeys(established, words, nowNanos, out);
            case ReceiveCipher.Reply.After(var work) -> out.accept(new Output.Derive(work));
            case ReceiveCipher.Reply.Silence() -> out.accept(new Output.Discarded("srt-key-early"));
        }
    }

    private static void answerKeys(
            State.Established established, Bytes words, long nowNanos, Consumer<? super Output> out) {
        var path = established.path();
        path.send(new KeyMessage(false, words, path.timestamp(nowNanos), path.destination()), nowNanos, out);
    }

    private void send(Bytes payload, long nowNanos, Consumer<? super Output> out) {
        if (payload.isEmpty() || payload.length() > MAX_PAYLOAD)
            throw new IllegalArgumentException("an SRT payload has 1 to " + MAX_PAYLOAD + " bytes");
        if (!(state instanceof State.Established established)) {
            out.accept(new Output.Discarded("srt-not-connected"));
            return;
        }
        established.sending().submit(payload, nowNanos, out);
    }

    private void close(long nowNanos, Consumer<? super Output> out) {
        if (state instanceof State.Established established) {
            sayGoodbye(established.path(), nowNanos, out);
            finish(established, nowNanos);
        }
        state = new State.Over();
    }

    private void end(String reason, String sentence, long nowNanos, Consumer<? super Output> out) {
        close(nowNanos, out);
        out.accept(new Output.Closed(reason, sentence));
    }

    private static void sayGoodbye(Path path, long nowNanos, Consumer<? super Output> out) {
        path.send(new Shutdown(path.timestamp(nowNanos), path.destination()), nowNanos, out);
    }

    private void finish(State.Established established, long nowNanos) {
        last = count(established, nowNanos);
        state = new State.Over();
    }

    private int timestamp(long nowNanos) {
        return new Path(0, startNanos).timestamp(nowNanos);
    }

    private SrtStatistics count(State.Established established, long nowNanos) {
        var sending = established.sending();
        var receiving = established.receiving();
        return new SrtStatistics(
                roundTrip.rttNanos(),
                roundTrip.varianceNanos(),
                established.agreement().receiveDelay().toNanos(),
                sending.sent(),
                sending.sentBytes(),
                sending.retransmitted(),
                sending.dropped(),
                receiving.received(),
                receiving.receivedBytes(),
                receiving.receivedAgain(),
                receiving.lost(),
                receiving.dropped(),
                BITS * sending.rate(nowNanos),
                BITS * receiving.rate(nowNanos));
    }
}
