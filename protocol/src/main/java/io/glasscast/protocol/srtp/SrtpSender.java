package io.glasscast.protocol.srtp;

import io.glasscast.kernel.Bytes;
import java.util.Objects;

/// Seals what one peer sends (RFC 3711 §3.3). The hot path: one call a packet and viewer, nothing allocated but what
/// the JDK's ciphers do inside.
public final class SrtpSender {
    /// What the sealing methods answer when a packet must not be sent.
    public static final int NOT_SEALED = 0;

    /// 2^48 packets are what one key is good for (RFC 3711 §9.2).
    private static final long LAST_RTP_INDEX = (1L << 48) - 1;

    private final SrtpProfile profile;
    private final PacketCipher rtp;
    private final PacketCipher rtcp;
    private final Sources sources = new Sources();
    private int rtcpIndex;

    /// @throws IllegalArgumentException when the key or the salt has not the profile's length
    public SrtpSender(SrtpProfile profile, Bytes masterKey, Bytes masterSalt) {
        this(
                profile,
                PacketCipher.of(profile, SessionKeys.forRtp(profile, masterKey, masterSalt)),
                PacketCipher.of(profile, SessionKeys.forRtcp(profile, masterKey, masterSalt)));
    }

    SrtpSender(SrtpProfile profile, PacketCipher rtp, PacketCipher rtcp) {
        this.profile = profile;
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    /// Seals the RTP packet of `length` bytes at `offset`, in place; [SrtpProfile#rtpOverhead] bytes behind it are
    /// written too. Sequence numbers may step back, and their roll-over counter is found as the receiver finds it.
    ///
    /// GCM breaks when two different packets are sealed with one sequence number (RFC 7714 §8.1), and an earlier
    /// packet sent again differs at least in its header extensions. So under GCM a number is sealed once: send
    /// again by RTX, or send the very bytes that were sealed. Under counter mode an old packet may be sealed again.
    ///
    /// @return the sealed packet's length, or [#NOT_SEALED]
    /// @throws IllegalArgumentException  when this is no RTP packet, or of more than [Sources#LIMIT] sources
    /// @throws IndexOutOfBoundsException when the array has no room for the overhead
    public int sealRtp(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length + profile.rtpOverhead(), packet.length);
        int headerLength = RtpLayout.headerLength(packet, offset, length);
        if (headerLength < 0) throw new IllegalArgumentException("not an RTP packet");
        int ssrc = RtpLayout.ssrc(packet, offset);
        var window = sources.window(ssrc);
        long index = window.estimate(RtpLayout.sequence(packet, offset));
        if (index > LAST_RTP_INDEX || sealsOnce() && window.refuses(index)) return NOT_SEALED;
        if (!sources.knows(ssrc)) {
            if (sources.isFull()) throw new IllegalArgumentException("too many sources");
            sources.keep(ssrc, window);
        }
        if (!window.refuses(index)) window.accept(index);
        return rtp.sealRtp(packet, offset, headerLength, length, index);
    }

    /// Seals the (compound) RTCP packet of `length` bytes at `offset`, in place; [SrtpProfile#rtcpOverhead] bytes
    /// behind it are written too.
    ///
    /// @return the sealed packet's length, or [#NOT_SEALED] after 2^31 packets, which is a year of 50 a second
    /// @throws IllegalArgumentException  when this is no RTCP packet
    /// @throws IndexOutOfBoundsException when the array has no room for the overhead
    public int sealRtcp(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length + profile.rtcpOverhead(), packet.length);
        if (length < PacketCipher.RTCP_HEADER_LENGTH || (packet[offset] & 0xC0) != 0x80)
            throw new IllegalArgumentException("not an RTCP packet");
        if (rtcpIndex < 0) return NOT_SEALED;
        return rtcp.sealRtcp(packet, offset, length, rtcpIndex++);
    }

    private boolean sealsOnce() {
        return profile != SrtpProfile.AES128_CM_HMAC_SHA1_80;
    }
}
