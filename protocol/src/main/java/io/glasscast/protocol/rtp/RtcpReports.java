package io.glasscast.protocol.rtp;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.protocol.rtp.Rtcp.typed;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.rtp.RtcpPacket.ExtendedReport;
import io.glasscast.protocol.rtp.RtcpPacket.Goodbye;
import io.glasscast.protocol.rtp.RtcpPacket.ReceiverReport;
import io.glasscast.protocol.rtp.RtcpPacket.SenderReport;
import io.glasscast.protocol.rtp.RtcpPacket.SourceDescription;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The layouts of RFC 3550 §6.4 to §6.6 and RFC 3611.
final class RtcpReports {
    private static final int BLOCK = 24;
    private static final int CNAME = 1;
    /// The length field's eight bits.
    private static final int LONGEST_TEXT = 255;
    private static final int REFERENCE_TIME_BLOCK = 4;
    private static final int DLRR_BLOCK = 5;
    private static final int DELAY = 12;

    private RtcpReports() {}

    // |                         SSRC of sender                        |
    // |              NTP timestamp (64 bits)                          |
    // |                         RTP timestamp                         |
    // |            packet count       |          octet count          |  32 bits each
    // |                    report blocks, profile extensions          |
    static Parsed<RtcpPacket> senderReport(int count, Bytes body) {
        if (body.length() < 24 + count * BLOCK) return malformed("rtcp-sr-short");
        return Parsed.ok(new SenderReport(
                body.u32(0),
                new NtpTime(body.i64(4)),
                body.u32(12),
                body.u32(16),
                body.u32(20),
                blocks(count, body.from(24))));
    }

    static int write(SenderReport report, ByteWriter out) {
        out.u32(report.ssrc()).u64(report.ntp().bits()).u32(report.rtpTimestamp());
        out.u32(report.packets()).u32(report.octets());
        return typed(Rtcp.SENDER_REPORT, blocks(report.reports(), out));
    }

    static Parsed<RtcpPacket> receiverReport(int count, Bytes body) {
        if (body.length() < 4 + count * BLOCK) return malformed("rtcp-rr-short");
        return Parsed.ok(new ReceiverReport(body.u32(0), blocks(count, body.from(4))));
    }

    static int write(ReceiverReport report, ByteWriter out) {
        out.u32(report.ssrc());
        return typed(Rtcp.RECEIVER_REPORT, blocks(report.reports(), out));
    }

    // |                            SSRC_n                             |
    // | fraction lost |       cumulative number of packets lost       |
    // |           extended highest sequence number received           |
    // |                      interarrival jitter                      |
    // |                         last SR (LSR)                         |
    // |                   delay since last SR (DLSR)                  |
    private static List<ReportBlock> blocks(int count, Bytes body) {
        var blocks = new ArrayList<ReportBlock>(count);
        for (int at = 0; at < count * BLOCK; at += BLOCK)
            blocks.add(new ReportBlock(
                    body.u32(at),
                    body.u8(at + 4),
                    body.u24(at + 5) << 8 >> 8,
                    body.u32(at + 8),
                    body.u32(at + 12),
                    body.u32(at + 16),
                    body.u32(at + 20)));
        return blocks;
    }

    private static int blocks(List<ReportBlock> blocks, ByteWriter out) {
        for (var block : blocks) {
            out.u32(block.ssrc()).u8(block.fractionLost()).u24(block.cumulativeLost());
            out.u32(block.highestSequence()).u32(block.jitter());
            out.u32(block.lastSr()).u32(block.delaySinceLastSr());
        }
        return blocks.size();
    }

    // |                            SSRC                               |
    // |     item      |    length     | text…  | item… | 0 | to a word |
    static Parsed<RtcpPacket> sourceDescription(int count, Bytes body) {
        var chunks = new ArrayList<SourceDescription.Chunk>(count);
        int at = 0;
        for (int chunk = 0; chunk < count; chunk++) {
            if (at + 4 > body.length()) return malformed("rtcp-sdes-short");
            long ssrc = body.u32(at);
            var cname = "";
            for (at += 4; ; ) {
                if (at >= body.length()) return malformed("rtcp-sdes-short");
                int item = body.u8(at);
                if (item == 0) break;
                if (at + 2 > body.length()) return malformed("rtcp-sdes-short");
                int length = body.u8(at + 1);
                if (at + 2 + length > body.length()) return malformed("rtcp-sdes-short");
                if (item == CNAME) {
                    cname = body.slice(at + 2, length).utf8();
                    if (tooLong(cname)) return malformed("rtcp-sdes-text");
                }
                at += 2 + length;
            }
            at = (at + 4) & ~3; // at least one zero byte, then to the next word
            chunks.add(new SourceDescription.Chunk(ssrc, cname));
        }
        return Parsed.ok(new SourceDescription(chunks));
    }

