package io.glasscast.gates;

import io.glasscast.hub.Door;
import io.glasscast.hub.Hub;
import io.glasscast.hub.Pass;
import io.glasscast.hub.Stream;
import io.glasscast.kernel.Agenda;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.srt.KeyDerivation;
import io.glasscast.protocol.srt.KeyWrap;
import io.glasscast.protocol.srt.Rejection;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srt.SrtListener;
import io.glasscast.protocol.srt.SrtListener.Admission;
import io.glasscast.protocol.srt.SrtStatistics;
import io.glasscast.protocol.srt.SrtUrl;
import io.glasscast.protocol.srt.StreamId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All SRT connections on one UDP port: publishers, viewers, and our own calls to other servers.
///
/// Belongs to the media thread. What it sends goes to the [Outbox].
public final class SrtGate implements Gate {
    /// Each holds up to twenty megabytes when its path is at its worst, and some kilobytes when it is not.
    private static final int MAX_SESSIONS = 5_000;
    /// An encoder that calls again while its earlier calls are dying; more is somebody playing.
    private static final int MAX_PUBLISHERS_A_STREAM = 8;

    /// What a caller wants of which stream.
    private sealed interface Purpose {
        record Publish(String name) implements Purpose {}

        record View(Pass pass) implements Purpose {}

        record Nothing(Rejection why) implements Purpose {}
    }

    private final Hub hub;
    private final Outbox outbox;
    private final Chance chance;
    private final SrtMeter meter;
    private final SrtTerms terms;
    private final Overload overload;
    private final KeyMaker keys;
    private final SrtListener listener;
    private final FailedAttempts failed = new FailedAttempts();
    /// By socket identifier, the oldest first.
    private final Map<Integer, SrtSession> sessions = new LinkedHashMap<>();
    private final Agenda<SrtSession> agenda = new Agenda<>(SrtSession::deadlineNanos);
    private final SrtSession.Surroundings surroundings;

    /// @param overload asked before somebody new is let in
    public SrtGate(
            Hub hub, Outbox outbox, KeyMaker keys, Chance chance, SrtMeter meter, SrtTerms terms, Overload overload) {
        this.overload = overload;
        this.hub = hub;
        this.outbox = outbox;
        this.chance = chance;
        this.meter = meter;
        this.terms = terms;
        this.keys = keys;
        this.listener = new SrtListener(chance, this::freeSocketId, this::admit);
        this.surroundings = new SrtSession.Surroundings(outbox, keys, agenda, meter, this::forget);
    }

    /// Takes a datagram from anybody.
    public void datagram(TransportAddress from, Bytes datagram, long nowNanos) {
        var session = sessions.get(SrtConnection.destination(datagram));
        if (session == null && failed.tooMany(from.socket().getAddress(), nowNanos)) {
            meter.discarded("srt-failed-keys");
        } else if (session == null) {
            listener.datagram(from, datagram, nowNanos, output -> listened(output, nowNanos));
        } else if (session.remote().equals(from)) {
            session.datagram(datagram, nowNanos);
        } else {
            meter.discarded("srt-other-address");
        }
    }

    /// Begins to bring a stream to an SRT listener elsewhere.
    ///
    /// @param resolved where `url` leads
    /// @param report   learns what becomes of it, never within this call
    public Push push(SrtUrl url, InetSocketAddress resolved, Stream stream, Push.Report report, long nowNanos) {
        var push = new SrtPush(stream, report);
        var connection = url.caller().call(freeSocketId(), chance, nowNanos);
        push.takes(open(connection, TransportAddress.udp(resolved), push));
        return push;
    }

    @Override
    public void elapse(long nowNanos) {
        agenda.elapse(nowNanos, session -> {
            try {
                session.elapse(nowNanos);
            } catch (Throwable e) {
                hub.mishaps().happened("the turn of an SRT connection", e);
                session.broke(nowNanos);
            }
        });
    }

    @Override
    public long deadlineNanos() {
        return agenda.deadlineNanos();
    }

    @Override
    public void closeAll(long nowNanos) {
        for (var session : List.copyOf(sessions.values()))
            session.close("srt-server-closing", "The server is closing.", nowNanos);
    }

    /// How many connections there are, calls of our own among them.
    public int sessions() {
        return sessions.size();
    }

    /// How a stream's publisher and viewers are doing.
    public SrtTraffic traffic(Stream stream, long nowNanos) {
        Optional<SrtStatistics> publisher = Optional.empty();
        var viewers = new ArrayList<SrtStatistics>();
        for (var session : sessions.values()) {
            if (session.owner().stream() != stream) continue;
            switch (session.owner()) {
                case SrtPublisher owner -> {
                    if (owner.publishes()) publisher = Optional.of(session.statistics(nowNanos));
                }
                case SrtViewer _ -> viewers.add(session.statistics(nowNanos));
                case SrtPush _ -> {} // an output has statistics of its own
            }
        }
        return new SrtTraffic(publisher, List.copyOf(viewers));
    }

