package io.glasscast.protocol.stun;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.RequestJudge.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The server's end (RFC 8445 §2.5): always controlled, answers checks from anywhere, and sends none to find a path.
///
/// Where the RFC has a lite agent ask nothing at all, this one asks each address that was nominated whether it
/// is there: a nomination may have been sent by somebody elsewhere, who would have us send media to whoever is
/// there instead. Full agents answer every check, whoever sends it (RFC 8445 §7.3).
///
/// The peer's last nomination says where it is; media follows it there once it has answered from there, so a peer
/// whose address changes keeps its session by checking again.
///
/// Who is sent media is asked again and again whether it is still there and wants it ([Consent]): it has all
/// the keys of its session, and could have the stream sent on, by checks and reports with the address on them
/// that it has left. Nothing but an answer shows that it got the question. Who is sent reports only, far less
/// than what it sends, is believed for an authentic request on the path in use, and for media that opened: the
/// first versions of FFmpeg's WHIP muxer publish without ever checking again, or answering a check. So is who
/// comes by TCP: its connection answers.
public final class IceLiteAgent implements IceAgent {
    private static final long SECOND = 1_000_000_000;

    /// How long a peer may say nothing; also the time allowed until the first nomination.
    static final long SILENCE_NANOS = Consent.EXPIRY_NANOS;

    /// Two requests, since whoever would have us multiply what he sends gets no more; who is there checks again
    /// soon, and is asked again.
    private static final StunTransaction.Schedule QUESTION = new StunTransaction.Schedule(SECOND / 2, 2, SECOND / 2);

    /// Of a peer-reflexive candidate (RFC 8445 §5.1.2, §7.1.1).
    private static final long PRIORITY = Candidate.priority(110, 0xFFFF);

    /// Whether the peer is there.
    private record Question(TransportAddress at, Generation generation, StunTransaction transaction) {}

    private final boolean sendsMedia;
    private final Chance chance;
    private final RequestJudge judge = new RequestJudge(StunAttribute.ICE_CONTROLLED);
    private final SeenTransactions nominations = new SeenTransactions();

    private Generation current;

    /// The generation before `current`, until `current` has selected a path.
    private Optional<Generation> previous = Optional.empty();

    private Optional<TransportAddress> selected = Optional.empty();
    private Optional<TransportAddress> proven = Optional.empty();
    /// What the peer used last where it is proven, or anywhere while it is not.
    private Generation used;

    private Optional<Question> question = Optional.empty();
    /// Of the peer where it is proven, if it has to be asked for it.
    private Optional<Consent> consent = Optional.empty();

    private long silentUntilNanos;
    private boolean over;

    /// @param sendsMedia whether the peer is sent more than reports
    /// @param chance     for transaction IDs: [Chance#secure()] outside tests
    /// @param nowNanos   start of the time allowed until the first nomination
    public IceLiteAgent(IceCredentials local, IceCredentials remote, boolean sendsMedia, Chance chance, long nowNanos) {
        this.sendsMedia = sendsMedia;
        this.chance = chance;
        current = new Generation(local, remote);
        used = current;
        silentUntilNanos = nowNanos + SILENCE_NANOS;
    }

    @Override
    public void handle(Input input, long nowNanos, Consumer<? super Output> out) {
        elapse(nowNanos, out);
        if (over) return;
        switch (input) {
            case Input.Datagram(var from, var bytes) -> arrived(from, bytes, nowNanos, out);
            case Input.RemoteCandidates _ -> {} // only who sends checks needs to know where to
            case Input.Heard(var from) -> heard(from, nowNanos);
            case Input.Keyed(var at) -> prove(at, nowNanos, out);
            case Input.Restart(var local, var remote) -> restart(new Generation(local, remote), nowNanos);
        }
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        if (nowNanos >= expiryNanos()) {
            over = true;
            selected = Optional.empty();
            out.accept(new Output.ConsentLost());
        }
        if (over) return;
        question.ifPresent(asked -> goOn(asked, nowNanos, out));
        consent.filter(granted -> nowNanos >= granted.nextRequestNanos())
                .ifPresent(granted -> askAgain(granted, nowNanos, out));
    }

    @Override
    public long deadlineNanos() {
        if (over) return NEVER;
        long asks = Math.min(
                question.map(asked -> asked.transaction.deadlineNanos()).orElse(NEVER),
                consent.map(Consent::nextRequestNanos).orElse(NEVER));
        return Math.min(expiryNanos(), asks);
    }

    private long expiryNanos() {
        if (over) return NEVER;
        return selected.isPresent() ? consent.map(Consent::expiryNanos).orElse(silentUntilNanos) : silentUntilNanos;
    }

    @Override
    public IceCredentials local() {
        return current.local();
    }

    @Override
    public Optional<TransportAddress> selected() {
        return selected;
    }

    @Override
    public Optional<TransportAddress> proven() {
        return proven;
    }

    @Override
    public boolean accepts(String localUfrag) {
        return generations().stream()
                .anyMatch(generation -> generation.local().ufrag().equals(localUfrag));
    }

    private List<Generation> generations() {
        return previous.map(old -> List.of(current, old)).orElse(List.of(current));
    }

