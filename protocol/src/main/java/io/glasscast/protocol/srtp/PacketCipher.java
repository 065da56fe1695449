package io.glasscast.protocol.srtp;

/// One transform with one set of session keys: it turns packets into sealed ones and back. Which index a
/// packet has, and whether it has been seen before, is its caller's business.
///
/// Lengths are right when they arrive here: headers are whole, and there is room for what sealing adds.
sealed interface PacketCipher permits GcmCipher, CounterCipher {
    /// What the opening methods answer when a packet is not authentic. The array is then in no defined state.
    int FORGED = -1;

    /// Bytes before the encrypted part of an RTCP packet: the first header and the sender's SSRC.
    int RTCP_HEADER_LENGTH = 8;

    /// The bit before the SRTCP index that says the packet is encrypted (RFC 3711 §3.4).
    int ENCRYPTED = 0x8000_0000;

    static PacketCipher of(SrtpProfile profile, SessionKeys keys) {
        return switch (profile) {
            case AEAD_AES_128_GCM, AEAD_AES_256_GCM -> new GcmCipher(keys);
            case AES128_CM_HMAC_SHA1_80 -> new CounterCipher(keys);
        };
    }

    /// Seals an RTP packet whose header stands at `offset`, and whose payload is either there already, right behind
    /// the header, or in another array.
    ///
    /// @param payload   where the `length` bytes from `payloadAt` on are encrypted from
    /// @param index     the 48-bit packet index (RFC 3711 §3.3.1)
    /// @return the sealed packet's length
    int sealRtp(byte[] packet, int offset, int headerLength, byte[] payload, int payloadAt, int length, long index);

    /// Opens the SRTP packet of `length` bytes at `offset`.
    ///
    /// @return the plain packet's length, or [#FORGED]
    int openRtp(byte[] packet, int offset, int headerLength, int length, long index);

    /// Seals the RTCP packet of `length` bytes at `offset`.
    ///
    /// @param index 31 bits
    /// @return the sealed packet's length
    int sealRtcp(byte[] packet, int offset, int length, int index);

    /// Opens the SRTCP packet of `length` bytes at `offset`.
    ///
    /// @param word the packet's E flag and index
    /// @return the plain packet's length, or [#FORGED]
    int openRtcp(byte[] packet, int offset, int length, int word);
}
