package io.glasscast.protocol.srtp;

import io.glasscast.kernel.Bytes;
import java.util.Objects;

/// Seals what one peer sends (RFC 3711 §3.3). The hot path: one call a packet and viewer, nothing allocated but what
/// the JDK's ciphers do inside.
public final class SrtpSender {
    /// What the sealing methods answer when a packet must not be sent.
    public static final int NOT_SEALED = 0;

    private static final class Source {
        long highest = PacketIndex.NONE;
    }

    private final SrtpProfile profile;
    private final PacketCipher rtp;
    private final PacketCipher rtcp;
    private final boolean sealsOnce;
    private final Sources<Source> sources = new Sources<>(Source::new);
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
        this.sealsOnce = profile != SrtpProfile.AES128_CM_HMAC_SHA1_80;
    }

    /// Seals the RTP packet of `length` bytes at `offset`, in place; [SrtpProfile#rtpOverhead] bytes behind it are
    /// written too. Numbers roll over, and their roll-over counter is found as the receiver finds it.
    ///
    /// GCM breaks when two different packets are sealed with one sequence number (RFC 7714 §8.1), and an earlier
    /// packet sent again differs at least in its header extensions. So under GCM the numbers of a source go up, and
    /// a lower one is not sealed: send again by RTX, or send the very bytes that were sealed. Under counter mode an
    /// old packet may be sealed again.
    ///
    /// @return the sealed packet's length, or [#NOT_SEALED]
    /// @throws IllegalArgumentException  when this is no RTP packet, or of more than [Sources#LIMIT] sources
    /// @throws IndexOutOfBoundsException when the array has no room for the overhead
    public int sealRtp(byte[] packet, int offset, int length) {
        int headerLength = RtpLayout.headerLength(packet, offset, length);
        return seal(packet, offset, headerLength, packet, offset + headerLength, length - headerLength);
    }

    /// The same for a packet of which only the header stands at `offset`, and whose payload is left where it is: what
    /// many are sent is then copied for nobody.
    public int sealRtp(byte[] packet, int offset, int headerLength, Bytes payload) {
        if (RtpLayout.headerLength(packet, offset, headerLength) != headerLength)
            throw new IllegalArgumentException("not the header of an RTP packet");
        return seal(packet, offset, headerLength, payload.array(), payload.arrayOffset(), payload.length());
    }

    private int seal(byte[] packet, int offset, int headerLength, byte[] payload, int payloadAt, int length) {
        if (headerLength < 0) throw new IllegalArgumentException("not an RTP packet");
        Objects.checkFromIndexSize(offset, headerLength + length + profile.rtpOverhead(), packet.length);
        int ssrc = RtpLayout.ssrc(packet, offset);
        var source = sources.of(ssrc);
        long index = PacketIndex.estimate(source.highest, RtpLayout.sequence(packet, offset));
        if (index > PacketIndex.LAST || sealsOnce && index <= source.highest) return NOT_SEALED;
        if (source.highest == PacketIndex.NONE) {
            if (sources.isFull()) throw new IllegalArgumentException("too many sources");
            sources.keep(ssrc, source);
        }
        if (index > source.highest) source.highest = index;
        return rtp.sealRtp(packet, offset, headerLength, payload, payloadAt, length, index);
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
}
