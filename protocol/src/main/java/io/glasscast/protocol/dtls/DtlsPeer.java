package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed.Malformed;
import io.glasscast.kernel.Parsed.Ok;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One DTLS 1.2 connection, either role, from the first flight to the close (RFC 6347).
///
/// Takes datagrams of the peer, which ICE told apart from others', and gives datagrams for it. What is malformed,
/// forged, repeated or late is dropped and reported as [Output.Discarded]; nothing that a peer sends throws.
public final class DtlsPeer implements Machine<Bytes, DtlsPeer.Output> {
    /// What the machine wants done, and what happened.
    public sealed interface Output {
        /// Send this UDP datagram to the peer.
        record Send(Bytes datagram) implements Output {}

        /// The peer proved its certificate and both hold keys; once.
        ///
        /// @param srtpProfile as in RFC 5764 §4.1.2
        record Connected(int srtpProfile) implements Output {}

        /// The peer said goodbye (close_notify); the machine is done.
        record Closed() implements Output {}

        /// No connection, or no more; the machine is dead.
        ///
        /// @param why a constant label
        record Failed(String why) implements Output {}

        /// A record was dropped.
        ///
        /// @param why a constant label, fit for a counter
        record Discarded(String why) implements Output {}
    }

    /// What differs from one use to the next.
    ///
    /// @param cookie whether a server demands a cookie before it answers at length (RFC 6347 §4.2.1). Off by
    ///               default: it costs a round trip, and whoever is behind ICE limits the answers in another way
    /// @param mtu    bytes of UDP payload that reach the peer in one piece
    public record Options(boolean cookie, int mtu) {
        public static final Options DEFAULT = new Options(false, 1200);

        /// A record, its seal, a fragment's header and something in it.
        private static final int MIN_MTU = 128;

        public Options {
            if (mtu < MIN_MTU) throw new IllegalArgumentException("mtu " + mtu + " is under " + MIN_MTU);
        }
    }

    /// A handshake that takes longer is given up: whoever waits for a picture left before.
    static final long HANDSHAKE_NANOS = 30_000_000_000L;

    /// Records of epoch 1 kept until there are keys: a Finished, some copies of it, and an alert.
    static final int MAX_EARLY = 4;

    private enum Phase {
        IDLE,
        SHAKING,
        CONNECTED,
        OVER
    }

    private final Role role;
    private final Options options;
    private final Handshake handshake;
    private final RecordLayer records = new RecordLayer();
    private final Reassembly reassembly = new Reassembly();
    private final Retransmission retransmission = new Retransmission();
    private final List<DtlsRecord> early = new ArrayList<>();
    private Optional<Session> session = Optional.empty();
    private Phase phase = Phase.IDLE;
    private long giveUpNanos;
    /// The epoch of our alerts. Until we said ChangeCipherSpec, a peer may not open epoch 1.
    private int alertEpoch = RecordLayer.PLAIN;
    /// The first message of the flight that we wait for: what comes before it, the peer repeats.
    private int awaitedFlight;

    /// With [Options#DEFAULT].
    public DtlsPeer(
            Role role,
            DtlsIdentity identity,
            List<Fingerprint> expected,
            List<Integer> srtpProfiles,
            Chance chance,
            long nowNanos) {
        this(role, identity, expected, srtpProfiles, Options.DEFAULT, chance, nowNanos);
    }

    /// The thirty seconds for the handshake run from here, and anew from [#start].
    ///
    /// @param expected     the peer's certificate must match one of these
    /// @param srtpProfiles ours, best first (RFC 5764 §4.1.2); a server chooses by this order
    public DtlsPeer(
            Role role,
            DtlsIdentity identity,
            List<Fingerprint> expected,
            List<Integer> srtpProfiles,
            Options options,
            Chance chance,
            long nowNanos) {
        var terms = new Terms(identity, List.copyOf(expected), List.copyOf(srtpProfiles), options.cookie(), chance);
        this.role = role;
        this.options = options;
        handshake = switch (role) {
            case CLIENT -> new ClientHandshake(terms);
            case SERVER -> new ServerHandshake(terms);
        };
        giveUpNanos = nowNanos + HANDSHAKE_NANOS;
    }

    /// Begins: a client sends its ClientHello, a server waits for one. Once; again does nothing.
    public void start(long nowNanos, Consumer<? super Output> out) {
        if (phase != Phase.IDLE) return;
        phase = Phase.SHAKING;
        giveUpNanos = nowNanos + HANDSHAKE_NANOS;
        take(handshake.begin(), nowNanos, out);
    }

