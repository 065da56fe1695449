package io.glasscast.glasses.uplink;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What every uplink over TCP stands on: one connection, with TLS or without, weather in both directions, and the loop
/// in which a [Talker] lives. Everything but [#wake()] and [#abort()] belongs to the uplink's thread.
///
/// Of the weather only delay and jitter reach a TCP connection: it hides loss, doubles and disorder, and waits where
/// datagrams would vanish.
final class StreamLoop {
    /// Portions that were read and not yet looked at; a server says little to a publisher.
    private static final int MAX_ARRIVALS = 64;

    /// Bytes that may wait to be written before frames have to wait: half a second of 4 Mbit/s.
    private static final long MAX_UNWRITTEN = 256 * 1024;

    /// A server that takes nothing for so long is gone, whatever TCP says.
    private static final long STALL_NANOS = 10_000_000_000L;

    /// Who talks through the connection. Called on the loop's thread only.
    interface Talker {
        void received(Bytes portion, long now);

        /// Frames may wait, deadlines may have come.
        ///
        /// @param room whether the connection takes more
        void turn(boolean room, long now);

        /// When [#turn] is due even if nothing happens.
        long deadlineNanos();

        /// The connection is gone, for the last time.
        void lost(String reason);

        boolean over();
    }

    private sealed interface Arrival {
        record Portion(Bytes bytes) implements Arrival {}

        record Closed(String reason) implements Arrival {}

        /// Nothing came, but somebody wants to be looked at.
        record Wake() implements Arrival {}
    }

    private final Surroundings surroundings;
    private final long stallNanos;
    private final Passage<Bytes> up;
    private final Passage<Arrival> down;
    private final ArrayBlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(MAX_ARRIVALS);
    private final Socket socket = new Socket();
    private Optional<TcpLink> link = Optional.empty();
    private long written;
    private long progressNanos;

    StreamLoop(Surroundings surroundings) {
        this(surroundings, STALL_NANOS);
    }

    /// @param stallNanos how long the server may take nothing
    StreamLoop(Surroundings surroundings, long stallNanos) {
        this.surroundings = surroundings;
        this.stallNanos = stallNanos;
        up = new Passage<>(surroundings.up().overTcp(), Chance.seeded(surroundings.seed()), Bytes::length);
        down = new Passage<>(surroundings.down().overTcp(), Chance.seeded(~surroundings.seed()), _ -> 0);
    }

    /// Waits for the connection, and for TLS.
    void connect(InetSocketAddress server, boolean secure) throws IOException {
        var reader = new TcpLink.Listener() {
            @Override
            public void received(Bytes portion) throws InterruptedException {
                arrivals.put(new Arrival.Portion(portion));
            }

            @Override
            public void closed(String reason) {
                try {
                    arrivals.put(new Arrival.Closed(reason));
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        link = Optional.of(
                secure
                        ? TcpLink.openSecure(
                                socket, server, surroundings.trust().context(), reader)
                        : TcpLink.open(socket, server, reader));
        progressNanos = surroundings.time().nanos();
    }

    /// Has somebody look at what is new. Any thread may call.
    void wake() {
        // When there is no room, the loop has enough to look at.
        if (arrivals.isEmpty()) arrivals.offer(new Arrival.Wake());
    }

    /// Ends the connection, or the wait for it. Any thread may call.
    void abort() {
        try {
            socket.close();
        } catch (IOException _) {
            return; // as good as closed
        }
    }

    /// Sends through the weather.
    void send(Bytes bytes, long now) {
        up.handle(bytes, now, this::transmit);
    }

    /// Sends whatever the weather, behind what is under way: the last words, which nobody would be there to send later.
    void sendNow(Bytes bytes) {
        up.elapse(Long.MAX_VALUE, this::transmit);
        transmit(bytes);
    }

    void runUntilOver(Talker talker) throws InterruptedException {
        while (!talker.over()) {
            var arrival = next(Math.min(
                    Math.min(talker.deadlineNanos(), stallDeadlineNanos()),
                    Math.min(up.deadlineNanos(), down.deadlineNanos())));
            long now = surroundings.time().nanos();
            if (arrival.isPresent() && !(arrival.get() instanceof Arrival.Wake))
                down.handle(arrival.get(), now, arrived -> hand(arrived, talker, now));
            down.elapse(now, arrived -> hand(arrived, talker, now));
            talker.turn(room(), now);
            up.elapse(now, this::transmit);
            watch(talker, now);
        }
    }

    /// Says last words, if there are any, and closes.
    void close() {
        link.ifPresent(TcpLink::close);
        abort();
    }

    private static void hand(Arrival arrival, Talker talker, long now) {
        switch (arrival) {
            case Arrival.Portion(var bytes) -> talker.received(bytes, now);
            case Arrival.Closed(var reason) -> talker.lost(reason);
            case Arrival.Wake() -> {}
        }
    }

    private Optional<Arrival> next(long deadlineNanos) throws InterruptedException {
        if (deadlineNanos == Machine.NEVER) return Optional.of(arrivals.take());
        long wait = deadlineNanos - surroundings.time().nanos();
        return Optional.ofNullable(arrivals.poll(Math.max(0, wait), TimeUnit.NANOSECONDS));
    }

    private boolean room() {
        return link.isPresent() && link.get().unwritten() < MAX_UNWRITTEN;
    }

    private long stallDeadlineNanos() {
        return link.isPresent() && link.get().unwritten() > 0 ? progressNanos + stallNanos : Machine.NEVER;
    }

    private void watch(Talker talker, long now) {
        if (link.isEmpty()) return;
        long soFar = link.get().written();
        if (soFar != written || link.get().unwritten() == 0) {
            written = soFar;
            progressNanos = now;
        } else if (now >= progressNanos + stallNanos) {
            talker.lost("the server takes nothing any more");
        }
    }

    private void transmit(Bytes bytes) {
        link.ifPresent(open -> open.send(bytes));
    }
}
