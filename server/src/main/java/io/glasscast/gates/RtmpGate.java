package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Hub;
import io.glasscast.kernel.Agenda;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Mishaps;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Output;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// All RTMP and RTMPS connections: publishers with their ingest key, players with a playback id. The name of the app
/// does not matter; `live` is what we tell people.
///
/// Belongs to the media thread.
public final class RtmpGate implements Gate {
    private final Hub hub;
    private final Chance chance;
    private final RtmpMeter meter;
    private final Overload overload;
    private final RtmpAudience audience;
    private final Set<RtmpConnection> connections = new LinkedHashSet<>();
    private final FailedAttempts failed = new FailedAttempts();
    private final Agenda<RtmpConnection> agenda = new Agenda<>(RtmpConnection::deadlineNanos);
    private final RtmpConnection.Surroundings surroundings = new Surroundings();

    /// @param chance   handshakes are made of it
    /// @param overload asked before somebody new is let in
    /// @param audience whose time this gate keeps
    public RtmpGate(Hub hub, Chance chance, RtmpMeter meter, Overload overload, RtmpAudience audience) {
        this.overload = overload;
        this.hub = hub;
        this.chance = chance;
        this.meter = meter;
        this.audience = audience;
    }

    /// Takes a connection that somebody made to one of our ports.
    ///
    /// @param tls whether it came through TLS, which is off already
    public WireEnd accepted(Wire wire, boolean tls, long nowNanos) {
        var address = wire.remote().socket().getAddress();
        if (failed.tooMany(address, nowNanos)) {
            turnedAway("rtmp-failed-keys");
            wire.close();
            return new Refused();
        }
        var connection = new RtmpConnection(wire, chance, surroundings, nowNanos);
        connections.add(connection);
        agenda.note(connection);
        meter.opened(tls);
        return connection;
    }

    /// Somebody was not let in, for a constant reason.
    public void turnedAway(String why) {
        meter.refused(why);
    }

    /// Connections that are open now.
    public int connections() {
        return connections.size();
    }

    @Override
    public void elapse(long nowNanos) {
        agenda.elapse(nowNanos, connection -> {
            try {
                connection.elapse(nowNanos);
            } catch (Throwable e) {
                hub.mishaps().happened("the turn of an RTMP connection", e);
                connection.abandon("rtmp-failed", nowNanos);
            }
        });
        audience.elapse(nowNanos);
    }

    @Override
    public long deadlineNanos() {
        return Math.min(agenda.deadlineNanos(), audience.deadlineNanos());
    }

    @Override
    public void closeAll(long nowNanos) {
        for (var connection : List.copyOf(connections)) connection.stop(nowNanos);
    }

    private final class Surroundings implements RtmpConnection.Surroundings {
        @Override
        public void asked(RtmpConnection connection, Output.PublishAsked asked, long nowNanos) {
            var name = name(asked.app(), asked.key());
            // A publisher that comes back is no new work.
            if (overload.lasts()
                    && hub.admits(name)
                    && hub.byIngestKey(name).filter(stream -> !stream.waits()).isEmpty()) {
                sendAway(connection, nowNanos);
                return;
            }
            var stream = hub.forPublisher(name, nowNanos);
            if (stream.isEmpty()) refuse(connection, "There is no stream with this key.", nowNanos);
            else connection.accept(new RtmpPublisher(stream.get(), connection), nowNanos);
        }

        @Override
        public void asked(RtmpConnection connection, Output.PlayAsked asked, long nowNanos) {
            var pass = hub.admit(name(asked.app(), asked.name()), Door.RTMP);
            if (pass.isEmpty()) {
                refuse(connection, "There is no such stream.", nowNanos);
                return;
            }
            if (overload.lasts()) {
                sendAway(connection, nowNanos);
                return;
            }
            var stream = pass.get().stream();
            var player = new RtmpPlayer(pass.get(), audience, connection, asked.capabilities(), nowNanos);
            connection.accept(player, nowNanos);
            if (stream.join(player, nowNanos)) player.watch(nowNanos);
            else connection.end("The stream has too many viewers.", nowNanos);
        }

        private void sendAway(RtmpConnection connection, long nowNanos) {
            meter.refused("rtmp-overloaded");
            connection.turnAway(Overload.SENTENCE, nowNanos);
        }

        private void refuse(RtmpConnection connection, String why, long nowNanos) {
            failed.failed(connection.address(), nowNanos);
            meter.refused("rtmp-unknown-name");
            connection.reject(why, nowNanos);
        }

        @Override
        public void note(RtmpConnection connection) {
            agenda.note(connection);
        }

        @Override
        public void forget(RtmpConnection connection) {
            if (connections.remove(connection)) agenda.forget(connection);
        }

        @Override
        public RtmpMeter meter() {
            return meter;
        }

        @Override
        public Mishaps mishaps() {
            return hub.mishaps();
        }
    }

    /// The name in front of a query. Where a client puts all of `app/name` into the app, its last part.
    private static String name(String app, String name) {
        var plain = withoutQuery(name);
        if (!plain.isEmpty()) return plain;
        var path = withoutQuery(app);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String withoutQuery(String name) {
        int query = name.indexOf('?');
        return query < 0 ? name : name.substring(0, query);
    }

    /// The end of a wire that is being closed.
    private record Refused() implements WireEnd {
        @Override
        public void received(Bytes bytes, long nowNanos) {}

        @Override
        public void closed(long nowNanos) {}
    }
}
