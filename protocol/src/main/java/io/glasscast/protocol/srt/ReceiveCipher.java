package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.srt.PacketCipher.StreamKey;
import io.glasscast.protocol.srt.SrtPacket.Key;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decrypts what the peer sends, with the even and the odd key that it last told us.
final class ReceiveCipher {
    /// A salt of its own for a new key is not forbidden, though nobody known sends one; each has to be derived.
    private static final int MAX_NEW_SALTS = 8;

    /// What becomes of keys that the peer tells.
    sealed interface Reply {
        /// @param words the same, or one word of what is wrong
        record Now(Bytes words) implements Reply {}

        /// Nothing before this is done, see [ReceiveCipher#derived].
        record After(KeyDerivation work) implements Reply {}

        /// Nothing: something else has to be done first, and the peer will ask again.
        record Silence() implements Reply {}
    }

    private record Waiting(KeyDerivation work, KeyMaterial material, Bytes message) {}

    private final PacketCipher cipher = new PacketCipher();
    private KeyWrap wrap;
    private int newSalts;
    private Optional<Waiting> waiting = Optional.empty();
    private @Nullable StreamKey even;
    private @Nullable StreamKey odd;

    /// @param wrap of the first key material; the same for the next ones as long as their salt is
    ReceiveCipher(KeyWrap wrap) {
        this.wrap = wrap;
    }

    /// Takes keys that the peer tells, with the salt that we have.
    ///
    /// @return false when they are not wrapped with our passphrase
    boolean take(KeyMaterial material) {
        var keys = wrap.unwrap(material);
        keys.ifPresent(bytes -> keep(material, bytes));
        return keys.isPresent();
    }

    /// Takes keys in the clear: those that the other direction began with.
    void keep(Key which, byte[] key) {
        var streamKey = StreamKey.of(key, wrap.salt());
        if (which == Key.EVEN) even = streamKey;
        else odd = streamKey;
    }

    /// Key material as a peer sends it within the connection.
    Reply reply(Bytes message) {
        return switch (KeyMaterial.parse(message)) {
            case Parsed.Ok<KeyMaterial>(var material) -> reply(material, message);
            case Parsed.Malformed<KeyMaterial> _ -> new Reply.Now(word(KeyState.BAD_SECRET));
        };
    }

    private Reply reply(KeyMaterial material, Bytes message) {
        if (wrap.origin().fits(material)) return new Reply.Now(answer(material, message));
        if (waiting.isPresent()) return new Reply.Silence();
        if (newSalts == MAX_NEW_SALTS) return new Reply.Now(word(KeyState.BAD_SECRET));
        newSalts++;
        var work = KeyDerivation.of(wrap.origin().secret(), material);
        waiting = Optional.of(new Waiting(work, material, message));
        return new Reply.After(work);
    }

    /// Takes what was to be done for [Reply.After].
    ///
    /// @return what to answer to the message that waited
    Optional<Bytes> derived(KeyWrap fresh) {
        if (waiting.isEmpty() || !waiting.get().work().equals(fresh.origin())) return Optional.empty();
        var told = waiting.get();
        waiting = Optional.empty();
        wrap = fresh;
        return Optional.of(answer(told.material(), told.message()));
    }

    private Bytes answer(KeyMaterial material, Bytes message) {
        return take(material) ? message : word(KeyState.BAD_SECRET);
    }

    /// @return empty when there is no such key
    Optional<Bytes> open(Key which, int sequence, Bytes payload) {
        var key = which == Key.EVEN ? even : which == Key.ODD ? odd : null;
        return key == null ? Optional.empty() : Optional.of(cipher.apply(key, sequence, payload));
    }

    static Bytes word(KeyState state) {
        return Bytes.of(new byte[] {0, 0, 0, (byte) state.ordinal()});
    }

    private void keep(KeyMaterial material, byte[] keys) {
        int length = material.keyLength();
        var first = Arrays.copyOf(keys, length);
        switch (material.keys()) {
            case EVEN, ODD -> keep(material.keys(), first);
            case BOTH -> {
                keep(Key.EVEN, first);
                keep(Key.ODD, Arrays.copyOfRange(keys, length, 2 * length));
            }
            case NONE -> {} // no key material says so
        }
    }
}
