package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
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
    static Ciphers made(SrtSecret secret, int keyLength, SendCipher.Refresh refresh, Chance chance) {
        var wrap = new KeyWrap(secret, Bytes.of(chance.bytes(KeyMaterial.SALT_LENGTH)), keyLength);
        var key = chance.bytes(keyLength);
        return of(secret, wrap, Key.EVEN, key, wrap.wrap(Key.EVEN, key).write(), refresh, chance);
    }

    /// A listener's, from what the caller told.
    ///
    /// @return malformed when the caller's passphrase is another, or its message makes no sense
    static Parsed<Ciphers> told(SrtSecret secret, Bytes message, SendCipher.Refresh refresh, Chance chance) {
        return KeyMaterial.parse(message).then(material -> {
            var wrap = new KeyWrap(secret, material.salt(), material.keyLength());
            Optional<byte[]> keys = wrap.unwrap(material);
            if (keys.isEmpty()) return Parsed.malformed(Rejection.BAD_SECRET.label());
            var parity = material.keys() == Key.ODD ? Key.ODD : Key.EVEN;
            var first = Arrays.copyOf(keys.get(), material.keyLength());
            var ciphers = of(secret, wrap, parity, first, message, refresh, chance);
            if (material.keys() == Key.BOTH)
                ciphers.receiving()
                        .keep(Key.ODD, Arrays.copyOfRange(keys.get(), material.keyLength(), 2 * material.keyLength()));
            return Parsed.ok(ciphers);
        });
    }

    private static Ciphers of(
            SrtSecret secret,
            KeyWrap wrap,
            Key parity,
            byte[] key,
            Bytes message,
            SendCipher.Refresh refresh,
            Chance chance) {
        var receiving = new ReceiveCipher(secret, wrap);
        receiving.keep(parity, key);
        return new Ciphers(new SendCipher(wrap, parity, key, refresh, chance), receiving, message);
    }
}
