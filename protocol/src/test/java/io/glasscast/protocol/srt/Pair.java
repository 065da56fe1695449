package io.glasscast.protocol.srt;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.srt.SrtConnection.Input;
import io.glasscast.protocol.srt.SrtConnection.Output;
import io.glasscast.protocol.srt.SrtListener.Admission;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A caller and a listener with a network between them, in a world of its own.
final class Pair {
    static final TransportAddress CALLER = address(5001);
    static final SrtSecret SECRET = new SrtSecret("a passphrase of some length");
    static final long DERIVING = 2 * Simulation.MS;
    static final KeyWrap WRAP =
            new KeyDerivation(SECRET, Bytes.of(new byte[KeyMaterial.SALT_LENGTH]), SECRET.keyLength()).derive();

    /// A packet of a transport stream.
    private static final int PAYLOAD = 188;

    /// How a pair differs from the usual.
    ///
    /// @param clockRate how many of the caller's nanoseconds pass in one of the listener's
    record Setting(
            SrtCaller caller,
            Function<SrtListener.Call, Admission> admission,
            Link.Conditions there,
            Link.Conditions back,
            SendCipher.Refresh refresh,
            double clockRate) {
        static Setting of(Duration latency) {
            return new Setting(
                    new SrtCaller("publish:key", latency, Optional.empty()),
                    _ -> new Admission.Accept(Optional.empty(), Duration.ZERO),
                    Link.Conditions.PERFECT,
                    Link.Conditions.PERFECT,
                    SendCipher.Refresh.STANDARD,
                    1);
        }

        Setting path(Link.Conditions both) {
            return new Setting(caller, admission, both, both, refresh, clockRate);
        }

        Setting back(Link.Conditions conditions) {
            return new Setting(caller, admission, there, conditions, refresh, clockRate);
        }

        Setting encrypted(int keyLength) {
            var secret = Optional.of(new SrtSecret(SECRET.passphrase(), keyLength));
            return caller(new SrtCaller(caller.streamId(), caller.latency(), secret))
                    .admission(_ -> new Admission.Accept(Optional.of(SECRET), Duration.ZERO));
        }

        Setting caller(SrtCaller other) {
            return new Setting(other, admission, there, back, refresh, clockRate);
        }

        Setting admission(Function<SrtListener.Call, Admission> other) {
            return new Setting(caller, other, there, back, refresh, clockRate);
        }

        Setting refresh(long after, long announce) {
            return new Setting(caller, admission, there, back, new SendCipher.Refresh(after, announce), clockRate);
        }

        Setting clockRate(double rate) {
            return new Setting(caller, admission, there, back, refresh, rate);
        }
    }

    /// A payload that came out, and when.
    record Arrival(int number, long atNanos) {}

    /// One side: its machine and all that it said.
    final class Side {
        @Nullable
        SrtConnection connection;

        final List<Arrival> received = new ArrayList<>();
        final List<String> discarded = new ArrayList<>();
        Optional<Output.Connected> connected = Optional.empty();
        Optional<Output.Closed> closed = Optional.empty();
        private final boolean calls;

        Side(boolean calls) {
            this.calls = calls;
        }

        SrtConnection machine() {
            if (connection == null) throw new AssertionError("no connection");
            return connection;
        }

        long now() {
            return clock(calls);
        }

        void send(int number) {
            send(number, PAYLOAD);
        }

        void send(int number, int length) {
            machine().handle(new Input.Send(payload(number, length)), now(), this::take);
        }

        void close() {
            machine().handle(new Input.Close(), now(), this::take);
        }

        void arrives(Bytes datagram) {
            if (connection != null) connection.handle(new Input.Datagram(datagram), now(), this::take);
        }

        SrtStatistics statistics() {
            return machine().statistics(now());
        }

