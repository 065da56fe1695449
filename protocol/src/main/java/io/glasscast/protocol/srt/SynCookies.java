package io.glasscast.protocol.srt;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Cookies that prove a caller's address without anything being remembered (draft-sharabayko-srt-01 §4.3.1.1):
/// a keyed hash over the address and the minute.
final class SynCookies {
    private static final long MINUTE = 60_000_000_000L;

    private final Mac mac;

    SynCookies(Chance chance) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(chance.bytes(32), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    int bake(TransportAddress address, long nowNanos) {
        return cookie(address, Math.floorDiv(nowNanos, MINUTE));
    }

    /// Whether we baked it, in this minute or the one before.
    boolean good(int cookie, TransportAddress address, long nowNanos) {
        long minute = Math.floorDiv(nowNanos, MINUTE);
        return cookie == cookie(address, minute) || cookie == cookie(address, minute - 1);
    }

    private int cookie(TransportAddress address, long minute) {
        var socket = address.socket();
        var text = new ByteWriter(32)
                .bytes(socket.getAddress().getAddress())
                .u16(socket.getPort())
                .u64(minute)
                .toBytes();
        int cookie = (int) Bytes.of(mac.doFinal(text.toArray())).u32(0);
        // An induction carries none, that is 0: no cookie is.
        return cookie == 0 ? 1 : cookie;
    }
}
