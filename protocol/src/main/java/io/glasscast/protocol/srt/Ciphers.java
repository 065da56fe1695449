package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.srt.SrtPacket.Key;
import java.util.Arrays;
import java.util.Optional;

/// Both directions of an encrypted connection. They begin with one key, the caller's, and each renews its own
/// (draft-sharabayko-srt-01 §6.1.5).
///
/// Both directions also begin with the same sequence number, so that two sides which both send would encrypt
/// different packets alike. We never do: of our connections, one side sends.
record Ciphers(SendCipher sending, ReceiveCipher receiving, Bytes message) {
    /// A caller's, with a key of its own making.
    static Ciphers made(KeyWrap wrap, SendCipher.Refresh refresh, Chance chance) {
        var key = chance.bytes(wrap.keyLength());
        return of(wrap, Key.EVEN, key, wrap.wrap(Key.EVEN, key).write(), refresh, chance);
    }

    /// A listener's, from what the caller told.
    ///
    /// @param wrap of that message's salt
    /// @return empty when the caller's passphrase is another
    static Optional<Ciphers> told(KeyWrap wrap, KeyMaterial material, SendCipher.Refresh refresh, Chance chance) {
        return wrap.unwrap(material).map(keys -> {
            var parity = material.keys() == Key.ODD ? Key.ODD : Key.EVEN;
            var first = Arrays.copyOf(keys, material.keyLength());
            var ciphers = of(wrap, parity, first, material.write(), refresh, chance);
            if (material.keys() == Key.BOTH)
                ciphers.receiving()
                        .keep(Key.ODD, Arrays.copyOfRange(keys, material.keyLength(), 2 * material.keyLength()));
            return ciphers;
        });
    }

    private static Ciphers of(
            KeyWrap wrap, Key parity, byte[] key, Bytes message, SendCipher.Refresh refresh, Chance chance) {
        var receiving = new ReceiveCipher(wrap);
        receiving.keep(parity, key);
        return new Ciphers(new SendCipher(wrap, parity, key, refresh, chance), receiving, message);
    }
}
