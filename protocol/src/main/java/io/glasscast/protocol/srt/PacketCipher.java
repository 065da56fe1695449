package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in counter mode over payloads (draft-sharabayko-srt-01 §6.2): encrypting and decrypting are the same.
/// Nothing is authenticated, which is the protocol's weakness and not ours to mend.
final class PacketCipher {
    private static final int NONCE_LENGTH = 14;

    private final Cipher cipher;
    private final byte[] iv = new byte[16];

    PacketCipher() {
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode", e);
        }
    }

    /// The counter block begins at (the salt's first 112 bits ⊕ sequence number) · 2^16.
    Bytes apply(StreamKey key, int sequence, Bytes payload) {
        key.salt().copyTo(0, iv, 0, NONCE_LENGTH);
        iv[14] = 0;
        iv[15] = 0;
        for (int i = 0; i < 4; i++) iv[10 + i] ^= (byte) (sequence >>> 24 - 8 * i);
        var result = new byte[payload.length()];
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key.key(), new IvParameterSpec(iv));
            cipher.doFinal(payload.array(), payload.arrayOffset(), payload.length(), result, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return Bytes.of(result);
    }

    /// A key for packets and the salt that goes with it.
    record StreamKey(SecretKeySpec key, Bytes salt) {
        static StreamKey of(byte[] key, Bytes salt) {
            return new StreamKey(new SecretKeySpec(key, "AES"), salt);
        }
    }
}
