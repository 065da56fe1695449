package io.glasscast.protocol.rtp;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.protocol.rtp.Rtcp.typed;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.rtp.RtcpPacket.Fir;
import io.glasscast.protocol.rtp.RtcpPacket.Nack;
import io.glasscast.protocol.rtp.RtcpPacket.Pli;
import io.glasscast.protocol.rtp.RtcpPacket.Remb;
import io.glasscast.protocol.rtp.RtcpPacket.Unknown;
import java.util.ArrayList;
import java.util.List;

/// Feedback messages (RFC 4585 §6.1), whose count field is their format.
/// ```
/// |                  SSRC of packet sender                        |
/// |                  SSRC of media source                         |
/// |            feedback control information (FCI)                 |
/// ```
final class RtcpFeedback {
    private static final int NACK = 1;
    private static final int PLI = 1;
    private static final int FIR = 4;
    private static final int APPLICATION = 15;
    private static final int TRANSPORT_WIDE = 15;

    private static final int FCI = 8;
    /// 'REMB' in ASCII, the application's unique identifier.
    private static final long REMB = 0x52454D42;
    /// A datagram's worth of pairs; each stands for up to 17 packets, which is more than any buffer holds.
    private static final int MOST_NACK_PAIRS = 256;
    /// A session has a handful of sources; a datagram could name 180.
    private static final int MOST_FIR_ENTRIES = 64;

    private RtcpFeedback() {}

    static Parsed<RtcpPacket> parse(int type, int format, Bytes body) {
        if (body.length() < FCI) return malformed("rtcp-feedback-short");
        if (type == Rtcp.TRANSPORT_FEEDBACK)
            return switch (format) {
                case NACK -> nack(body);
                case TRANSPORT_WIDE -> TransportFeedbackFormat.parse(body);
                default -> Parsed.ok(new Unknown(type, format, body));
            };
        return switch (format) {
            case PLI -> Parsed.ok(new Pli(body.u32(0), body.u32(4)));
            case FIR -> fir(body);
            case APPLICATION ->
                body.length() >= FCI + 8 && body.u32(FCI) == REMB
                        ? remb(body)
                        : Parsed.ok(new Unknown(type, format, body));
            default -> Parsed.ok(new Unknown(type, format, body));
        };
    }

    // |            PID                |             BLP               |
    private static Parsed<RtcpPacket> nack(Bytes body) {
        int pairs = (body.length() - FCI) / 4;
        if (pairs == 0 || body.length() % 4 != 0) return malformed("rtcp-nack-short");
        if (pairs > MOST_NACK_PAIRS) return malformed("rtcp-nack-long");
        var lost = new ArrayList<Integer>();
        for (int at = FCI; at < body.length(); at += 4) {
            int first = body.u16(at);
            lost.add(first);
            for (int following = body.u16(at + 2), bit = 1; following != 0; following >>>= 1, bit++)
                if ((following & 1) != 0) lost.add(SequenceNumber.plus(first, bit));
        }
        return Parsed.ok(new Nack(body.u32(0), body.u32(4), lost));
    }

    static int write(Nack nack, ByteWriter out) {
        out.u32(nack.sender()).u32(nack.media());
        List<Integer> lost = nack.lost();
        int pairs = 0;
        for (int i = 0; i < lost.size(); pairs++) {
            int first = lost.get(i++);
            int following = 0;
            for (; i < lost.size(); i++) {
                int distance = SequenceNumber.since(lost.get(i), first);
                if (distance < 1 || distance > 16) break;
                following |= 1 << (distance - 1);
            }
            out.u16(first).u16(following);
        }
        if (pairs == 0 || pairs > MOST_NACK_PAIRS) throw new IllegalArgumentException(pairs + " pairs in a NACK");
        return typed(Rtcp.TRANSPORT_FEEDBACK, NACK);
    }

    static int write(Pli pli, ByteWriter out) {
        out.u32(pli.sender()).u32(pli.media());
        return typed(Rtcp.PAYLOAD_FEEDBACK, PLI);
    }

    // |                              SSRC                             |
    // | sequence nr   |    reserved                                   |
    private static Parsed<RtcpPacket> fir(Bytes body) {
        int entries = (body.length() - FCI) / 8;
        if (entries == 0 || body.length() % 8 != 0) return malformed("rtcp-fir-short");
        if (entries > MOST_FIR_ENTRIES) return malformed("rtcp-fir-long");
        var list = new ArrayList<Fir.Entry>(entries);
        for (int at = FCI; at < body.length(); at += 8) list.add(new Fir.Entry(body.u32(at), body.u8(at + 4)));
        return Parsed.ok(new Fir(body.u32(0), list));
    }

    static int write(Fir fir, ByteWriter out) {
        out.u32(fir.sender()).u32(0); // RFC 5104 §4.3.1.2: the media source is in the entries
        for (var entry : fir.entries())
            out.u32(entry.ssrc()).u8(entry.sequence()).u24(0);
        return typed(Rtcp.PAYLOAD_FEEDBACK, FIR);
    }

    // |  unique identifier 'R' 'E' 'M' 'B'                            |
    // |  Num SSRC     | BR Exp    |  BR Mantissa                      |  8, 6, 18 bits
    // |   SSRC feedback (Num SSRC times)                              |
    private static Parsed<RtcpPacket> remb(Bytes body) {
        int count = body.u8(FCI + 4);
        if (body.length() < FCI + 8 + 4 * count) return malformed("rtcp-remb-short");
        int packed = body.u24(FCI + 5);
        int exponent = packed >>> 18;
        long mantissa = packed & 0x3_FFFF;
        // 18 bits moved up by more than 45 leave a long; nobody has such a line.
        long bitrate = mantissa == 0 ? 0 : exponent > 45 ? Long.MAX_VALUE : mantissa << exponent;
        var ssrcs = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) ssrcs.add(body.u32(FCI + 8 + 4 * i));
        return Parsed.ok(new Remb(body.u32(0), bitrate, ssrcs));
    }

    static int write(Remb remb, ByteWriter out) {
        int exponent = Math.max(0, 64 - 18 - Long.numberOfLeadingZeros(remb.bitrate()));
        out.u32(remb.sender()).u32(0).u32(REMB).u8(remb.ssrcs().size());
        out.u24((long) exponent << 18 | remb.bitrate() >>> exponent);
        for (long ssrc : remb.ssrcs()) out.u32(ssrc);
        return typed(Rtcp.PAYLOAD_FEEDBACK, APPLICATION);
    }
}