    private void listened(SrtListener.Output output, long nowNanos) {
        switch (output) {
            case SrtListener.Output.Transmit(var to, var datagram) -> outbox.send(to, datagram);
            case SrtListener.Output.Accepted(var connection, var call) -> accepted(connection, call, nowNanos);
            case SrtListener.Output.Known(var connection, var datagram) -> {
                var session = sessions.get(connection.socketId());
                if (session != null) session.datagram(datagram, nowNanos);
            }
            case SrtListener.Output.Derive(var work) -> keys.derive(work, new Awaited(work));
            case SrtListener.Output.Discarded(var why) -> meter.discarded(why);
            case SrtListener.Output.Refused(var call, var why) -> {
                // It lives where it says: its cookie was good.
                if (why.equals(Rejection.NOT_FOUND) || why.equals(Rejection.BAD_SECRET))
                    failed.failed(call.from().socket().getAddress(), nowNanos);
                meter.refused(why.label());
            }
        }
    }

    /// A key that callers wait for.
    private final class Awaited implements KeyMaker.Answer {
        private final KeyDerivation work;

        Awaited(KeyDerivation work) {
            this.work = work;
        }

        @Override
        public void derived(KeyWrap key, long nowNanos) {
            listener.derived(key, nowNanos, more -> listened(more, nowNanos));
        }

        @Override
        public void failed(long nowNanos) {
            listener.underived(work, more -> listened(more, nowNanos));
        }
    }

    private Admission admit(SrtListener.Call call) {
        if (!terms.listens()) return new Admission.Refuse(Rejection.FORBIDDEN);
        if (sessions.size() >= MAX_SESSIONS) return new Admission.Refuse(Rejection.OVERLOAD);
        return switch (purpose(call)) {
            case Purpose.Publish(var name)
            when overload.lasts()
                    && hub.byIngestKey(name).filter(stream -> !stream.waits()).isEmpty() ->
                new Admission.Refuse(Rejection.OVERLOAD);
            case Purpose.View _ when overload.lasts() -> new Admission.Refuse(Rejection.OVERLOAD);
            case Purpose.Publish _, Purpose.View _ -> new Admission.Accept(terms.secret(), terms.latency());
            case Purpose.Nothing(var why) -> new Admission.Refuse(why);
        };
    }

    private Purpose purpose(SrtListener.Call call) {
        return switch (call.streamId()) {
            case Parsed.Malformed<StreamId> _ -> new Purpose.Nothing(Rejection.BAD_REQUEST);
            case Parsed.Ok<StreamId>(var id) ->
                switch (id.mode()) {
                    case PUBLISH -> publish(id.resource());
                    case REQUEST -> view(id.resource());
                    case UNSAID -> hub.admits(id.resource()) ? publish(id.resource()) : view(id.resource());
                };
        };
    }

    private Purpose publish(String name) {
        return hub.admits(name) ? new Purpose.Publish(name) : new Purpose.Nothing(Rejection.NOT_FOUND);
    }

    private Purpose view(String name) {
        return hub.admit(name, Door.SRT)
                .map(pass -> pass.stream().live() ? new Purpose.View(pass) : new Purpose.Nothing(Rejection.LOCKED))
                .orElseGet(() -> new Purpose.Nothing(Rejection.NOT_FOUND));
    }

    private void accepted(SrtConnection connection, SrtListener.Call call, long nowNanos) {
        var session = switch (purpose(call)) {
            case Purpose.Publish(var name) -> {
                // Not before the caller is let in: a name of its own is opened by this.
                var stream = hub.forPublisher(name, nowNanos).orElseThrow();
                makeRoom(stream, nowNanos);
                yield open(connection, call.from(), new SrtPublisher(stream, meter));
            }
            case Purpose.View(var pass) -> open(connection, call.from(), new SrtViewer(pass, meter));
            case Purpose.Nothing _ -> throw new IllegalStateException("admitted for nothing");
        };
        // So that the caller hears at once.
        session.elapse(nowNanos);
        agenda.note(session);
    }

    /// The oldest of a stream's publishers that have brought nothing yet make room for the newest.
    private void makeRoom(Stream stream, long nowNanos) {
        var waiting = sessions.values().stream()
                .filter(session -> session.owner() instanceof SrtPublisher publisher
                        && publisher.stream() == stream
                        && !publisher.publishes())
                .toList();
        for (int i = 0; i <= waiting.size() - MAX_PUBLISHERS_A_STREAM; i++)
            waiting.get(i).close("srt-superseded", "Another publisher took over.", nowNanos);
    }

    private SrtSession open(SrtConnection connection, TransportAddress remote, SrtOwner owner) {
        var session = new SrtSession(connection, remote, owner, surroundings);
        sessions.put(session.socketId(), session);
        agenda.note(session);
        return session;
    }

    private void forget(SrtSession session) {
        sessions.remove(session.socketId());
        agenda.forget(session);
    }

    private int freeSocketId() {
        while (true) {
            int id = SrtConnection.socketId(chance);
            if (!sessions.containsKey(id)) return id;
        }
    }
}
