package io.glasscast.protocol.stun;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.RequestJudge.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The server's end (RFC 8445 §2.5): always controlled, answers checks from anywhere and sends none.
///
/// Media goes where the peer's last nomination came from, so a peer whose address changes keeps its session by
/// checking again. A lite agent may not ask for consent, so an authentic request on the path in use counts as it, and
/// so does media that opened: the first versions of FFmpeg's WHIP muxer publish without ever checking again.
public final class IceLiteAgent implements IceAgent {
    private static final long SECOND = 1_000_000_000;

    /// RFC 7675 §5.1; also the time allowed until the first nomination.
    static final long CONSENT_NANOS = 30 * SECOND;

    private final RequestJudge judge = new RequestJudge(StunAttribute.ICE_CONTROLLED);
    private final SeenTransactions nominations = new SeenTransactions();

    private Generation current;

    /// The generation before `current`, until `current` has selected a path.
    private Optional<Generation> previous = Optional.empty();

    private Optional<TransportAddress> selected = Optional.empty();
    private long consentUntilNanos;

    /// @param nowNanos start of the time allowed until the first nomination
    public IceLiteAgent(IceCredentials local, IceCredentials remote, long nowNanos) {
        current = new Generation(local, remote);
        consentUntilNanos = nowNanos + CONSENT_NANOS;
    }

    @Override
    public void handle(Input input, long nowNanos, Consumer<? super Output> out) {
        elapse(nowNanos, out);
        if (consentUntilNanos == NEVER) return;
        switch (input) {
            case Input.Datagram(var from, var bytes) -> arrived(from, bytes, nowNanos, out);
            case Input.RemoteCandidates _ -> {} // only who sends checks needs to know where to
            case Input.Heard(var from) -> heard(from, nowNanos);
            case Input.Restart(var local, var remote) -> restart(new Generation(local, remote), nowNanos);
        }
    }

    @Override
    public void elapse(long nowNanos, Consumer<? super Output> out) {
        if (nowNanos < consentUntilNanos) return;
        consentUntilNanos = NEVER;
        selected = Optional.empty();
        out.accept(new Output.ConsentLost());
    }

    @Override
    public long deadlineNanos() {
        return consentUntilNanos;
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
        if (selected.isEmpty()) consentUntilNanos = nowNanos + CONSENT_NANOS;
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
                    case SUCCESS, ERROR -> out.accept(new Output.Discarded("ice-unknown-transaction"));
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
            }
        }
    }

    private void heard(TransportAddress from, long nowNanos) {
        if (selected.equals(Optional.of(from))) consentUntilNanos = nowNanos + CONSENT_NANOS;
    }

    private void select(TransportAddress remote, Generation by, Consumer<? super Output> out) {
        if (by.equals(current)) previous = Optional.empty();
        if (selected.equals(Optional.of(remote))) return;
        selected = Optional.of(remote);
        out.accept(new Output.Selected(remote));
    }
}
