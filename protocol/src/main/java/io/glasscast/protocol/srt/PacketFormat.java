package io.glasscast.protocol.srt;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.srt.SrtPacket.Ack;
import io.glasscast.protocol.srt.SrtPacket.AckAck;
import io.glasscast.protocol.srt.SrtPacket.Data;
import io.glasscast.protocol.srt.SrtPacket.DropRequest;
import io.glasscast.protocol.srt.SrtPacket.KeepAlive;
import io.glasscast.protocol.srt.SrtPacket.Key;
import io.glasscast.protocol.srt.SrtPacket.KeyMessage;
import io.glasscast.protocol.srt.SrtPacket.Nak;
import io.glasscast.protocol.srt.SrtPacket.Other;
import io.glasscast.protocol.srt.SrtPacket.ReceiverReport;
import io.glasscast.protocol.srt.SrtPacket.Shake;
import io.glasscast.protocol.srt.SrtPacket.Shutdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads and writes packets, bit by bit (draft-sharabayko-srt-01 §3).
final class PacketFormat {
    private static final int HANDSHAKE = 0x0000;
    private static final int KEEP_ALIVE = 0x0001;
    private static final int ACK = 0x0002;
    private static final int NAK = 0x0003;
    private static final int SHUTDOWN = 0x0005;
    private static final int ACK_ACK = 0x0006;
    private static final int DROP_REQUEST = 0x0007;
    private static final int USER_DEFINED = 0x7FFF;

    /// Subtypes of USER_DEFINED, and types of handshake extensions (§3.2.1.1, §3.2.2).
    static final int KEY_REQUEST = 3;

    static final int KEY_RESPONSE = 4;

    private static final int WHOLE_MESSAGE = 0b11 << 30;
    private static final int RETRANSMITTED = 1 << 26;
    static final int MESSAGE_MASK = (1 << 26) - 1;
    private static final int RANGE = 1 << 31;

    private PacketFormat() {}

    static Parsed<SrtPacket> parse(Bytes datagram) {
        if (datagram.length() < SrtPacket.HEADER_LENGTH) return malformed("srt-short");
        int first = int32(datagram, 0);
        int second = int32(datagram, 4);
        int timestamp = int32(datagram, 8);
        int destination = int32(datagram, 12);
        var rest = datagram.from(SrtPacket.HEADER_LENGTH);
        if (first >= 0) {
            boolean again = (second & RETRANSMITTED) != 0;
            return ok(
                    new Data(first, Key.of(second >>> 27), again, second & MESSAGE_MASK, timestamp, destination, rest));
        }
        int type = first >>> 16 & 0x7FFF;
        int subtype = first & 0xFFFF;
        return switch (type) {
            case HANDSHAKE -> Handshake.parse(rest).then(handshake -> ok(new Shake(handshake, timestamp, destination)));
            case KEEP_ALIVE -> ok(new KeepAlive(timestamp, destination));
            case ACK -> parseAck(second, rest, timestamp, destination);
            case NAK -> parseNak(rest, timestamp, destination);
            case SHUTDOWN -> ok(new Shutdown(timestamp, destination));
            case ACK_ACK -> ok(new AckAck(second, timestamp, destination));
            case DROP_REQUEST -> parseDropRequest(second, rest, timestamp, destination);
            case USER_DEFINED ->
                switch (subtype) {
                    case KEY_REQUEST -> ok(new KeyMessage(true, rest, timestamp, destination));
                    case KEY_RESPONSE -> ok(new KeyMessage(false, rest, timestamp, destination));
                    default -> ok(new Other(type, subtype, timestamp, destination));
                };
            default -> ok(new Other(type, subtype, timestamp, destination));
        };
    }

    /// ```
    /// |          last acknowledged packet sequence number             |
    /// |                              RTT                              |
    /// |                          RTT variance                         |
    /// |                     available buffer size                     |
    /// |                    packets receiving rate                     |
    /// |                    estimated link capacity                    |
    /// |                         receiving rate                        |
    /// ```
    /// A light one ends after the first word, a small one after the fourth (§3.2.4).
    private static Parsed<SrtPacket> parseAck(int number, Bytes rest, int timestamp, int destination) {
        if (rest.length() < 4) return malformed("srt-ack-short");
        int next = int32(rest, 0) & Sequence.MASK;
        Optional<ReceiverReport> report = rest.length() < 16
                ? Optional.empty()
                : Optional.of(new ReceiverReport(
                        int32(rest, 4),
                        int32(rest, 8),
                        int32(rest, 12),
                        wordOrZero(rest, 16),
                        wordOrZero(rest, 20),
                        wordOrZero(rest, 24)));
        return ok(new Ack(number, next, report, timestamp, destination));
    }