    /// Says goodbye (close_notify, RFC 5246 §7.2.1) and ends. There is no answer to wait for.
    public void close(long nowNanos, Consumer<? super Output> out) {
        if (phase == Phase.SHAKING || phase == Phase.CONNECTED) sendAlert(Alert.WARNING, Alert.CLOSE_NOTIFY, out);
        end();
    }

    /// Takes one UDP datagram, which holds one or more records.
    @Override
    public void handle(Bytes datagram, long nowNanos, Consumer<? super Output> out) {
        // A client's first flight may come before whoever drives a server noticed that it may start.
        if (phase == Phase.IDLE && role == Role.SERVER) start(nowNanos, out);
        if (phase == Phase.IDLE || phase == Phase.OVER) {
            out.accept(new Output.Discarded("dtls-not-running"));
            return;
        }
        if (datagram.isEmpty()) out.accept(new Output.Discarded("dtls-record-short"));
        for (var rest = datagram; !rest.isEmpty() && phase != Phase.OVER; ) {
            switch (DtlsRecord.parse(rest)) {
                case Malformed<DtlsRecord>(var why) -> {
                    out.accept(new Output.Discarded(why));
                    return; // where the next record begins, nobody knows
                }
                case Ok<DtlsRecord>(var sealed) -> {
                    rest = rest.from(sealed.length());
                    onRecord(sealed, nowNanos, out);
                }
            }
        }
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        if (phase != Phase.IDLE && phase != Phase.SHAKING) return;
        if (nowNanos >= giveUpNanos) fail("dtls-timeout", out);
        else if (retransmission.elapse(nowNanos)) send(retransmission.flight(), out);
    }

    @Override
    public long deadlineNanos() {
        return switch (phase) {
            case IDLE, SHAKING -> Math.min(giveUpNanos, retransmission.deadlineNanos());
            case CONNECTED, OVER -> NEVER;
        };
    }

    /// Keying material for another protocol (RFC 5705 §4, without a context), such as `EXTRACTOR-dtls_srtp`.
    ///
    /// @param length bytes
    /// @throws IllegalStateException before `Connected` and after the end
    public Bytes exportKeyingMaterial(String label, int length) {
        if (phase != Phase.CONNECTED) throw new IllegalStateException("not connected");
        return session.orElseThrow().export(label, length);
    }

    private void onRecord(DtlsRecord sealed, long nowNanos, Consumer<? super Output> out) {
        switch (records.open(sealed)) {
            case RecordLayer.Opened.Dropped(var why) -> out.accept(new Output.Discarded(why));
            case RecordLayer.Opened.Early() -> {
                if (early.size() < MAX_EARLY) early.add(sealed.detached());
                else out.accept(new Output.Discarded("dtls-record-early"));
            }
            case RecordLayer.Opened.Content content
            when phase == Phase.CONNECTED && content.epoch() == RecordLayer.PLAIN ->
                out.accept(new Output.Discarded("dtls-record-unprotected")); // anybody could have sent it
            case RecordLayer.Opened.Content(var type, int epoch, var fragment) -> {
                switch (type) {
                    case HANDSHAKE -> onHandshake(epoch, fragment, nowNanos, out);
                    case ALERT -> onAlert(fragment, out);
                    case CHANGE_CIPHER_SPEC -> {} // says nothing that the epochs do not, see RecordLayer
                    case APPLICATION_DATA -> out.accept(new Output.Discarded("dtls-application-data"));
                }
            }
        }
    }

    /// A record may hold several fragments, of one message or of several.
    private void onHandshake(int epoch, Bytes fragments, long nowNanos, Consumer<? super Output> out) {
        if (fragments.isEmpty()) out.accept(new Output.Discarded("dtls-handshake-short"));
        for (var rest = fragments; !rest.isEmpty() && phase != Phase.OVER; ) {
            switch (HandshakeFragment.parse(rest)) {
                case Malformed<HandshakeFragment>(var why) -> {
                    out.accept(new Output.Discarded(why));
                    return;
                }
                case Ok<HandshakeFragment>(var fragment) -> {
                    rest = rest.from(fragment.size());
                    onFragment(epoch, fragment, nowNanos, out);
                }
            }
        }
    }

