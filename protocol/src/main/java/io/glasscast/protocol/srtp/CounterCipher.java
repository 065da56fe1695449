package io.glasscast.protocol.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES in counter mode, and an HMAC-SHA1 cut to 80 bits (RFC 3711 §4.1.1 and §4.2.1).
final class CounterCipher implements PacketCipher {
    private static final int TAG = 10;
    private static final int SHA1 = 20;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final Mac mac;
    private final byte[] salt;
    private final byte[] iv = new byte[16];
    private final byte[] word = new byte[4];
    private final byte[] digest = new byte[SHA1];

    CounterCipher(SessionKeys keys) {
        key = new SecretKeySpec(keys.encryption().toArray(), "AES");
        salt = keys.salt().toArray();
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(keys.authentication().toArray(), "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode and HMAC-SHA1", e);
        }
    }

    @Override
    public int sealRtp(
            byte[] packet, int offset, int headerLength, byte[] payload, int payloadAt, int length, long index) {
        crypt(payload, payloadAt, length, packet, offset + headerLength, offset + 8, index);
        int authenticated = headerLength + length;
        digestRtp(packet, offset, authenticated, index);
        System.arraycopy(digest, 0, packet, offset + authenticated, TAG);
        return authenticated + TAG;
    }

    @Override
    public int openRtp(byte[] packet, int offset, int headerLength, int length, long index) {
        int plain = length - TAG;
        digestRtp(packet, offset, plain, index);
        if (!tagMatches(packet, offset + plain)) return FORGED;
        cryptInPlace(packet, offset + headerLength, plain - headerLength, offset + 8, index);
        return plain;
    }

    @Override
    public int sealRtcp(byte[] packet, int offset, int length, int index) {
        cryptInPlace(packet, offset + RTCP_HEADER_LENGTH, length - RTCP_HEADER_LENGTH, offset + 4, index);
        BigEndian.putInt(packet, offset + length, ENCRYPTED | index);
        int authenticated = length + SrtpProfile.INDEX_LENGTH;
        mac.update(packet, offset, authenticated);
        finishDigest();
        System.arraycopy(digest, 0, packet, offset + authenticated, TAG);
        return authenticated + TAG;
    }

    @Override
    public int openRtcp(byte[] packet, int offset, int length, int flagAndIndex) {
        int authenticated = length - TAG;
        mac.update(packet, offset, authenticated);
        finishDigest();
        if (!tagMatches(packet, offset + authenticated)) return FORGED;
        int plain = authenticated - SrtpProfile.INDEX_LENGTH;
        if ((flagAndIndex & ENCRYPTED) != 0) {
            int index = flagAndIndex & ~ENCRYPTED;
            cryptInPlace(packet, offset + RTCP_HEADER_LENGTH, plain - RTCP_HEADER_LENGTH, offset + 4, index);
        }
        return plain;
    }

    private void cryptInPlace(byte[] packet, int at, int length, int ssrcAt, long index) {
        crypt(packet, at, length, packet, at, ssrcAt, index);
    }

    /// Encrypts or decrypts into a packet. The counter block is salt · 2^16 ⊕ SSRC · 2^64 ⊕ index · 2^16.
    private void crypt(byte[] source, int sourceAt, int length, byte[] packet, int at, int ssrcAt, long index) {
        System.arraycopy(salt, 0, iv, 0, salt.length);
        iv[14] = 0;
        iv[15] = 0;
        for (int i = 0; i < 4; i++) iv[4 + i] ^= packet[ssrcAt + i];
        for (int i = 0; i < 6; i++) iv[8 + i] ^= (byte) (index >>> (40 - 8 * i));
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
            cipher.doFinal(source, sourceAt, length, packet, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The roll-over counter is authenticated behind the packet, though it is not sent (RFC 3711 §4.2).
    private void digestRtp(byte[] packet, int offset, int length, long index) {
        mac.update(packet, offset, length);
        BigEndian.putInt(word, 0, (int) (index >>> 16));
        mac.update(word);
        finishDigest();
    }

    private void finishDigest() {
        try {
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Takes the same time wherever the first difference is.
    private boolean tagMatches(byte[] packet, int at) {
        int difference = 0;
        for (int i = 0; i < TAG; i++) difference |= digest[i] ^ packet[at + i];
        return difference == 0;
    }
}
