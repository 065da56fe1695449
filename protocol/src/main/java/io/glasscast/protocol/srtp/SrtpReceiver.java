package io.glasscast.protocol.srtp;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// Opens what one peer sends (RFC 3711 §3.3): authentic packets, each once.
public final class SrtpReceiver {
    private final SrtpProfile profile;
    private final PacketCipher rtp;
    private final PacketCipher rtcp;
    private final Sources<ReplayWindow> rtpSources = new Sources<>(ReplayWindow::new);
    private final Sources<ReplayWindow> rtcpSources = new Sources<>(ReplayWindow::new);

    /// @throws IllegalArgumentException when the key or the salt has not the profile's length
    public SrtpReceiver(SrtpProfile profile, Bytes masterKey, Bytes masterSalt) {
        this(
                profile,
                PacketCipher.of(profile, SessionKeys.forRtp(profile, masterKey, masterSalt)),
                PacketCipher.of(profile, SessionKeys.forRtcp(profile, masterKey, masterSalt)));
    }

    SrtpReceiver(SrtpProfile profile, PacketCipher rtp, PacketCipher rtcp) {
        this.profile = profile;
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    /// Opens an SRTP packet in the array below `packet`, which the caller owns; its content is lost in any case.
    /// The window moves only for authentic packets.
    ///
    /// @return the plain packet, a view of the same array, or malformed: `srtp-short`, `srtp-header`,
    ///     `srtp-replay`, `srtp-sources` (more of them than we remember), `srtp-auth`
    public Parsed<Bytes> openRtp(Bytes packet) {
        byte[] array = packet.array();
        int offset = packet.arrayOffset();
        int sealed = packet.length();
        int plain = sealed - profile.rtpOverhead();
        if (plain < RtpLayout.FIXED_LENGTH) return Parsed.malformed("srtp-short");
        int headerLength = RtpLayout.headerLength(array, offset, plain);
        if (headerLength < 0) return Parsed.malformed("srtp-header");
        int ssrc = RtpLayout.ssrc(array, offset);
        var window = rtpSources.of(ssrc);
        long index = window.estimate(RtpLayout.sequence(array, offset));
        if (window.refuses(index)) return Parsed.malformed("srtp-replay");
        if (rtpSources.isFull() && !rtpSources.knows(ssrc)) return Parsed.malformed("srtp-sources");
        int length = rtp.openRtp(array, offset, headerLength, sealed, index);
        if (length < 0) return Parsed.malformed("srtp-auth");
        window.accept(index);
        rtpSources.keep(ssrc, window);
        return Parsed.ok(packet.slice(0, length));
    }

    /// Opens an SRTCP packet in the array below `packet`, which the caller owns; its content is lost in any case.
    /// A packet that its sender authenticated but did not encrypt is taken too.
    ///
    /// @return the plain packet, a view of the same array, or malformed: `srtcp-short`, `srtcp-version`,
    ///     `srtcp-replay`, `srtcp-sources`, `srtcp-auth`
    public Parsed<Bytes> openRtcp(Bytes packet) {
        byte[] array = packet.array();
        int offset = packet.arrayOffset();
        int sealed = packet.length();
        if (sealed < PacketCipher.RTCP_HEADER_LENGTH + profile.rtcpOverhead()) return Parsed.malformed("srtcp-short");
        if ((array[offset] & 0xC0) != 0x80) return Parsed.malformed("srtcp-version");
        int word = BigEndian.intAt(array, offset + sealed - wordFromEnd());
        int index = word & ~PacketCipher.ENCRYPTED;
        int ssrc = BigEndian.intAt(array, offset + 4);
        var window = rtcpSources.of(ssrc);
        if (window.refuses(index)) return Parsed.malformed("srtcp-replay");
        if (rtcpSources.isFull() && !rtcpSources.knows(ssrc)) return Parsed.malformed("srtcp-sources");
        int length = rtcp.openRtcp(array, offset, sealed, word);
        if (length < 0) return Parsed.malformed("srtcp-auth");
        window.accept(index);
        rtcpSources.keep(ssrc, window);
        return Parsed.ok(packet.slice(0, length));
    }

    /// The index is the last thing under GCM (RFC 7714 §9), and stands before the tag otherwise (RFC 3711 §3.4).
    private int wordFromEnd() {
        return switch (profile) {
            case AEAD_AES_128_GCM, AEAD_AES_256_GCM -> SrtpProfile.INDEX_LENGTH;
            case AES128_CM_HMAC_SHA1_80 -> profile.rtcpOverhead();
        };
    }
}
