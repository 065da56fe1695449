package io.glasscast.protocol.rtp;

/// What a receiver says of one source (RFC 3550 §6.4.1).
///
/// @param ssrc            the source reported on
/// @param fractionLost    of the packets expected since the last report, in 256ths
/// @param cumulativeLost  signed 24 bits: duplicates can make it negative
/// @param highestSequence extended: cycles in the upper 16 bits
/// @param jitter          in timestamp units
/// @param lastSr          middle 32 bits of the last sender report's NTP time, 0 before the first
/// @param delaySinceLastSr 16.16 seconds
public record ReportBlock(
        long ssrc,
        int fractionLost,
        int cumulativeLost,
        long highestSequence,
        long jitter,
        long lastSr,
        long delaySinceLastSr) {
    /// [#fractionLost()] as 0..1.
    public double lossFraction() {
        return fractionLost / 256.0;
    }
}
