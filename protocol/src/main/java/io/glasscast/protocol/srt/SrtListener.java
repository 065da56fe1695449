package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.srt.HandshakeExtension.Congestion;
import io.glasscast.protocol.srt.HandshakeExtension.Hello;
import io.glasscast.protocol.srt.HandshakeExtension.Keys;
import io.glasscast.protocol.srt.SrtPacket.Shake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;

/// Answers callers (draft-sharabayko-srt-01 §4.3.1). It remembers nothing of a caller before that caller has
/// shown, by a cookie, that it lives at its address; then its owner says whether it may come in.
///
/// What it answers to strangers is never longer than what they sent.
///
/// Whether a caller has the passphrase costs time to find out, so the owner is asked to do that work elsewhere
/// ([Output.Derive]); the caller waits for it, and nobody else.
public final class SrtListener {
    /// A caller stays half open until it sends something beyond handshakes. Enough for a house full of glasses
    /// behind one translator, all coming back at once.
    static final int MAX_HALF_OPEN_PER_ADDRESS = 32;

    static final int MAX_HALF_OPEN = 256;
    /// Keys of one address that are being derived. Who calls with ever new salts waits for its own; a house full of
    /// glasses that all come back at once repeat themselves, and are through within a second.
    static final int MAX_DERIVING_PER_ADDRESS = 8;

    /// Some tens of milliseconds of work.
    static final int MAX_DERIVING = 64;

    /// Somebody who wants to come in.
    ///
    /// @param streamId malformed when there is none, or none that can be read
    /// @param encrypted whether it has a passphrase, right or wrong
    public record Call(TransportAddress from, Parsed<StreamId> streamId, boolean encrypted) {}

    public sealed interface Admission {
        /// Come in.
        ///
        /// @param secret  empty: must not be encrypted; else it must be, with this passphrase
        /// @param latency the larger of both sides' wins
        record Accept(Optional<SrtSecret> secret, Duration latency) implements Admission {
            public Accept {
                SrtConnection.checkLatency(latency);
            }
        }

        record Refuse(Rejection why) implements Admission {}
    }

    public sealed interface Output {
        record Transmit(TransportAddress to, Bytes datagram) implements Output {}

        /// A new connection, whose first `elapse` is due at once.
        record Accepted(SrtConnection connection, Call call) implements Output {}

        /// The datagram is for a connection that exists: its caller has not heard yet.
        record Known(SrtConnection connection, Bytes datagram) implements Output {}

        /// Do this, on a thread that has the time, and give what came out to [SrtListener#derived]; where
        /// nothing did, say so by [SrtListener#underived].
        record Derive(KeyDerivation work) implements Output {}

        /// @param why a constant label, fit for a counter
        record Discarded(String why) implements Output {}

        /// A caller was turned away.
        record Refused(Call call, Rejection why) implements Output {}
    }

    /// A caller is known by its address and its own socket identifier.
    private record Caller(TransportAddress address, int socketId) {}

    /// A caller whose key is being derived, and what it said.
    private record Waiting(KeyDerivation work, Handshake conclusion, int timestamp) {}

    private final Chance chance;
    private final IntSupplier socketIds;
    private final SendCipher.Refresh refresh;
    private final Function<Call, Admission> admission;
    private final SynCookies cookies;
    private final Map<Caller, SrtConnection> connections = new HashMap<>();
    private final Map<Caller, Waiting> waiting = new HashMap<>();

    /// @param socketIds hands out identifiers that are not in use, see [SrtConnection#socketId(Chance)]
    /// @param admission asked once a caller has shown that it lives at its address
    public SrtListener(Chance chance, IntSupplier socketIds, Function<Call, Admission> admission) {
        this(chance, socketIds, SendCipher.Refresh.STANDARD, admission);
    }

    SrtListener(Chance chance, IntSupplier socketIds, SendCipher.Refresh refresh, Function<Call, Admission> admission) {
        this.chance = chance;
        this.socketIds = socketIds;
        this.refresh = refresh;
        this.admission = admission;
        this.cookies = new SynCookies(chance);
    }

    /// Takes a datagram for destination 0, or for nobody that is known.
    public void datagram(TransportAddress from, Bytes datagram, long nowNanos, Consumer<? super Output> out) {
        switch (SrtPacket.parse(datagram)) {
            case Parsed.Malformed<SrtPacket>(var why) -> out.accept(new Output.Discarded(why));
            case Parsed.Ok<SrtPacket>(var packet) -> {
                if (packet instanceof Shake(var handshake, int timestamp, var _))
                    switch (handshake.type()) {
                        case Handshake.INDUCTION -> induce(from, handshake, nowNanos, out);
                        case Handshake.CONCLUSION -> conclude(from, handshake, timestamp, datagram, nowNanos, out);
                        default -> out.accept(new Output.Discarded("srt-handshake-type"));
                    }
                else out.accept(new Output.Discarded("srt-nobody"));
            }
        }
    }

