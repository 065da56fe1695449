package io.glasscast.protocol.rtp;

import java.util.List;
import java.util.OptionalLong;

/// What a sender knows of one stream of its own, for its sender reports (RFC 3550 §6.4.1).
public final class SenderStatistics {
    private final long ssrc;
    private long packets;
    private long octets;

    public SenderStatistics(long ssrc) {
        this.ssrc = ssrc;
    }

    /// Counts one packet.
    ///
    /// @param payloadOctets without header and padding
    public void sent(int payloadOctets) {
        packets++;
        octets += payloadOctets;
    }

    public long packets() {
        return packets;
    }

    public long octets() {
        return octets;
    }

    /// A report for the moment that is `ntp` on the wall and `rtpTimestamp` in the stream.
    public RtcpPacket.SenderReport report(NtpTime ntp, long rtpTimestamp) {
        return new RtcpPacket.SenderReport(
                ssrc, ntp, rtpTimestamp & 0xFFFF_FFFFL, packets & 0xFFFF_FFFFL, octets & 0xFFFF_FFFFL, List.of());
    }

    /// The round trip that a receiver's block tells: arrival less LSR less DLSR (RFC 3550 §6.4.1, figure 2).
    ///
    /// @param arrival when the block came, on the clock that the sender reports carried
    /// @return nothing when the receiver had seen no report yet, or its numbers make no sense
    public static OptionalLong roundTripNanos(ReportBlock block, NtpTime arrival) {
        return roundTripNanos(block.lastSr(), block.delaySinceLastSr(), arrival);
    }

    /// The same for one who only receives, of the answer to its reference time (RFC 3611 §4.5).
    public static OptionalLong roundTripNanos(RtcpPacket.ExtendedReport.Delay delay, NtpTime arrival) {
        return roundTripNanos(delay.lastRr(), delay.delaySinceLastRr(), arrival);
    }

    private static OptionalLong roundTripNanos(long last, long delay, NtpTime arrival) {
        if (last == 0) return OptionalLong.empty();
        int trip = (int) (arrival.middle32() - last - delay);
        if (trip < 0) {
            // Rounding of 16.16 can make a short trip negative; anything more is another clock or an old report.
            return trip > -ROUNDING ? OptionalLong.of(0) : OptionalLong.empty();
        }
        return trip > LONGEST_TRIP ? OptionalLong.empty() : OptionalLong.of(NtpTime.nanosOf16x16(trip));
    }

    /// 1 ms in 16.16 seconds.
    private static final int ROUNDING = 66;
    /// A minute in 16.16 seconds: what is longer is no round trip.
    private static final int LONGEST_TRIP = 60 << 16;
}
