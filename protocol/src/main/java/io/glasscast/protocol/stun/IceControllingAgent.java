package io.glasscast.protocol.stun;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.RequestJudge.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The end that offers (RFC 8445): checks every remote candidate, nominates the first that answers, and asks for
/// consent as long as it lives.
///
/// Where it is more stubborn than the RFC: a pair whose check timed out is checked again, because a mobile network
/// that lost everything for five seconds may work in the sixth; and when the path in use falls silent the other pairs
/// are tried beside it, so that a peer with two addresses survives the loss of one.
public final class IceControllingAgent implements IceAgent {
    private static final long MILLISECOND = 1_000_000;

    /// Ta: between the first requests of two checks (RFC 8445 §14.2).
    private static final long TA_NANOS = 50 * MILLISECOND;

    /// Smallest RTO (RFC 8445 §14.3).
    private static final long RTO_NANOS = 500 * MILLISECOND;

    /// A check asks once an RTO, and starts afresh after 3.5 s. The schedule of RFC 8489 §6.2.1 doubles its waits
    /// to 16 s; but where half of all packets is lost one request in four is answered, and it takes two answers to
    /// have a path. One that works again should not wait for the end of a long pause either.
    private static final int CHECK_REQUESTS = 7;

    /// Time for a TCP connection to be opened, and for the check to go there and back.
    private static final long TCP_CHECK_NANOS = 8_000 * MILLISECOND;

    /// After an authentic refusal, which is as quick as a round trip, do not ask again at once.
    private static final long AFTER_ERROR_NANOS = 1_000 * MILLISECOND;

    /// Time allowed until a path is selected.
    private static final long SEARCH_NANOS = Consent.EXPIRY_NANOS;

    /// More than any host has addresses for. Each costs two requests of some 100 bytes a second, and all of them
    /// twenty, sent wherever the other side's description says, so this bounds what a malicious description can
    /// make us send (RFC 8445 §19.5.1).
    static final int MAX_REMOTE_CANDIDATES = 32;

    /// Priority of a peer-reflexive candidate of ours (RFC 8445 §5.1.2, §7.1.1).
    private static final long PRFLX_PRIORITY = Candidate.priority(110, 0xFFFF);

    private sealed interface Path {
        record Searching(long untilNanos) implements Path {}

        record Using(TransportAddress remote, Generation generation, Consent consent) implements Path {}

        record Lost() implements Path {}
    }

    private final Chance chance;
    private final long tieBreaker;
    private final RequestJudge judge = new RequestJudge(StunAttribute.ICE_CONTROLLING);
    private final List<CandidatePair> pairs = new ArrayList<>();
    private Generation current;
    private Path path;
    private long nextCheckNanos;

    /// @param chance   for transaction IDs: [Chance#secure()] outside tests
    /// @param nowNanos start of the time allowed until a path is selected
    public IceControllingAgent(IceCredentials local, IceCredentials remote, Chance chance, long nowNanos) {
        this.chance = chance;
        tieBreaker = chance.nextLong();
        current = new Generation(local, remote);
        path = new Path.Searching(nowNanos + SEARCH_NANOS);
        nextCheckNanos = nowNanos;
    }

    @Override
    public void handle(Input input, long nowNanos, Consumer<? super Output> out) {
        elapse(nowNanos, out);
        if (path instanceof Path.Lost) return;
        switch (input) {
            case Input.Datagram(var from, var bytes) -> arrived(from, bytes, nowNanos, out);
            case Input.RemoteCandidates(var candidates) -> {
                for (TransportAddress candidate : candidates) learn(candidate, pairs.size(), nowNanos, out);
            }
            case Input.Heard _, Input.Keyed _ -> {} // consent is what we ask for (RFC 7675 §5.1)
            case Input.Restart(var local, var remote) -> restart(new Generation(local, remote), nowNanos);
        }
        elapse(nowNanos, out);
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        if (nowNanos >= expiryNanos()) {
            path = new Path.Lost();
            out.accept(new Output.ConsentLost());
            return;
        }
        if (isChecking(nowNanos)) check(nowNanos, out);
        if (path instanceof Path.Using(var remote, var generation, var consent)
                && nowNanos >= consent.nextRequestNanos()) {
            // Always a nomination: it is what makes a lite agent follow us when our address has changed.
            StunMessage request = bindingRequest(generation, true);
            consent.asked(request.transactionId(), nowNanos);
            out.accept(new Output.Send(remote, request.wire()));
        }
    }

    @Override
    public long deadlineNanos() {
        return switch (path) {
            case Path.Lost() -> NEVER;
            case Path.Searching(var until) -> Math.min(until, nextInChecksNanos());
            case Path.Using(var _, var generation, var consent) -> {
                long checks = generation.equals(current)
                        ? Math.max(consent.quietFromNanos(), nextInChecksNanos())
                        : nextInChecksNanos();
                yield Math.min(checks, Math.min(consent.nextRequestNanos(), consent.expiryNanos()));
            }
        };
    }

