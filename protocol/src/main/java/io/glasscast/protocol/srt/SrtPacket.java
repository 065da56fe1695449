package io.glasscast.protocol.srt;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.List;
import java.util.Optional;

/// One datagram (draft-sharabayko-srt-01 §3). The top bit tells data from control.
/// ```
/// |0|                   packet sequence number                    |
/// |P P|O|K K|R|                message number                     |
/// |                     timestamp, microseconds                   |
/// |                     destination socket ID                     |
///
/// |1|        control type         |            subtype            |
/// |                   type-specific information                   |
/// |                     timestamp, microseconds                   |
/// |                     destination socket ID                     |
/// ```
sealed interface SrtPacket {
    int HEADER_LENGTH = 16;

    /// Microseconds since the sender began, 32 bits, wrapping after 71 minutes.
    int timestamp();

    /// Whom it is for; 0 for whoever listens.
    int destination();

    default Bytes write() {
        return PacketFormat.write(this);
    }

    static Parsed<SrtPacket> parse(Bytes datagram) {
        return PacketFormat.parse(datagram);
    }

    /// Which key a payload is encrypted with (KK, §3.1). Two of them, so that a new one can be told before it
    /// is used.
    enum Key {
        NONE,
        EVEN,
        ODD,
        /// Only in key material: both keys.
        BOTH;

        private static final Key[] BY_BITS = values();

        static Key of(int bits) {
            return BY_BITS[bits & 3];
        }

        int bits() {
            return ordinal();
        }

        Key other() {
            return this == EVEN ? ODD : EVEN;
        }
    }

    /// Live mode knows only whole messages in one packet (PP is 11b) and no order among them (O is 0, §7.1):
    /// what a peer says of either is passed over.
    ///
    /// @param sequence 31 bits
    /// @param message  26 bits, never 0
    record Data(
            int sequence, Key key, boolean retransmitted, int message, int timestamp, int destination, Bytes payload)
            implements SrtPacket {
        /// The same packet, sent once more.
        Data again() {
            return new Data(sequence, key, true, message, timestamp, destination, payload);
        }
    }

    /// §3.2.1
    record Shake(Handshake handshake, int timestamp, int destination) implements SrtPacket {}

    /// §3.2.3
    record KeepAlive(int timestamp, int destination) implements SrtPacket {}

    /// Everything before `next` has come, or is no longer waited for (§3.2.4).
    ///
    /// @param number counts full acknowledgements; 0: a light one, which is not answered
    /// @param report empty in a light one
    record Ack(int number, int next, Optional<ReceiverReport> report, int timestamp, int destination)
            implements SrtPacket {}

    /// How the receiver is doing. What follows `buffer` is missing in a small acknowledgement, and 0 here then.
    ///
    /// @param rtt            microseconds
    /// @param rttVariance    microseconds
    /// @param buffer         packets that the receiver can take
    /// @param packetRate     packets a second received
    /// @param linkCapacity   packets a second that the path is believed to bear
    /// @param receivingRate  bytes a second received
    record ReceiverReport(int rtt, int rttVariance, int buffer, int packetRate, int linkCapacity, int receivingRate) {}

    /// What is missing (§3.2.5).
    record Nak(List<SequenceRange> missing, int timestamp, int destination) implements SrtPacket {}

    /// Goodbye (§3.2.7).
    record Shutdown(int timestamp, int destination) implements SrtPacket {}

    /// Answers a full acknowledgement (§3.2.8).
    record AckAck(int number, int timestamp, int destination) implements SrtPacket {}

    /// The sender no longer has these (§3.2.9).
    ///
    /// @param message 0: say nothing of messages
    record DropRequest(int message, SequenceRange range, int timestamp, int destination) implements SrtPacket {}

    /// A new key, or the answer to one (§3.2.2).
    record KeyMessage(boolean request, Bytes material, int timestamp, int destination) implements SrtPacket {}

    /// A control packet that we pass over: congestion warnings, peer errors, and what is not yet invented.
    record Other(int type, int subtype, int timestamp, int destination) implements SrtPacket {}
}
