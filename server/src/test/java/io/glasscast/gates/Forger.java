package io.glasscast.gates;

import io.glasscast.fuzz.Script;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.sdp.NegotiatedMedia;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.srtp.SrtpSender;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.stun.StunAttribute;
import io.glasscast.protocol.stun.StunIntegrity;
import io.glasscast.protocol.stun.StunWriter;
import io.glasscast.protocol.webrtc.Section;
import java.util.List;
import java.util.Optional;

/// Somebody with the keys of a WebRTC client: whatever a script says is sealed, so that it gets past the door.
final class Forger {
    /// Indices that the client's own packets of RTCP have, or are going to have.
    private static final int TAKEN = 128;

    private static final Bytes EMPTY_REPORT = Bytes.hex("80c90001 00000001");

    /// Attributes whose value is for the script to say; what vouches for them is not.
    private static final List<StunAttribute> ATTRIBUTES = List.of(
            StunAttribute.USERNAME,
            StunAttribute.ERROR_CODE,
            StunAttribute.UNKNOWN_ATTRIBUTES,
            StunAttribute.XOR_MAPPED_ADDRESS,
            StunAttribute.PRIORITY,
            StunAttribute.USE_CANDIDATE,
            StunAttribute.SOFTWARE,
            StunAttribute.ICE_CONTROLLED,
            StunAttribute.ICE_CONTROLLING);

    private final IceCredentials own;
    private final IceCredentials server;
    private final DtlsPeer dtls;
    private final Role role;
    private final List<NegotiatedMedia> media;
    private Optional<SrtpSender> sender = Optional.empty();
    private int transactions;
    private int sequence = 1_000;
    private long timestamp = 90_000;

    Forger(IceCredentials own, IceCredentials server, DtlsPeer dtls, Role role, List<Section> sections) {
        this.own = own;
        this.server = server;
        this.dtls = dtls;
        this.role = role;
        this.media = sections.stream().map(Section::media).toList();
    }

    /// A request or an indication, with what a lite agent must see, or not; empty when it would be no message at all.
    Bytes stun(Script script) {
        int shape = script.u8();
        var id = new ByteWriter(12).u64(0xF0F0_F0F0L).u32(transactions++).toBytes();
        var writer = (shape & 3) == 3 ? StunWriter.indication(id) : StunWriter.request(id);
        if ((shape & 4) == 0) writer.username(server.ufrag() + ":" + own.ufrag());
        if ((shape & 8) != 0) writer.useCandidate();
        if ((shape & 16) == 0) writer.priority(1);
        if ((shape & 32) == 0) writer.iceControlling(1);
        for (int more = script.u8() & 3; more > 0; more--)
            writer.attribute(ATTRIBUTES.get(script.u8() % ATTRIBUTES.size()), script.piece());
        if ((shape & 64) == 0) writer.integrity(StunIntegrity.SHA1, server.password());
        try {
            return ((shape & 128) == 0 ? writer.fingerprint() : writer.message()).wire();
        } catch (IllegalStateException _) {
            return Bytes.EMPTY;
        }
    }

    /// An answer, with what vouches for it, to a question of the server's with this identifier.
    Bytes answer(Bytes transactionId) {
        return StunWriter.success(StunWriter.request(transactionId).message())
                .xorMappedAddress(SimulatedHouse.ADDRESS.socket())
                .integrity(StunIntegrity.SHA1, own.password())
                .fingerprint()
                .wire();
    }

    /// A packet of a negotiated section, or nearly. Only while there are keys.
    Bytes rtp(Script script) {
        int shape = script.u8();
        var section = media.get((shape & 1) % media.size());
        boolean again = (shape & 4) != 0 && section.rtxPayloadType().isPresent();
        var sources = again ? section.rtxSsrcs() : section.ssrcs();
        long ssrc = (shape & 8) != 0 || sources.isEmpty() ? script.u32() : sources.getFirst();
        sequence = sequence + 1 + (byte) script.u8() & 0xFFFF;
        timestamp = timestamp + 960L * (byte) script.u8() & 0xFFFF_FFFFL;
        int type = again ? section.rtxPayloadType().getAsInt() : section.payloadType();
        var extension = (shape & 16) != 0 ? script.piece() : Bytes.EMPTY;
        int words = extension.length() / 4;
        var packet = new ByteWriter()
                .u8(0x80 | (words > 0 ? 0x10 : 0) | shape & 0x20)
                .u8((shape & 2) << 6 | type)
                .u16(sequence)
                .u32(timestamp)
                .u32(ssrc);
        if (words > 0)
            packet.u16((shape & 64) != 0 ? 0x1000 : 0xBEDE).u16(words).bytes(extension.slice(0, 4 * words));
        return rtp(packet.bytes(script.longPiece(1_200)).toBytes());
    }

    /// Seals what may be RTP, and leaves it as it is where it is not.
    Bytes rtp(Bytes plain) {
        var sealed = java.util.Arrays.copyOf(plain.toArray(), plain.length() + SimulatedClient.PROFILE.rtpOverhead());
        try {
            return Bytes.of(sealed, 0, sender().sealRtp(sealed, 0, plain.length()));
        } catch (IllegalArgumentException _) {
            return plain;
        }
    }

    /// One packet or several in one datagram. Only while there are keys.
    Bytes rtcp(Script script) {
        var packets = new ByteWriter();
        int shape;
        do {
            shape = script.u8();
            var section = media.get((shape >>> 3 & 1) % media.size());
            long ssrc = section.ssrcs().isEmpty() ? 1 : section.ssrcs().getFirst();
            int type = 200 + (shape & 7);
            int format = script.u8();
            var body = script.piece();
            int words = body.length() / 4;
            boolean feedback = type == 205 || type == 206;
            packets.u8(0x80 | format & 0x3F)
                    .u8(type)
                    .u16(words + (feedback ? 2 : 1))
                    .u32((shape & 16) != 0 ? ssrc : 1);
            if (feedback) packets.u32(ssrc);
            packets.bytes(body.slice(0, 4 * words));
        } while ((shape & 32) != 0 && !script.over() && packets.length() < 1_000);
        return rtcp(packets.toBytes());
    }

    /// Seals what may be RTCP, and leaves it as it is where it is not.
    Bytes rtcp(Bytes plain) {
        var sealed = java.util.Arrays.copyOf(plain.toArray(), plain.length() + SimulatedClient.PROFILE.rtcpOverhead());
        try {
            return Bytes.of(sealed, 0, sender().sealRtcp(sealed, 0, plain.length()));
        } catch (IllegalArgumentException _) {
            return plain;
        }
    }

    /// RFC 5764 §4.2: both keys, then both salts, the client's first.
    private SrtpSender sender() {
        if (sender.isPresent()) return sender.get();
        SrtpProfile profile = SimulatedClient.PROFILE;
        int key = profile.keyLength();
        int salt = profile.saltLength();
        var material = dtls.exportKeyingMaterial("EXTRACTOR-dtls_srtp", 2 * (key + salt));
        int side = role == Role.CLIENT ? 0 : 1;
        var made =
                new SrtpSender(profile, material.slice(side * key, key), material.slice(2 * key + side * salt, salt));
        sender = Optional.of(made);
        for (int i = 0; i < TAKEN; i++) rtcp(EMPTY_REPORT);
        return made;
    }
}