    private long expiryNanos() {
        return switch (path) {
            case Path.Lost() -> NEVER;
            case Path.Searching(var until) -> until;
            case Path.Using(var _, var _, var consent) -> consent.expiryNanos();
        };
    }

    private boolean isChecking(long nowNanos) {
        return switch (path) {
            case Path.Lost() -> false;
            case Path.Searching _ -> true;
            case Path.Using(var _, var generation, var consent) ->
                !generation.equals(current) || nowNanos >= consent.quietFromNanos();
        };
    }

    private long nextInChecksNanos() {
        long next = NEVER;
        for (CandidatePair pair : pairs)
            next = Math.min(
                    next,
                    switch (pair.state()) {
                        case CandidatePair.State.Waiting(var notBefore) -> Math.max(notBefore, nextCheckNanos);
                        case CandidatePair.State.InProgress(var check, var _) -> check.deadlineNanos();
                        case CandidatePair.State.Succeeded() -> NEVER;
                    });
        return next;
    }

    @Override
    public IceCredentials local() {
        return current.local();
    }

    @Override
    public Optional<TransportAddress> selected() {
        return path instanceof Path.Using(var remote, var _, var _) ? Optional.of(remote) : Optional.empty();
    }

    /// It selects only who has answered.
    @Override
    public Optional<TransportAddress> proven() {
        return selected();
    }

    @Override
    public boolean accepts(String localUfrag) {
        return generations().stream()
                .anyMatch(generation -> generation.local().ufrag().equals(localUfrag));
    }

    private List<Generation> generations() {
        return path instanceof Path.Using(var _, var using, var _) && !using.equals(current)
                ? List.of(current, using)
                : List.of(current);
    }

    private void restart(Generation next, long nowNanos) {
        current = next;
        nextCheckNanos = nowNanos;
        switch (path) {
            case Path.Searching _ -> path = new Path.Searching(nowNanos + SEARCH_NANOS);
            case Path.Using(var remote, var _, var _) ->
                pairs.removeIf(pair -> !pair.remote().equals(remote));
            case Path.Lost() -> {}
        }
        rest(nowNanos);
    }

    /// Forgets every check under way.
    private void rest(long nowNanos) {
        for (CandidatePair pair : pairs) pair.become(new CandidatePair.State.Waiting(nowNanos));
    }

    private void learn(TransportAddress remote, int position, long nowNanos, Consumer<? super Output> out) {
        if (find(remote).isPresent()) return;
        InetAddress ip = remote.socket().getAddress();
        if (remote.socket().getPort() == 0 || ip.isAnyLocalAddress() || ip.isMulticastAddress())
            out.accept(new Output.Discarded("ice-unusable-candidate"));
        else if (pairs.size() == MAX_REMOTE_CANDIDATES) out.accept(new Output.Discarded("ice-too-many-candidates"));
        else pairs.add(position, new CandidatePair(remote, nowNanos));
    }

    private Optional<CandidatePair> find(TransportAddress remote) {
        for (CandidatePair pair : pairs) if (pair.remote().equals(remote)) return Optional.of(pair);
        return Optional.empty();
    }

    /// Goes on with the checks under way and starts the next one when Ta is over.
    private void check(long nowNanos, Consumer<? super Output> out) {
        for (CandidatePair pair : pairs)
            if (pair.state() instanceof CandidatePair.State.InProgress(var check, var _))
                check.elapse(nowNanos, output -> carryOut(output, pair, nowNanos, out));
        nominate(nowNanos, out);
        if (nowNanos < nextCheckNanos) return;
        for (CandidatePair pair : pairs)
            if (pair.state() instanceof CandidatePair.State.Waiting(var notBefore) && nowNanos >= notBefore) {
                start(pair, false, nowNanos, out);
                nextCheckNanos = nowNanos + TA_NANOS;
                return;
            }
    }

    /// Regular nomination (RFC 8445 §8.1.1): checks the first pair that succeeded once more, and says so.
    private void nominate(long nowNanos, Consumer<? super Output> out) {
        for (CandidatePair pair : pairs) if (pair.isNominating()) return;
        for (CandidatePair pair : pairs)
            if (pair.state() instanceof CandidatePair.State.Succeeded) {
                start(pair, true, nowNanos, out);
                return;
            }
    }

    private void start(CandidatePair pair, boolean nominating, long nowNanos, Consumer<? super Output> out) {
        var check = new StunTransaction(bindingRequest(current, nominating), schedule(pair.remote()), nowNanos);
        pair.become(new CandidatePair.State.InProgress(check, nominating));
        check.elapse(nowNanos, output -> carryOut(output, pair, nowNanos, out));
    }

    private StunTransaction.Schedule schedule(TransportAddress remote) {
        return switch (remote.transport()) {
            case UDP -> {
                long rto = Math.max(RTO_NANOS, TA_NANOS * pairs.size());
                yield StunTransaction.Schedule.steady(rto, CHECK_REQUESTS);
            }
            case TCP -> StunTransaction.Schedule.reliable(TCP_CHECK_NANOS);
        };
    }