    /// A number alone, or with the top bit the first of a range whose last follows (§3.2.5, Appendix A).
    private static Parsed<SrtPacket> parseNak(Bytes rest, int timestamp, int destination) {
        var missing = new ArrayList<SequenceRange>();
        for (int at = 0; at + 4 <= rest.length(); at += 4) {
            int first = int32(rest, at);
            if ((first & RANGE) == 0) {
                missing.add(new SequenceRange(first, first));
                continue;
            }
            at += 4;
            if (at + 4 > rest.length()) return malformed("srt-nak-short");
            int last = int32(rest, at);
            if ((last & RANGE) != 0) return malformed("srt-nak-range");
            missing.add(new SequenceRange(first & Sequence.MASK, last));
        }
        return ok(new Nak(List.copyOf(missing), timestamp, destination));
    }

    private static Parsed<SrtPacket> parseDropRequest(int message, Bytes rest, int timestamp, int destination) {
        if (rest.length() < 8) return malformed("srt-drop-request-short");
        var range = new SequenceRange(int32(rest, 0) & Sequence.MASK, int32(rest, 4) & Sequence.MASK);
        return ok(new DropRequest(message & MESSAGE_MASK, range, timestamp, destination));
    }

    static Bytes write(SrtPacket packet) {
        var writer = new ByteWriter(SrtPacket.HEADER_LENGTH + room(packet));
        switch (packet) {
            case Data data ->
                writer.u32(data.sequence())
                        .u32(WHOLE_MESSAGE
                                | data.key().bits() << 27
                                | (data.retransmitted() ? RETRANSMITTED : 0)
                                | data.message())
                        .u32(data.timestamp())
                        .u32(data.destination())
                        .bytes(data.payload());
            case Shake(var handshake, var _, var _) -> handshake.write(control(writer, HANDSHAKE, 0, 0, packet));
            case KeepAlive _ -> padded(control(writer, KEEP_ALIVE, 0, 0, packet));
            case Ack(int number, int next, var report, var _, var _) -> {
                control(writer, ACK, 0, number, packet).u32(next);
                report.ifPresent(r -> writer.u32(r.rtt())
                        .u32(r.rttVariance())
                        .u32(r.buffer())
                        .u32(r.packetRate())
                        .u32(r.linkCapacity())
                        .u32(r.receivingRate()));
            }
            case Nak(var missing, var _, var _) -> {
                control(writer, NAK, 0, 0, packet);
                for (var range : missing) {
                    if (range.first() == range.last()) writer.u32(range.first());
                    else writer.u32(range.first() | RANGE).u32(range.last());
                }
            }
            case Shutdown _ -> padded(control(writer, SHUTDOWN, 0, 0, packet));
            case AckAck(int number, var _, var _) -> padded(control(writer, ACK_ACK, 0, number, packet));
            case DropRequest(int message, var range, var _, var _) ->
                control(writer, DROP_REQUEST, 0, message, packet)
                        .u32(range.first())
                        .u32(range.last());
            case KeyMessage(boolean request, var material, var _, var _) ->
                control(writer, USER_DEFINED, request ? KEY_REQUEST : KEY_RESPONSE, 0, packet)
                        .bytes(material);
            case Other(int type, int subtype, var _, var _) -> padded(control(writer, type, subtype, 0, packet));
        }
        return writer.toBytes();
    }

    private static int room(SrtPacket packet) {
        return packet instanceof Data data ? data.payload().length() : 64;
    }

    private static ByteWriter control(ByteWriter writer, int type, int subtype, int information, SrtPacket packet) {
        return writer.u16(0x8000 | type)
                .u16(subtype)
                .u32(information)
                .u32(packet.timestamp())
                .u32(packet.destination());
    }

    /// The draft has no content here; libsrt sends a word of zeros and old versions of it expect one.
    private static void padded(ByteWriter writer) {
        writer.u32(0);
    }

    private static int int32(Bytes bytes, int at) {
        return (int) bytes.u32(at);
    }

    private static int wordOrZero(Bytes bytes, int at) {
        return at + 4 <= bytes.length() ? int32(bytes, at) : 0;
    }
}
