package io.glasscast.protocol.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in Galois/counter mode (RFC 7714). Two packets sealed with one index would give the key of the tags away, so
/// callers never do that.
final class GcmCipher implements PacketCipher {
    private static final int TAG = 16;
    private static final int IV = 12;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final byte[] salt;
    private final byte[] iv = new byte[IV];
    private final byte[] word = new byte[SrtpProfile.INDEX_LENGTH];

    GcmCipher(SessionKeys keys) {
        key = new SecretKeySpec(keys.encryption().toArray(), "AES");
        salt = keys.salt().toArray();
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    @Override
    public int sealRtp(
            byte[] packet, int offset, int headerLength, byte[] payload, int payloadAt, int length, long index) {
        ivForRtp(packet, offset, index);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG, iv));
            cipher.updateAAD(packet, offset, headerLength);
            return headerLength + cipher.doFinal(payload, payloadAt, length, packet, offset + headerLength);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int openRtp(byte[] packet, int offset, int headerLength, int length, long index) {
        ivForRtp(packet, offset, index);
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, iv));
            cipher.updateAAD(packet, offset, headerLength);
            int at = offset + headerLength;
            return headerLength + cipher.doFinal(packet, at, length - headerLength, packet, at);
        } catch (AEADBadTagException _) {
            return FORGED;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int sealRtcp(byte[] packet, int offset, int length, int index) {
        ivForRtcp(packet, offset, index);
        BigEndian.putInt(word, 0, ENCRYPTED | index);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG, iv));
            cipher.updateAAD(packet, offset, RTCP_HEADER_LENGTH);
            cipher.updateAAD(word);
            int at = offset + RTCP_HEADER_LENGTH;
            int sealed = RTCP_HEADER_LENGTH + cipher.doFinal(packet, at, length - RTCP_HEADER_LENGTH, packet, at);
            System.arraycopy(word, 0, packet, offset + sealed, word.length);
            return sealed + word.length;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A packet without the E flag is authenticated only: all of it is associated data (RFC 7714 §9.3).
    @Override
    public int openRtcp(byte[] packet, int offset, int length, int flagAndIndex) {
        ivForRtcp(packet, offset, flagAndIndex & ~ENCRYPTED);
        BigEndian.putInt(word, 0, flagAndIndex);
        int sealed = length - word.length;
        int clear = (flagAndIndex & ENCRYPTED) != 0 ? RTCP_HEADER_LENGTH : sealed - TAG;
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, iv));
            cipher.updateAAD(packet, offset, clear);
            cipher.updateAAD(word);
            int at = offset + clear;
            return clear + cipher.doFinal(packet, at, sealed - clear, packet, at);
        } catch (AEADBadTagException _) {
            return FORGED;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// RFC 7714 §8.1: two zero bytes, SSRC, roll-over counter, sequence number, over the salt.
    private void ivForRtp(byte[] packet, int offset, long index) {
        System.arraycopy(salt, 0, iv, 0, IV);
        for (int i = 0; i < 4; i++) iv[2 + i] ^= packet[offset + 8 + i];
        for (int i = 0; i < 6; i++) iv[6 + i] ^= (byte) (index >>> (40 - 8 * i));
    }

    /// RFC 7714 §9.1: two zero bytes, SSRC, two zero bytes, the 31-bit index, over the salt.
    private void ivForRtcp(byte[] packet, int offset, int index) {
        System.arraycopy(salt, 0, iv, 0, IV);
        for (int i = 0; i < 4; i++) iv[2 + i] ^= packet[offset + 4 + i];
        for (int i = 0; i < 4; i++) iv[8 + i] ^= (byte) (index >>> (24 - 8 * i));
    }
}