    private void carryOut(
            StunTransaction.Output output, CandidatePair pair, long nowNanos, Consumer<? super Output> out) {
        switch (output) {
            case StunTransaction.Output.Send(var request) -> out.accept(new Output.Send(pair.remote(), request.wire()));
            case StunTransaction.Output.TimedOut _ -> pair.become(new CandidatePair.State.Waiting(nowNanos));
            case StunTransaction.Output.Answered _ -> succeeded(pair, nowNanos, out);
        }
    }

    private void succeeded(CandidatePair pair, long nowNanos, Consumer<? super Output> out) {
        if (pair.isNominating()) {
            select(pair.remote(), nowNanos, out);
        } else {
            pair.become(new CandidatePair.State.Succeeded());
            nominate(nowNanos, out);
        }
    }

    private void select(TransportAddress remote, long nowNanos, Consumer<? super Output> out) {
        boolean changed = !selected().equals(Optional.of(remote));
        path = new Path.Using(remote, current, new Consent(remote, chance, nowNanos));
        rest(nowNanos);
        if (changed) out.accept(new Output.Selected(remote));
    }

    private StunMessage bindingRequest(Generation generation, boolean nominating) {
        var writer = StunWriter.request(Bytes.of(chance.bytes(StunMessage.TRANSACTION_ID_LENGTH)))
                .username(generation.usernameOfOurRequest())
                .priority(PRFLX_PRIORITY)
                .iceControlling(tieBreaker);
        if (nominating) writer.useCandidate();
        return writer.integrity(StunIntegrity.SHA1, generation.remote().password())
                .fingerprint();
    }

    private void arrived(TransportAddress from, Bytes bytes, long nowNanos, Consumer<? super Output> out) {
        switch (StunMessage.parse(bytes)) {
            case Parsed.Malformed<StunMessage>(var why) -> out.accept(new Output.Discarded(why));
            case Parsed.Ok<StunMessage>(var message) -> {
                if (message.method() != StunMessage.BINDING) {
                    out.accept(new Output.Discarded("stun-method"));
                    return;
                }
                switch (message.kind()) {
                    case REQUEST -> requested(from, message, nowNanos, out);
                    case INDICATION -> {} // a keep-alive (RFC 8445 §11): proves nothing, wants nothing
                    case SUCCESS, ERROR -> answered(from, message, nowNanos, out);
                }
            }
        }
    }

    /// A check of a full peer. Where it comes from is worth a check of ours (RFC 8445 §7.3.1.4).
    private void requested(TransportAddress from, StunMessage request, long nowNanos, Consumer<? super Output> out) {
        switch (judge.judge(request, from, generations())) {
            case Verdict.Refused(var answer, var why) -> {
                answer.ifPresent(error -> out.accept(new Output.Send(from, error.wire())));
                out.accept(new Output.Discarded(why));
            }
            case Verdict.Authentic(var generation, var answer) -> {
                out.accept(new Output.Send(from, answer.wire()));
                if (generation.equals(current)) learn(from, 0, nowNanos, out);
            }
        }
    }

    private void answered(TransportAddress from, StunMessage response, long nowNanos, Consumer<? super Output> out) {
        if (path instanceof Path.Using(var remote, var generation, var consent)
                && consent.awaits(response.transactionId())) {
            switch (weigh(response, from, remote, generation, out)) {
                case SUCCESS -> {
                    consent.answered(response.transactionId(), nowNanos);
                    if (generation.equals(current)) rest(nowNanos);
                }
                case REFUSAL, FORGERY -> {}
            }
            return;
        }
        for (CandidatePair pair : pairs)
            if (pair.state() instanceof CandidatePair.State.InProgress(var check, var _)
                    && check.isAnsweredBy(response)) {
                switch (weigh(response, from, pair.remote(), current, out)) {
                    case SUCCESS -> check.handle(response, nowNanos, output -> carryOut(output, pair, nowNanos, out));
                    case REFUSAL -> pair.become(new CandidatePair.State.Waiting(nowNanos + AFTER_ERROR_NANOS));
                    case FORGERY -> {} // the real answer may still come
                }
                return;
            }
        out.accept(new Output.Discarded("ice-unknown-transaction"));
    }

    private enum Answer {
        SUCCESS,
        REFUSAL,
        FORGERY
    }

    /// Only the peer itself is believed, and only from where the request went (RFC 8445 §7.2.5.2.1).
    private static Answer weigh(
            StunMessage response,
            TransportAddress from,
            TransportAddress askedAt,
            Generation generation,
            Consumer<? super Output> out) {
        if (!from.equals(askedAt)) {
            out.accept(new Output.Discarded("ice-asymmetric"));
            return Answer.FORGERY;
        }
        if (!response.authentic(generation.remote().password())) {
            out.accept(new Output.Discarded("ice-integrity"));
            return Answer.FORGERY;
        }
        if (response.kind() == StunMessage.Kind.SUCCESS) return Answer.SUCCESS;
        boolean conflict = response.errorCode().orElse(0) == RequestJudge.ROLE_CONFLICT;
        out.accept(new Output.Discarded(conflict ? "ice-role-conflict" : "ice-error-response"));
        return Answer.REFUSAL;
    }
}
