package io.glasscast.protocol.srt;

/// How a connection is doing, counted from its beginning.
///
/// @param rttNanos        smoothed round trip time
/// @param rttVarianceNanos its smoothed deviation
/// @param latencyNanos    how long after its sending a packet is handed out, as both sides agreed; 0 before
///     that
/// @param sent            data packets sent, each once
/// @param sentBytes       payload bytes of those
/// @param retransmitted   data packets sent again
/// @param sendDropped     data packets given up before the peer had them, because they were too late
/// @param received        data packets that came, each once
/// @param receivedBytes   payload bytes of those
/// @param receivedAgain   data packets that came more than once
/// @param lost            data packets that were missing for a while, or for good
/// @param dropped         data packets that did not come in time, or could not be opened: holes in what was
///     received
/// @param sendRate        payload bits a second lately handed over for sending
/// @param receiveRate     payload bits a second lately received
public record SrtStatistics(
        long rttNanos,
        long rttVarianceNanos,
        long latencyNanos,
        long sent,
        long sentBytes,
        long retransmitted,
        long sendDropped,
        long received,
        long receivedBytes,
        long receivedAgain,
        long lost,
        long dropped,
        long sendRate,
        long receiveRate) {
    /// Of a connection that has not begun.
    public static final SrtStatistics NONE = new SrtStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
