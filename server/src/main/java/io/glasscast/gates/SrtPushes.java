package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.srt.SrtUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Restreams by SRT: finds out where an address leads, and calls there.
public final class SrtPushes implements Pushes {
    /// Nobody's resolver takes longer.
    private static final long RESOLVE_NANOS = 15_000_000_000L;

    private final SrtGate gate;
    private final Resolver resolver;

    public SrtPushes(SrtGate gate, Resolver resolver) {
        this.gate = gate;
        this.resolver = resolver;
    }

    @Override
    public Optional<String> objection(String url) {
        return switch (SrtUrl.parse(url)) {
            case Parsed.Ok<SrtUrl> _ -> Optional.empty();
            case Parsed.Malformed<SrtUrl>(var why) -> Optional.of(SrtUrl.sentence(why));
        };
    }

    @Override
    public Push start(String url, Stream stream, Push.Report report, long nowNanos) {
        var attempt = new Attempt(SrtUrl.parse(url).orThrow(), stream, report, nowNanos);
        resolver.resolve(attempt.url.host(), attempt);
        return attempt;
    }

    /// Calls one address of the host after the other, until one takes media.
    private final class Attempt implements Push, Push.Report, Resolver.Answer {
        private final SrtUrl url;
        private final Stream stream;
        private final Report report;
        private final Deque<InetAddress> untried = new ArrayDeque<>();
        private Optional<Push> call = Optional.empty();
        private long resolveDeadlineNanos;
        private boolean over;
        private boolean active;

        Attempt(SrtUrl url, Stream stream, Report report, long nowNanos) {
            this.url = url;
            this.stream = stream;
            this.report = report;
            resolveDeadlineNanos = nowNanos + RESOLVE_NANOS;
        }

        @Override
        public void resolved(List<InetAddress> addresses, long nowNanos) {
            if (over || resolveDeadlineNanos == Machine.NEVER) return;
            resolveDeadlineNanos = Machine.NEVER;
            untried.addAll(addresses);
            callNext(nowNanos);
        }

        @Override
        public void failed(Dialer.Failure why, long nowNanos) {
            if (over || resolveDeadlineNanos == Machine.NEVER) return;
            resolveDeadlineNanos = Machine.NEVER;
            finish(why.sentence(url.host(), url.port()), nowNanos);
        }

        private void callNext(long nowNanos) {
            var address = new InetSocketAddress(untried.remove(), url.port());
            call = Optional.of(gate.push(url, address, stream, this, nowNanos));
        }

        @Override
        public void active(long nowNanos) {
            active = true;
            report.active(nowNanos);
        }

        @Override
        public void ended(String why, long nowNanos) {
            if (over) return;
            if (active || untried.isEmpty()) finish(why, nowNanos);
            else callNext(nowNanos);
        }

        private void finish(String why, long nowNanos) {
            over = true;
            report.ended(why, nowNanos);
        }

        @Override
        public void close(long nowNanos) {
            over = true;
            call.ifPresent(push -> push.close(nowNanos));
        }

        @Override
        public long bytes() {
            return call.map(Push::bytes).orElse(0L);
        }

        @Override
        public long dropped() {
            return call.map(Push::dropped).orElse(0L);
        }

        @Override
        public void elapse(long nowNanos) {
            if (over) return;
            if (nowNanos >= resolveDeadlineNanos) {
                resolveDeadlineNanos = Machine.NEVER;
                finish("Nobody could say in time where the host " + url.host() + " is.", nowNanos);
                return;
            }
            call.ifPresent(push -> push.elapse(nowNanos));
        }

        @Override
        public long deadlineNanos() {
            if (over) return Machine.NEVER;
            return Math.min(resolveDeadlineNanos, call.map(Push::deadlineNanos).orElse(Machine.NEVER));
        }
    }
}
