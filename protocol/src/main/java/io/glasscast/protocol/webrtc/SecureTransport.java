package io.glasscast.protocol.webrtc;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.rtp.Rtcp;
import io.glasscast.protocol.rtp.RtcpPacket;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.srtp.SrtpReceiver;
import io.glasscast.protocol.srtp.SrtpSender;
import java.util.List;

/// The two directions of SRTP, keyed by a DTLS handshake (RFC 5764 §4.2).
final class SecureTransport {
    private static final String LABEL = "EXTRACTOR-dtls_srtp";

    private final SrtpProfile profile;
    private final SrtpSender sender;
    private final SrtpReceiver receiver;

    private SecureTransport(SrtpProfile profile, SrtpSender sender, SrtpReceiver receiver) {
        this.profile = profile;
        this.sender = sender;
        this.receiver = receiver;
    }

    /// @param role our role in the handshake that `dtls` has completed
    static SecureTransport keyedBy(DtlsPeer dtls, Role role, SrtpProfile profile) {
        int key = profile.keyLength();
        int salt = profile.saltLength();
        var material = dtls.exportKeyingMaterial(LABEL, 2 * (key + salt));
        // Both keys come first, then both salts, the client's before the server's.
        var clientKey = material.slice(0, key);
        var serverKey = material.slice(key, key);
        var clientSalt = material.slice(2 * key, salt);
        var serverSalt = material.slice(2 * key + salt, salt);
        boolean client = role == Role.CLIENT;
        return new SecureTransport(
                profile,
                new SrtpSender(profile, client ? clientKey : serverKey, client ? clientSalt : serverSalt),
                new SrtpReceiver(profile, client ? serverKey : clientKey, client ? serverSalt : clientSalt));
    }

    int rtpOverhead() {
        return profile.rtpOverhead();
    }

    /// Seals in place; see [SrtpSender#sealRtp].
    int sealRtp(byte[] packet, int offset, int length) {
        return sender.sealRtp(packet, offset, length);
    }

    /// Seals a payload behind its header; see [SrtpSender#sealRtp].
    int sealRtp(byte[] packet, int offset, int headerLength, Bytes payload) {
        return sender.sealRtp(packet, offset, headerLength, payload);
    }

    Bytes sealRtcp(List<? extends RtcpPacket> packets) {
        var plain = Rtcp.write(packets);
        var sealed = new byte[plain.length() + profile.rtcpOverhead()];
        plain.copyTo(sealed, 0);
        return Bytes.of(sealed, 0, sender.sealRtcp(sealed, 0, plain.length()));
    }

    Parsed<Bytes> openRtp(Bytes packet) {
        return receiver.openRtp(packet);
    }

    Parsed<Bytes> openRtcp(Bytes packet) {
        return receiver.openRtcp(packet);
    }
}