    private void induce(TransportAddress from, Handshake hello, long nowNanos, Consumer<? super Output> out) {
        var answer = new Handshake(
                Handshake.VERSION,
                0,
                Handshake.MAGIC,
                hello.initialSequence(),
                Handshake.MTU,
                ReceiveBuffer.CAPACITY,
                Handshake.INDUCTION,
                hello.socketId(),
                cookies.bake(from, nowNanos),
                Agreement.NO_ADDRESS,
                List.of());
        out.accept(new Output.Transmit(from, new Shake(answer, 0, hello.socketId()).write()));
    }

    private void conclude(
            TransportAddress from,
            Handshake conclusion,
            int timestamp,
            Bytes datagram,
            long nowNanos,
            Consumer<? super Output> out) {
        if (!cookies.good(conclusion.cookie(), from, nowNanos)) {
            out.accept(new Output.Discarded("srt-cookie"));
            return;
        }
        connections.values().removeIf(SrtConnection::closed);
        var known = connections.get(new Caller(from, conclusion.socketId()));
        if (known != null) {
            out.accept(new Output.Known(known, datagram));
            return;
        }
        if (waiting.containsKey(new Caller(from, conclusion.socketId())))
            out.accept(new Output.Discarded("srt-handshake-again"));
        else conclude(from, conclusion, timestamp, Optional.empty(), nowNanos, out);
    }

    /// Takes what [Output.Derive] asked for.
    public void derived(KeyWrap key, long nowNanos, Consumer<? super Output> out) {
        letGo(key.origin())
                .forEach((caller, said) -> conclude(
                        caller.address(), said.conclusion(), said.timestamp(), Optional.of(key), nowNanos, out));
    }

    /// What [Output.Derive] asked for cannot be had: whoever waits for it is turned away, and may call again.
    public void underived(KeyDerivation work, Consumer<? super Output> out) {
        letGo(work).forEach((caller, said) -> {
            var call = call(caller.address(), said.conclusion());
            refuse(call, said.conclusion(), Rejection.INTERNAL, out);
        });
    }

    /// Those who wait for a key, and from now on do not, whatever becomes of them: if a bug keeps one from being
    /// let in, the others must not wait for ever. They repeat themselves.
    private Map<Caller, Waiting> letGo(KeyDerivation work) {
        var found = new HashMap<Caller, Waiting>();
        waiting.forEach((caller, said) -> {
            if (said.work().equals(work)) found.put(caller, said);
        });
        waiting.keySet().removeAll(found.keySet());
        return found;
    }

    /// @param key what the caller's keys are wrapped in, once it has been derived
    private void conclude(
            TransportAddress from,
            Handshake conclusion,
            int timestamp,
            Optional<KeyWrap> key,
            long nowNanos,
            Consumer<? super Output> out) {
        var keys = conclusion.extension(Keys.class).map(Keys::material);
        var call = call(from, conclusion);
        switch (admit(call, conclusion, timestamp, keys, key)) {
            case Verdict.In(var agreement, var hello) -> {
                var connection = accept(conclusion, agreement, hello, keys, nowNanos);
                connections.put(new Caller(from, conclusion.socketId()), connection);
                out.accept(new Output.Accepted(connection, call));
            }
            case Verdict.After(var work) -> {
                if (tooManyWait(from)) {
                    out.accept(new Output.Discarded("srt-deriving"));
                    return;
                }
                waiting.put(new Caller(from, conclusion.socketId()), new Waiting(work, conclusion, timestamp));
                out.accept(new Output.Derive(work));
            }
            case Verdict.Out(var why) -> refuse(call, conclusion, why, out);
        }
    }

    private static Call call(TransportAddress from, Handshake conclusion) {
        var streamId = conclusion
                .extension(HandshakeExtension.Stream.class)
                .map(stream -> StreamId.parse(stream.text()))
                .orElseGet(() -> Parsed.malformed("srt-stream-id-empty"));
        return new Call(from, streamId, conclusion.extension(Keys.class).isPresent());
    }

