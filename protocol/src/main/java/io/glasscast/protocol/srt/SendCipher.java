package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.srt.PacketCipher.StreamKey;
import io.glasscast.protocol.srt.SrtPacket.Key;
import java.util.Optional;

/// Encrypts what we send, and changes the key before it has been used too often (draft-sharabayko-srt-01
/// §6.1.6).
///
/// A new key is told to the peer long before it is used, and told again until the peer has confirmed it. Other
/// than the draft has it, we do not use a key that nobody has confirmed: the old one goes on a little longer.
final class SendCipher {
    /// When keys change, in packets.
    ///
    /// @param refreshAfter how many packets are encrypted with one key
    /// @param announce     how many packets before the change the next key is told
    record Refresh(long refreshAfter, long announce) {
        /// libsrt's.
        static final Refresh STANDARD = new Refresh(1 << 24, 1 << 12);
    }

    private final KeyWrap wrap;
    private final Chance chance;
    private final Refresh refresh;
    private final PacketCipher cipher = new PacketCipher();
    private byte[] key;
    private StreamKey active;
    private Key parity;
    private long packets;
    private Optional<Announced> next = Optional.empty();

    /// A key that the peer has been told or is to be told.
    private record Announced(byte[] key, Bytes message, boolean confirmed) {}

    SendCipher(KeyWrap wrap, Key parity, byte[] key, Refresh refresh, Chance chance) {
        this.wrap = wrap;
        this.parity = parity;
        this.key = key;
        this.refresh = refresh;
        this.chance = chance;
        this.active = StreamKey.of(key, wrap.salt());
    }

    Key parity() {
        return parity;
    }

    /// Of a packet sent for the first time; one sent again stays as it was.
    Bytes seal(int sequence, Bytes payload) {
        packets++;
        if (next.isEmpty() && packets >= refresh.refreshAfter() - refresh.announce()) announce();
        if (packets > refresh.refreshAfter() && next.isPresent() && next.get().confirmed()) {
            key = next.get().key();
            active = StreamKey.of(key, wrap.salt());
            parity = parity.other();
            packets = 1;
            next = Optional.empty();
        }
        return cipher.apply(active, sequence, payload);
    }

    /// The key material that the peer has yet to confirm.
    Optional<Bytes> unconfirmed() {
        return next.filter(announced -> !announced.confirmed()).map(Announced::message);
    }

    /// The peer answered `message`.
    ///
    /// @return whether that confirms what we told it
    boolean confirm(Bytes message) {
        if (next.isEmpty() || !next.get().message().equals(message)) return false;
        next = Optional.of(new Announced(next.get().key(), message, true));
        return true;
    }

    private void announce() {
        var fresh = chance.bytes(wrap.keyLength());
        var even = parity == Key.EVEN ? key : fresh;
        var odd = parity == Key.EVEN ? fresh : key;
        var both = new byte[2 * wrap.keyLength()];
        System.arraycopy(even, 0, both, 0, even.length);
        System.arraycopy(odd, 0, both, even.length, odd.length);
        next = Optional.of(new Announced(fresh, wrap.wrap(Key.BOTH, both).write(), false));
    }
}
