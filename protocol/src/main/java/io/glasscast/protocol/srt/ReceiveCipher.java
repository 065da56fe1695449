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
    /// A salt of its own for a new key is not forbidden, though nobody known sends one; each costs a
    /// millisecond.
    private static final int MAX_NEW_SALTS = 8;

    private final SrtSecret secret;
    private final PacketCipher cipher = new PacketCipher();
    private KeyWrap wrap;
    private int newSalts;
    private @Nullable StreamKey even;
    private @Nullable StreamKey odd;

    /// @param wrap of the first key material; the same for the next ones as long as their salt is
    ReceiveCipher(SrtSecret secret, KeyWrap wrap) {
        this.secret = secret;
        this.wrap = wrap;
    }

    /// Takes keys that the peer tells.
    ///
    /// @return false when they are not wrapped with our passphrase
    boolean take(KeyMaterial material) {
        if (!wrap.fits(material)) {
            if (newSalts == MAX_NEW_SALTS) return false;
            newSalts++;
            wrap = new KeyWrap(secret, material.salt(), material.keyLength());
        }
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
    ///
    /// @return what to answer: the same, or one word of what is wrong
    Bytes answer(Bytes message) {
        return switch (KeyMaterial.parse(message)) {
            case Parsed.Ok<KeyMaterial>(var material) -> take(material) ? message : word(KeyState.BAD_SECRET);
            case Parsed.Malformed<KeyMaterial> _ -> word(KeyState.BAD_SECRET);
        };
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