    private static void refuse(Call call, Handshake conclusion, Rejection why, Consumer<? super Output> out) {
        var refusal = new Shake(conclusion.refused(why), 0, conclusion.socketId());
        out.accept(new Output.Transmit(call.from(), refusal.write()));
        out.accept(new Output.Refused(call, why));
    }

    private sealed interface Verdict {
        record In(Agreement agreement, Hello hello) implements Verdict {}

        /// To be decided when this is done.
        record After(KeyDerivation work) implements Verdict {}

        record Out(Rejection why) implements Verdict {}
    }

    private Verdict admit(Call call, Handshake conclusion, int timestamp, Optional<Bytes> keys, Optional<KeyWrap> key) {
        var hello = conclusion.extension(Hello.class);
        if (conclusion.version() != Handshake.VERSION
                || hello.isEmpty()
                || hello.get().version() < Agreement.MIN_SRT_VERSION) return new Verdict.Out(Rejection.VERSION);
        if ((hello.get().flags() & HandshakeExtension.STREAM) != 0) return new Verdict.Out(Rejection.MESSAGE_API);
        var congestion = conclusion.extension(Congestion.class).map(Congestion::name);
        if (congestion.isPresent() && !congestion.get().equals("live")) return new Verdict.Out(Rejection.CONGESTION);
        if (tooMany(call.from())) return new Verdict.Out(Rejection.BACKLOG);
        return switch (admission.apply(call)) {
            case Admission.Refuse(var why) -> new Verdict.Out(why);
            case Admission.Accept(var secret, var latency) -> {
                if (secret.isPresent() != keys.isPresent()) yield new Verdict.Out(Rejection.UNSECURE);
                Optional<Ciphers> ciphers = Optional.empty();
                if (secret.isPresent()) {
                    if (!(KeyMaterial.parse(keys.orElse(Bytes.EMPTY)) instanceof Parsed.Ok<KeyMaterial>(var material)))
                        yield new Verdict.Out(Rejection.BAD_SECRET);
                    var work = KeyDerivation.of(secret.get(), material);
                    if (key.isEmpty() || !key.get().origin().equals(work)) yield new Verdict.After(work);
                    ciphers = Ciphers.told(key.get(), material, refresh, chance);
                    if (ciphers.isEmpty()) yield new Verdict.Out(Rejection.BAD_SECRET);
                }
                yield new Verdict.In(
                        new Agreement(
                                conclusion.socketId(),
                                conclusion.initialSequence(),
                                conclusion.flowWindow(),
                                Agreement.larger(latency, hello.get().senderDelay()),
                                Agreement.larger(latency, hello.get().receiverDelay()),
                                timestamp,
                                ciphers),
                        hello.get());
            }
        };
    }

    private SrtConnection accept(
            Handshake conclusion, Agreement agreement, Hello hello, Optional<Bytes> keys, long nowNanos) {
        int socketId = socketIds.getAsInt();
        var extensions = new ArrayList<HandshakeExtension>();
        extensions.add(new Hello(
                false,
                Agreement.SRT_VERSION,
                Agreement.FLAGS,
                (int) agreement.receiveDelay().toMillis(),
                (int) agreement.sendDelay().toMillis()));
        int flags = Handshake.HAS_HELLO;
        if (keys.isPresent()) {
            extensions.add(new Keys(false, keys.get()));
            flags |= Handshake.HAS_KEY_MATERIAL;
        }
        var answer = new Handshake(
                Handshake.VERSION,
                conclusion.encryption(),
                flags,
                conclusion.initialSequence(),
                Math.min(conclusion.mtu(), Handshake.MTU),
                ReceiveBuffer.CAPACITY,
                Handshake.CONCLUSION,
                socketId,
                conclusion.cookie(),
                Agreement.NO_ADDRESS,
                List.copyOf(extensions));
        return SrtConnection.answering(socketId, agreement, answer, nowNanos);
    }

    private boolean tooManyWait(TransportAddress from) {
        var address = from.socket().getAddress();
        long here = waiting.keySet().stream()
                .filter(caller -> caller.address().socket().getAddress().equals(address))
                .count();
        return waiting.size() >= MAX_DERIVING || here >= MAX_DERIVING_PER_ADDRESS;
    }

    private boolean tooMany(TransportAddress from) {
        int all = 0;
        int here = 0;
        for (var entry : connections.entrySet()) {
            if (entry.getValue().heard()) continue;
            all++;
            var address = entry.getKey().address().socket().getAddress();
            if (address.equals(from.socket().getAddress())) here++;
        }
        return all >= MAX_HALF_OPEN || here >= MAX_HALF_OPEN_PER_ADDRESS;
    }
}