    private void onFragment(int epoch, HandshakeFragment fragment, long nowNanos, Consumer<? super Output> out) {
        if (epoch != fragment.type().epoch()) {
            if (phase == Phase.CONNECTED) refuseRenegotiation(fragment, out);
            else out.accept(new Output.Discarded("dtls-handshake-epoch"));
            return;
        }
        switch (reassembly.offer(fragment)) {
            case KEPT -> takeMessages(nowNanos, out);
            case OLD -> {
                boolean repeats = fragment.sequence() < awaitedFlight;
                if (repeats && retransmission.answer(nowNanos)) send(retransmission.flight(), out);
            }
            case TOO_LONG -> out.accept(new Output.Discarded("dtls-handshake-long"));
            case TOO_FAR_AHEAD -> out.accept(new Output.Discarded("dtls-handshake-ahead"));
            case TOO_MUCH -> out.accept(new Output.Discarded("dtls-handshake-much"));
            case CONTRADICTORY -> out.accept(new Output.Discarded("dtls-handshake-contradictory"));
        }
    }

    private void takeMessages(long nowNanos, Consumer<? super Output> out) {
        while (phase == Phase.SHAKING) {
            var message = reassembly.next();
            if (message.isEmpty()) return;
            take(handshake.on(message.get()), nowNanos, out);
        }
    }

    private void take(Step step, long nowNanos, Consumer<? super Output> out) {
        switch (step) {
            case Step.Wait() -> {}
            case Step.Send(var flight) -> begin(flight, nowNanos, out);
            case Step.Protect(var agreed, var flight) -> {
                session = Optional.of(agreed);
                records.protect(agreed.cipher(role), agreed.cipher(other(role)));
                if (!flight.items().isEmpty()) begin(flight, nowNanos, out);
                var waiting = List.copyOf(early);
                early.clear();
                for (var sealed : waiting) if (phase != Phase.OVER) onRecord(sealed, nowNanos, out);
            }
            case Step.Complete(var flight, int srtpProfile) -> {
                begin(flight, nowNanos, out);
                phase = Phase.CONNECTED;
                out.accept(new Output.Connected(srtpProfile));
            }
            case Step.Refuse(var alert, var why) -> {
                sendAlert(Alert.FATAL, alert, out);
                fail(why, out);
            }
        }
    }

    private void begin(Flight flight, long nowNanos, Consumer<? super Output> out) {
        awaitedFlight = reassembly.nextSequence();
        if (flight.items().contains(new Flight.Item.ChangeCipherSpec())) alertEpoch = RecordLayer.SEALED;
        retransmission.begin(flight, nowNanos);
        send(flight, out);
    }

    /// A peer that asks for new keys gets none, and keeps the connection (RFC 5246 §7.2.2).
    private void refuseRenegotiation(HandshakeFragment fragment, Consumer<? super Output> out) {
        boolean asks = fragment.type() == HandshakeType.HELLO_REQUEST || fragment.type() == HandshakeType.CLIENT_HELLO;
        if (asks) sendAlert(Alert.WARNING, Alert.NO_RENEGOTIATION, out);
        out.accept(new Output.Discarded(asks ? "dtls-renegotiation" : "dtls-handshake-epoch"));
    }

    /// In the handshake's plain epoch anybody can say goodbye for the peer; they could as well drop its packets.
    private void onAlert(Bytes alert, Consumer<? super Output> out) {
        if (alert.length() != Alert.LENGTH) {
            out.accept(new Output.Discarded("dtls-alert-length"));
            return;
        }
        int code = alert.u8(1);
        if (code == Alert.CLOSE_NOTIFY.code) {
            sendAlert(Alert.WARNING, Alert.CLOSE_NOTIFY, out);
            end();
            out.accept(new Output.Closed());
        } else if (alert.u8(0) == Alert.FATAL) {
            fail(Alert.label(code), out);
        } else {
            out.accept(new Output.Discarded("dtls-alert-warning"));
        }
    }

    private void send(Flight flight, Consumer<? super Output> out) {
        datagrams(out).send(flight);
    }

    private void sendAlert(int level, Alert alert, Consumer<? super Output> out) {
        datagrams(out).sendAlert(alertEpoch, alert.write(level));
    }

    private Datagrams datagrams(Consumer<? super Output> out) {
        return new Datagrams(records, options.mtu(), datagram -> out.accept(new Output.Send(datagram)));
    }

    private void fail(String why, Consumer<? super Output> out) {
        end();
        out.accept(new Output.Failed(why));
    }

    private void end() {
        phase = Phase.OVER;
        early.clear();
        session.ifPresent(Session::forget);
        session = Optional.empty();
    }

    private static Role other(Role role) {
        return switch (role) {
            case CLIENT -> Role.SERVER;
            case SERVER -> Role.CLIENT;
        };
    }
}
