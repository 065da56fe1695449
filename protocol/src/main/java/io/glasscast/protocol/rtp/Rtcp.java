package io.glasscast.protocol.rtp;

import static io.glasscast.kernel.Parsed.malformed;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// RTCP datagrams: compound (RFC 3550 §6.1) and reduced-size (RFC 5506), which may start with any packet.
/// ```
/// |V=2|P|  count  |      PT       |     length in words, less 1    |
/// ```
public final class Rtcp {
    static final int SENDER_REPORT = 200;
    static final int RECEIVER_REPORT = 201;
    static final int SOURCE_DESCRIPTION = 202;
    static final int GOODBYE = 203;
    static final int TRANSPORT_FEEDBACK = 205;
    static final int PAYLOAD_FEEDBACK = 206;
    static final int EXTENDED_REPORT = 207;

    static final int HEADER = 4;
    /// Browsers put fewer than ten in a datagram; without a limit one could hold hundreds of empty ones.
    private static final int MOST_PACKETS = 64;

    private Rtcp() {}

    /// Reads one datagram. Packets of kinds we do not know are [RtcpPacket.Unknown]; one broken packet makes the
    /// datagram malformed, for nothing after it can be trusted.
    public static Parsed<List<RtcpPacket>> parse(Bytes datagram) {
        if (datagram.length() < HEADER) return malformed("rtcp-short");
        var packets = new ArrayList<RtcpPacket>(4);
        for (int at = 0; at < datagram.length(); ) {
            if (packets.size() == MOST_PACKETS) return malformed("rtcp-many");
            if (datagram.length() - at < HEADER) return malformed("rtcp-truncated");
            int first = datagram.u8(at);
            if (first >>> 6 != 2) return malformed("rtcp-version");
            int end = at + 4 * (datagram.u16(at + 2) + 1);
            if (end > datagram.length()) return malformed("rtcp-truncated");
            int padding = (first & 0x20) == 0 ? 0 : datagram.u8(end - 1);
            if ((first & 0x20) != 0 && (padding == 0 || padding > end - at - HEADER)) return malformed("rtcp-padding");
            var body = datagram.slice(at + HEADER, end - at - HEADER - padding);
            switch (parse(datagram.u8(at + 1), first & 0x1F, body)) {
                case Parsed.Ok(var packet) -> packets.add(packet);
                case Parsed.Malformed(var why) -> {
                    return malformed(why);
                }
            }
            at = end;
        }
        return Parsed.ok(packets);
    }

    private static Parsed<RtcpPacket> parse(int type, int count, Bytes body) {
        return switch (type) {
            case SENDER_REPORT -> RtcpReports.senderReport(count, body);
            case RECEIVER_REPORT -> RtcpReports.receiverReport(count, body);
            case SOURCE_DESCRIPTION -> RtcpReports.sourceDescription(count, body);
            case GOODBYE -> RtcpReports.goodbye(count, body);
            case TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK -> RtcpFeedback.parse(type, count, body);
            case EXTENDED_REPORT -> RtcpReports.extendedReport(body);
            default -> Parsed.ok(new RtcpPacket.Unknown(type, count, body));
        };
    }

    /// The datagram that carries `packets` in their order. What RFC 3550 wants of a compound one (a report first,
    /// a canonical name) is the caller's.
    public static Bytes write(List<? extends RtcpPacket> packets) {
        var out = new ByteWriter(256);
        for (var packet : packets) {
            int start = out.length();
            out.zeros(HEADER);
            int typeAndCount = writeBody(packet, out);
            out.zeros(-(out.length() - start) & 3);
            out.setU8(start, 0x80 | (typeAndCount & 0x1F)).setU8(start + 1, typeAndCount >>> 8);
            out.setU16(start + 2, (out.length() - start) / 4 - 1);
        }
        return out.toBytes();
    }

    public static Bytes write(RtcpPacket packet) {
        return write(List.of(packet));
    }

    /// @return the packet type in the upper bits, the count in the lower eight
    private static int writeBody(RtcpPacket packet, ByteWriter out) {
        return switch (packet) {
            case RtcpPacket.SenderReport report -> RtcpReports.write(report, out);
            case RtcpPacket.ReceiverReport report -> RtcpReports.write(report, out);
            case RtcpPacket.SourceDescription description -> RtcpReports.write(description, out);
            case RtcpPacket.Goodbye goodbye -> RtcpReports.write(goodbye, out);
            case RtcpPacket.ExtendedReport report -> RtcpReports.write(report, out);
            case RtcpPacket.Nack nack -> RtcpFeedback.write(nack, out);
            case RtcpPacket.Pli pli -> RtcpFeedback.write(pli, out);
            case RtcpPacket.Fir fir -> RtcpFeedback.write(fir, out);
            case RtcpPacket.Remb remb -> RtcpFeedback.write(remb, out);
            case RtcpPacket.TransportFeedback feedback -> TransportFeedbackFormat.write(feedback, out);
            case RtcpPacket.Unknown(int type, int count, Bytes body) -> {
                out.bytes(body);
                yield typed(type, count);
            }
        };
    }

    static int typed(int type, int count) {
        return type << 8 | count;
    }
}
