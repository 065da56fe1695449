package io.glasscast.protocol.srtp;

import java.util.Optional;

/// A protection profile as DTLS negotiates it (RFC 5764 §4.1.2, RFC 7714 §14.2), the ones we prefer first.
public enum SrtpProfile {
    /// Half the cost of counter mode with HMAC, and what browsers pick when offered.
    AEAD_AES_128_GCM(0x0007, 16, 12, 0, 16),
    AEAD_AES_256_GCM(0x0008, 32, 12, 0, 16),
    /// The one profile that every WebRTC endpoint has to know (RFC 8827 §6.5).
    AES128_CM_HMAC_SHA1_80(0x0001, 16, 14, 20, 10);

    /// The E flag and the index behind every SRTCP packet (RFC 3711 §3.4).
    static final int INDEX_LENGTH = 4;

    private final int id;
    private final int keyLength;
    private final int saltLength;
    private final int authenticationKeyLength;
    private final int tagLength;

    SrtpProfile(int id, int keyLength, int saltLength, int authenticationKeyLength, int tagLength) {
        this.id = id;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.authenticationKeyLength = authenticationKeyLength;
        this.tagLength = tagLength;
    }

    /// @param id the two bytes in the use_srtp extension
    public static Optional<SrtpProfile> of(int id) {
        for (var profile : values()) if (profile.id == id) return Optional.of(profile);
        return Optional.empty();
    }

    /// The two bytes in the use_srtp extension.
    public int id() {
        return id;
    }

    /// Bytes of the master key, and of the session keys made from it.
    public int keyLength() {
        return keyLength;
    }

    /// Bytes of the master salt.
    public int saltLength() {
        return saltLength;
    }

    /// Bytes that sealing adds to an RTP packet.
    public int rtpOverhead() {
        return tagLength;
    }

    /// Bytes that sealing adds to an RTCP packet.
    public int rtcpOverhead() {
        return tagLength + INDEX_LENGTH;
    }

    int authenticationKeyLength() {
        return authenticationKeyLength;
    }
}