        void take(Output output) {
            switch (output) {
                case Output.Transmit(var datagram) -> (calls ? there : back).send(datagram);
                case Output.Derive(var work) ->
                    simulation.after(
                            DERIVING, () -> machine().handle(new Input.Derived(work.derive()), now(), this::take));
                case Output.Connected said -> connected = Optional.of(said);
                case Output.Received(var payload) -> received.add(new Arrival(number(payload), simulation.now()));
                case Output.Closed said -> closed = Optional.of(said);
                case Output.Discarded(var why) -> discarded.add(why);
            }
        }
    }

    final Simulation simulation;
    final Link there;
    final Link back;
    final Side caller = new Side(true);
    final Side listener = new Side(false);
    final SrtListener door;
    final List<Rejection> refused = new ArrayList<>();
    private final double clockRate;

    Pair(long seed, Setting setting) {
        this(seed, setting, Chance.seeded(seed));
    }

    /// @param callers what the caller makes its first sequence number and its keys of
    Pair(long seed, Setting setting, Chance callers) {
        simulation = new Simulation(seed);
        clockRate = setting.clockRate();
        var chance = Chance.seeded(seed);
        there = new Link(simulation, setting.there(), this::atListener);
        back = new Link(simulation, setting.back(), caller::arrives);
        door = new SrtListener(chance, () -> SrtConnection.socketId(chance), setting.refresh(), setting.admission());
        caller.connection = SrtConnection.calling(
                setting.caller(), SrtConnection.socketId(chance), setting.refresh(), callers, clock(true));
        keepTime(caller);
    }

    /// Lets a caller send `count` payloads, one every `periodNanos` from when it is connected, and waits for
    /// the rest.
    Pair transfer(int count, long periodNanos, long patienceNanos) {
        connect();
        long until = simulation.now() + (count - 1) * periodNanos;
        var next = new int[1];
        simulation.every(periodNanos, until, () -> caller.send(next[0]++));
        simulation.runUntil(until + patienceNanos);
        return this;
    }

    Pair connect() {
        long until = simulation.now() + 4 * Simulation.SECOND;
        while (caller.connected.isEmpty() && caller.closed.isEmpty() && simulation.now() < until)
            simulation.runUntil(simulation.now() + 10 * Simulation.MS);
        return this;
    }

    List<Integer> numbers() {
        return listener.received.stream().map(Arrival::number).toList();
    }

    static Bytes payload(int number) {
        return payload(number, PAYLOAD);
    }

    private static Bytes payload(int number, int length) {
        return new ByteWriter(length).u32(number).zeros(length - 4).toBytes();
    }

    static int number(Bytes payload) {
        return (int) payload.u32(0);
    }

    private void atListener(Bytes datagram) {
        if (SrtConnection.destination(datagram) != 0) {
            listener.arrives(datagram);
            return;
        }
        door.datagram(CALLER, datagram, clock(false), this::listened);
    }

    private void listened(SrtListener.Output output) {
        switch (output) {
            case SrtListener.Output.Transmit(var _, var bytes) -> back.send(bytes);
            case SrtListener.Output.Accepted(var connection, var _) -> {
                listener.connection = connection;
                keepTime(listener);
            }
            case SrtListener.Output.Known(var _, var bytes) -> listener.arrives(bytes);
            case SrtListener.Output.Derive(var work) ->
                simulation.after(DERIVING, () -> door.derived(work.derive(), clock(false), this::listened));
            case SrtListener.Output.Discarded(var why) -> listener.discarded.add(why);
            case SrtListener.Output.Refused(var _, var why) -> refused.add(why);
        }
    }

    private long clock(boolean callers) {
        return callers ? (long) (simulation.now() * clockRate) : simulation.now();
    }

    private void keepTime(Side side) {
        var machine = side.machine();
        simulation.keepTime(
                () -> machine.deadlineNanos() == SrtConnection.NEVER
                        ? SrtConnection.NEVER
                        : side.calls
                                ? (long) Math.ceil(machine.deadlineNanos() / clockRate) + 1
                                : machine.deadlineNanos(),
                _ -> machine.elapse(side.now(), side::take));
    }

    private static TransportAddress address(int port) {
        try {
            return TransportAddress.udp(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), port));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
