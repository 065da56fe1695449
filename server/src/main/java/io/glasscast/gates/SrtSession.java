package io.glasscast.gates;

import io.glasscast.kernel.Agenda;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.srt.KeyWrap;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srt.SrtStatistics;
import java.util.function.Consumer;

/// One SRT connection: with whom, and what for.
final class SrtSession {
    /// What all sessions share.
    ///
    /// @param forget takes a session that is over off the books
    record Surroundings(
            Outbox outbox, KeyMaker keys, Agenda<SrtSession> agenda, SrtMeter meter, Consumer<SrtSession> forget) {}

    private static final String FAILED = "This server failed to go on; its log says how.";

    private final SrtConnection connection;
    private final TransportAddress remote;
    private final SrtOwner owner;
    private final Surroundings surroundings;
    private boolean over;

    SrtSession(SrtConnection connection, TransportAddress remote, SrtOwner owner, Surroundings surroundings) {
        this.connection = connection;
        this.remote = remote;
        this.owner = owner;
        this.surroundings = surroundings;
    }

    int socketId() {
        return connection.socketId();
    }

    TransportAddress remote() {
        return remote;
    }

    SrtOwner owner() {
        return owner;
    }

    SrtStatistics statistics(long nowNanos) {
        return connection.statistics(nowNanos);
    }

    void datagram(Bytes datagram, long nowNanos) {
        handle(new SrtConnection.Input.Datagram(datagram), nowNanos);
    }

    void send(Bytes payload, long nowNanos) {
        handle(new SrtConnection.Input.Send(payload), nowNanos);
    }

    /// Whether what is sent now leaves soon.
    boolean writable(long nowNanos) {
        return connection.writable(nowNanos) && surroundings.outbox().writable(remote);
    }

    /// Says goodbye.
    void close(String why, String sentence, long nowNanos) {
        if (over) return;
        try {
            connection.handle(new SrtConnection.Input.Close(), nowNanos, outputs(nowNanos));
        } finally {
            // Whatever becomes of the goodbye.
            end(why, sentence, nowNanos);
        }
    }

    /// A bug of ours keeps it from going on: nobody knows what its connection is about, so that is left alone.
    void broke(long nowNanos) {
        end("srt-failed", FAILED, nowNanos);
    }

    void elapse(long nowNanos) {
        connection.elapse(nowNanos, outputs(nowNanos));
    }

    long deadlineNanos() {
        return over ? Machine.NEVER : connection.deadlineNanos();
    }

    private void handle(SrtConnection.Input input, long nowNanos) {
        if (over) return;
        connection.handle(input, nowNanos, outputs(nowNanos));
        if (!over) surroundings.agenda().note(this);
    }

    private void end(String why, String sentence, long nowNanos) {
        if (over) return;
        over = true;
        surroundings.meter().closed(why, connection.statistics(nowNanos));
        surroundings.forget().accept(this);
        owner.closed(sentence, nowNanos);
    }

    private Consumer<SrtConnection.Output> outputs(long nowNanos) {
        return output -> {
            switch (output) {
                case SrtConnection.Output.Transmit(var datagram) ->
                    surroundings.outbox().send(remote, datagram);
                case SrtConnection.Output.Derive(var work) ->
                    surroundings.keys().derive(work, new Awaited());
                case SrtConnection.Output.Connected _ -> owner.connected(this, nowNanos);
                case SrtConnection.Output.Received(var payload) -> owner.received(payload, nowNanos);
                case SrtConnection.Output.Discarded(var why) ->
                    surroundings.meter().discarded(why);
                case SrtConnection.Output.Closed(var why, var sentence) -> end(why, sentence, nowNanos);
            }
        };
    }

    /// A key that the connection cannot go on without.
    private final class Awaited implements KeyMaker.Answer {
        @Override
        public void derived(KeyWrap key, long nowNanos) {
            handle(new SrtConnection.Input.Derived(key), nowNanos);
        }

        @Override
        public void failed(long nowNanos) {
            close("srt-failed", FAILED, nowNanos);
        }
    }
}
