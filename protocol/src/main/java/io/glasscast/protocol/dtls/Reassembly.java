package io.glasscast.protocol.dtls;

import io.glasscast.kernel.Bytes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Puts fragments together and messages in order (RFC 6347 §4.2.2, §4.2.3). Fragments may come in any order, overlap
/// and repeat.
final class Reassembly {
    /// A chain of three 4096-bit RSA certificates takes 6 KB; nothing else in a handshake comes near.
    static final int MAX_MESSAGE = 16 * 1024;
    /// The longest flight has five messages, so a whole flight may arrive backwards.
    static final int MAX_AHEAD = 8;
    /// All messages in the making together: one of the longest and a normal flight. What a stranger can pin.
    static final int MAX_BUFFERED = 2 * MAX_MESSAGE;

    enum Verdict {
        KEPT,
        /// Of a message already handed out: the peer repeats itself.
        OLD,
        TOO_LONG,
        TOO_FAR_AHEAD,
        TOO_MUCH,
        /// Another fragment of the same message said otherwise about its type or length.
        CONTRADICTORY
    }

    private static final class Partial {
        final HandshakeType type;
        final byte[] body;
        final BitSet present;

        Partial(HandshakeFragment first) {
            type = first.type();
            body = new byte[first.length()];
            present = new BitSet(first.length());
        }

        boolean complete() {
            return present.nextClearBit(0) >= body.length;
        }
    }

    private final Map<Integer, Partial> partials = new HashMap<>();
    private int nextSequence;
    private int buffered;

    Verdict offer(HandshakeFragment fragment) {
        if (fragment.sequence() < nextSequence) return Verdict.OLD;
        if (fragment.sequence() >= nextSequence + MAX_AHEAD) return Verdict.TOO_FAR_AHEAD;
        if (fragment.length() > MAX_MESSAGE) return Verdict.TOO_LONG;
        var partial = partials.get(fragment.sequence());
        if (partial == null) {
            if (buffered + fragment.length() > MAX_BUFFERED) return Verdict.TOO_MUCH;
            buffered += fragment.length();
            partial = new Partial(fragment);
            partials.put(fragment.sequence(), partial);
        } else if (partial.type != fragment.type() || partial.body.length != fragment.length()) {
            return Verdict.CONTRADICTORY;
        }
        fragment.body().copyTo(partial.body, fragment.offset());
        partial.present.set(
                fragment.offset(), fragment.offset() + fragment.body().length());
        return Verdict.KEPT;
    }

    /// The next message in order, once it is whole.
    Optional<HandshakeMessage> next() {
        var partial = partials.get(nextSequence);
        if (partial == null || !partial.complete()) return Optional.empty();
        partials.remove(nextSequence);
        buffered -= partial.body.length;
        return Optional.of(new HandshakeMessage(partial.type, nextSequence++, Bytes.of(partial.body)));
    }

    /// The number of the message that [#next()] waits for.
    int nextSequence() {
        return nextSequence;
    }
}