    static int write(SourceDescription description, ByteWriter out) {
        for (var chunk : description.chunks()) {
            out.u32(chunk.ssrc());
            int start = out.length();
            if (!chunk.cname().isEmpty()) {
                var text = text(chunk.cname());
                out.u8(CNAME).u8(text.length()).bytes(text);
            }
            out.u8(0);
            out.zeros(-(out.length() - start) & 3);
        }
        return typed(Rtcp.SOURCE_DESCRIPTION, description.chunks().size());
    }

    // |                       SSRC (count times)                      |
    // |    length     |       reason for leaving (optional)           |
    static Parsed<RtcpPacket> goodbye(int count, Bytes body) {
        if (body.length() < 4 * count) return malformed("rtcp-bye-short");
        var ssrcs = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) ssrcs.add(body.u32(4 * i));
        int at = 4 * count;
        var reason = "";
        if (at < body.length()) {
            int length = body.u8(at);
            if (at + 1 + length > body.length()) return malformed("rtcp-bye-short");
            reason = body.slice(at + 1, length).utf8();
            if (tooLong(reason)) return malformed("rtcp-bye-text");
        }
        return Parsed.ok(new Goodbye(ssrcs, reason));
    }

    static int write(Goodbye goodbye, ByteWriter out) {
        for (long ssrc : goodbye.ssrcs()) out.u32(ssrc);
        if (!goodbye.reason().isEmpty()) {
            var text = text(goodbye.reason());
            out.u8(text.length()).bytes(text);
        }
        return typed(Rtcp.GOODBYE, goodbye.ssrcs().size());
    }

    // |     BT        | type-specific |   block length in words       |
    // BT 4: NTP time, 64 bits. BT 5: SSRC, last RR, delay since last RR, and so on.
    static Parsed<RtcpPacket> extendedReport(Bytes body) {
        if (body.length() < 4) return malformed("rtcp-xr-short");
        var blocks = new ArrayList<ExtendedReport.Block>(2);
        for (int at = 4; at < body.length(); ) {
            if (at + 4 > body.length()) return malformed("rtcp-xr-short");
            int length = 4 * body.u16(at + 2);
            if (at + 4 + length > body.length()) return malformed("rtcp-xr-short");
            var block = body.slice(at + 4, length);
            switch (body.u8(at)) {
                case REFERENCE_TIME_BLOCK -> {
                    if (length != 8) return malformed("rtcp-xr-rrtr");
                    blocks.add(new ExtendedReport.ReceiverReferenceTime(new NtpTime(block.i64(0))));
                }
                case DLRR_BLOCK -> {
                    if (length % DELAY != 0) return malformed("rtcp-xr-dlrr");
                    blocks.add(dlrr(block));
                }
                default -> {} // loss run lengths, VoIP metrics and the like
            }
            at += 4 + length;
        }
        return Parsed.ok(new ExtendedReport(body.u32(0), blocks));
    }

    private static ExtendedReport.Dlrr dlrr(Bytes block) {
        var delays = new ArrayList<ExtendedReport.Delay>();
        for (int at = 0; at < block.length(); at += DELAY)
            delays.add(new ExtendedReport.Delay(block.u32(at), block.u32(at + 4), block.u32(at + 8)));
        return new ExtendedReport.Dlrr(delays);
    }

    static int write(ExtendedReport report, ByteWriter out) {
        out.u32(report.ssrc());
        for (var block : report.blocks())
            switch (block) {
                case ExtendedReport.ReceiverReferenceTime(var ntp) ->
                    out.u8(REFERENCE_TIME_BLOCK).u8(0).u16(2).u64(ntp.bits());
                case ExtendedReport.Dlrr(var delays) -> {
                    out.u8(DLRR_BLOCK).u8(0).u16(delays.size() * DELAY / 4);
                    for (var delay : delays)
                        out.u32(delay.ssrc()).u32(delay.lastRr()).u32(delay.delaySinceLastRr());
                }
            }
        return typed(Rtcp.EXTENDED_REPORT, 0);
    }

    /// Broken UTF-8 is read as replacement characters, which take more bytes than what they replace.
    private static boolean tooLong(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > LONGEST_TEXT;
    }

    private static Bytes text(String text) {
        var bytes = Bytes.utf8(text);
        if (bytes.length() > LONGEST_TEXT) throw new IllegalArgumentException("over 255 bytes in an RTCP item");
        return bytes;
    }
}
