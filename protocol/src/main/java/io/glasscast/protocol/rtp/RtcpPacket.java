package io.glasscast.protocol.rtp;

import io.glasscast.kernel.Bytes;
import java.util.List;

/// One packet of a compound RTCP datagram. SSRCs are unsigned 32 bits.
public sealed interface RtcpPacket {
    /// The count field's five bits.
    int MOST_COUNTED = 31;

    /// What a sender has sent and when (RFC 3550 §6.4.1).
    ///
    /// @param ntp          the moment of the report, by the sender's clock
    /// @param rtpTimestamp the same moment in the stream's timestamps
    /// @param packets      sent so far, wrapping at 32 bits
    /// @param octets       of payload sent so far, wrapping at 32 bits
    record SenderReport(long ssrc, NtpTime ntp, long rtpTimestamp, long packets, long octets, List<ReportBlock> reports)
            implements RtcpPacket {
        public SenderReport {
            reports = atMost31(reports);
        }
    }

    /// What a receiver has received (RFC 3550 §6.4.2).
    record ReceiverReport(long ssrc, List<ReportBlock> reports) implements RtcpPacket {
        public ReceiverReport {
            reports = atMost31(reports);
        }
    }

    /// Who the sources are (RFC 3550 §6.5). Only the canonical name is kept.
    record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
        /// @param cname at most 255 bytes of UTF-8; empty when a stranger stated none
        public record Chunk(long ssrc, String cname) {}

        public SourceDescription {
            chunks = atMost31(chunks);
        }

        public static SourceDescription of(long ssrc, String cname) {
            return new SourceDescription(List.of(new Chunk(ssrc, cname)));
        }
    }

    /// Sources that leave (RFC 3550 §6.6).
    ///
    /// @param reason at most 255 bytes of UTF-8, empty when not stated
    record Goodbye(List<Long> ssrcs, String reason) implements RtcpPacket {
        public Goodbye {
            ssrcs = atMost31(ssrcs);
        }
    }

    /// Packets asked for again (RFC 4585 §6.2.1).
    ///
    /// @param lost sequence numbers, oldest first
    record Nack(long sender, long media, List<Integer> lost) implements RtcpPacket {
        public Nack {
            lost = List.copyOf(lost);
        }
    }

    /// A picture was lost; a keyframe is wanted (RFC 4585 §6.3.1).
    record Pli(long sender, long media) implements RtcpPacket {}

    /// A keyframe is wanted (RFC 5104 §4.3.1).
    record Fir(long sender, List<Entry> entries) implements RtcpPacket {
        /// @param sequence 8 bits; a repetition of the same command carries the same number
        public record Entry(long ssrc, int sequence) {}

        public Fir {
            entries = List.copyOf(entries);
        }
    }

    /// The most that the named streams together should send (draft-alvestrand-rmcat-remb-03 §2.2).
    ///
    /// @param bitrate bit/s; written with 18 significant bits, rounded down
    record Remb(long sender, long bitrate, List<Long> ssrcs) implements RtcpPacket {
        public Remb {
            if (bitrate < 0 || ssrcs.size() > 255) throw new IllegalArgumentException("no REMB: " + bitrate);
            ssrcs = List.copyOf(ssrcs);
        }
    }

    /// Which packets of a transport arrived, and when
    /// (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
    ///
    /// @param baseSequence  of the first packet reported on, 16 bits
    /// @param referenceTime signed 24 bits, in 64 ms, on the receiver's clock
    /// @param feedbackCount 8 bits, one up with each feedback, so that lost ones are noticed
    /// @param packets       one entry for each sequence number from the base on
    record TransportFeedback(
            long sender, long media, int baseSequence, int referenceTime, int feedbackCount, List<Arrival> packets)
            implements RtcpPacket {
        /// A step of the receiver's clock as the feedback counts it.
        public static final long TICK_NANOS = 250_000;
        /// A step of the reference time.
        public static final long REFERENCE_NANOS = 64_000_000;

        public TransportFeedback {
            packets = List.copyOf(packets);
        }

        /// @param sinceNanos what [#REFERENCE_NANOS] times the reference time is on the receiver's clock
        /// @return each packet's arrival on that clock, [Long#MIN_VALUE] for a lost one
        public long[] arrivalNanos(long sinceNanos) {
            var arrivals = new long[packets.size()];
            long nanos = sinceNanos;
            for (int i = 0; i < arrivals.length; i++) {
                arrivals[i] = switch (packets.get(i)) {
                    case Arrival.Lost _ -> Long.MIN_VALUE;
                    case Arrival.Received(int deltaTicks) -> nanos += deltaTicks * TICK_NANOS;
                };
            }
            return arrivals;
        }

        public int received() {
            int received = 0;
            for (var packet : packets) if (packet instanceof Arrival.Received) received++;
            return received;
        }
    }

    /// What became of one packet.
    sealed interface Arrival {
        Arrival LOST = new Lost();

        /// @param deltaTicks 250 µs steps since the packet received before it, or since the reference time
        record Received(int deltaTicks) implements Arrival {
            public Received {
                if (deltaTicks != (short) deltaTicks) throw new IllegalArgumentException("not 16 bits: " + deltaTicks);
            }
        }

        record Lost() implements Arrival {}
    }

    /// Timing for those who only receive (RFC 3611 §4.4, §4.5). Other blocks are skipped.
    record ExtendedReport(long ssrc, List<Block> blocks) implements RtcpPacket {
        public sealed interface Block {}

        /// The receiver's time, to be answered with a [Dlrr].
        public record ReceiverReferenceTime(NtpTime ntp) implements Block {}

        /// Delay since the last receiver reference time, for each receiver.
        public record Dlrr(List<Delay> delays) implements Block {
            public Dlrr {
                delays = List.copyOf(delays);
            }
        }

        /// @param ssrc      the receiver's
        /// @param lastRr    middle 32 bits of its reference time
        /// @param delaySinceLastRr 16.16 seconds
        public record Delay(long ssrc, long lastRr, long delaySinceLastRr) {}

        public ExtendedReport {
            blocks = List.copyOf(blocks);
        }
    }

    /// A packet of a kind we do not read, whole but for its header.
    ///
    /// @param type  the packet type, 8 bits
    /// @param count the five bits before it: count, format or subtype
    record Unknown(int type, int count, Bytes body) implements RtcpPacket {}

    private static <T> List<T> atMost31(List<T> list) {
        if (list.size() > MOST_COUNTED) throw new IllegalArgumentException("over 31 in an RTCP packet");
        return List.copyOf(list);
    }
}