    private void restart(Generation next, long nowNanos) {
        // When a second restart overtakes the first, the generation to keep is the one whose path is in use.
        boolean pathIsOlder = previous.isPresent() && selected.isPresent();
        if (!pathIsOlder) previous = Optional.of(current);
        current = next;
        if (selected.isEmpty()) silentUntilNanos = nowNanos + SILENCE_NANOS;
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

    private void requested(TransportAddress from, StunMessage request, long nowNanos, Consumer<? super Output> out) {
        switch (judge.judge(request, from, generations())) {
            case Verdict.Refused(var answer, var why) -> {
                answer.ifPresent(error -> out.accept(new Output.Send(from, error.wire())));
                out.accept(new Output.Discarded(why));
            }
            case Verdict.Authentic(var generation, var answer) -> {
                out.accept(new Output.Send(from, answer.wire()));
                if (request.has(StunAttribute.USE_CANDIDATE) && nominations.add(request.transactionId()))
                    select(from, generation, out);
                heard(from, nowNanos);
                if (proven.isEmpty() || proven.equals(Optional.of(from))) used = generation;
                if (selected.equals(Optional.of(from)) && !proven.equals(selected))
                    ask(from, generation, nowNanos, out);
            }
        }
    }

    private void ask(TransportAddress at, Generation generation, long nowNanos, Consumer<? super Output> out) {
        if (at.transport() == TransportAddress.Transport.TCP) {
            // Who has not got our half of its handshake has no connection.
            used = generation;
            prove(at, nowNanos, out);
            return;
        }
        if (question.filter(asked -> asked.at.equals(at)).isPresent()) return;
        var request = request(generation);
        var asked = new Question(at, generation, new StunTransaction(request, QUESTION, nowNanos));
        question = Optional.of(asked);
        out.accept(new Output.Asked(request.transactionId()));
        goOn(asked, nowNanos, out);
    }

    private void goOn(Question asked, long nowNanos, Consumer<? super Output> out) {
        asked.transaction.elapse(nowNanos, output -> {
            switch (output) {
                case StunTransaction.Output.Send(var request) -> out.accept(new Output.Send(asked.at, request.wire()));
                case StunTransaction.Output.TimedOut _ -> question = Optional.empty();
                case StunTransaction.Output.Answered _ -> {} // is for [#answered]
            }
        });
    }

    /// Nothing is expected of [Output.Asked] here: where the peer is proven, its answers find it.
    private void askAgain(Consent granted, long nowNanos, Consumer<? super Output> out) {
        var request = request(used);
        granted.asked(request.transactionId(), nowNanos);
        proven.ifPresent(at -> out.accept(new Output.Send(at, request.wire())));
    }

    private StunMessage request(Generation generation) {
        return StunWriter.request(Bytes.of(chance.bytes(StunMessage.TRANSACTION_ID_LENGTH)))
                .username(generation.usernameOfOurRequest())
                .priority(PRIORITY)
                .iceControlled(chance.nextLong())
                .integrity(StunIntegrity.SHA1, generation.remote().password())
                .fingerprint();
    }

    private void answered(TransportAddress from, StunMessage response, long nowNanos, Consumer<? super Output> out) {
        var asked = question.filter(it -> it.transaction.isAnsweredBy(response) && it.at.equals(from));
        var granted = consent.filter(it -> it.awaits(response.transactionId()) && proven.equals(Optional.of(from)));
        if (asked.isEmpty() && granted.isEmpty()) {
            out.accept(new Output.Discarded("ice-unknown-transaction"));
        } else if (!isThePeers(response, asked.map(Question::generation).orElse(used))) {
            out.accept(new Output.Discarded("ice-integrity"));
        } else if (asked.isPresent()) {
            // An error is an answer, too: who refuses is there.
            question = Optional.empty();
            used = asked.get().generation;
            prove(from, nowNanos, out);
        } else if (response.kind() == StunMessage.Kind.ERROR) {
            out.accept(new Output.Discarded("ice-error-response"));
        } else {
            granted.ifPresent(it -> it.answered(response.transactionId(), nowNanos));
        }
    }

    /// In a restart a peer may have other credentials by now than those that it was asked with.
    private boolean isThePeers(StunMessage response, Generation asked) {
        return response.authentic(asked.remote().password())
                || generations().stream()
                        .anyMatch(generation ->
                                response.authentic(generation.remote().password()));
    }

    private void prove(TransportAddress at, long nowNanos, Consumer<? super Output> out) {
        proven = Optional.of(at);
        boolean asks = sendsMedia && at.transport() == TransportAddress.Transport.UDP;
        consent = asks ? Optional.of(new Consent(at, chance, nowNanos)) : Optional.empty();
        out.accept(new Output.Proven(at));
    }

    private void heard(TransportAddress from, long nowNanos) {
        if (selected.equals(Optional.of(from))) silentUntilNanos = nowNanos + SILENCE_NANOS;
    }

    private void select(TransportAddress remote, Generation by, Consumer<? super Output> out) {
        if (by.equals(current)) previous = Optional.empty();
        if (selected.equals(Optional.of(remote))) return;
        selected = Optional.of(remote);
        question = question.filter(asked -> asked.at.equals(remote));
        out.accept(new Output.Selected(remote));
    }
}
