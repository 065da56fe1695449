package io.glasscast.protocol.webrtc;

/// What a peer has done so far.
///
/// @param framesIn       whole frames received
/// @param packetsIn      packets of media received
/// @param bytesIn        payload bytes received
/// @param packetsLost    packets lost for good on the way in
/// @param bytesOut       bytes of media sent, sealed
/// @param packetsOut     packets of media sent
/// @param packetsResent  of those, sent again because the peer missed them
/// @param resendsRefused packets that the peer missed and was not sent again, because they were too many
/// @param lossReported   share of our packets that the peer's last reports say were lost, 0..1
/// @param roundTripNanos measured by its reports
public record PeerStatistics(
        long framesIn,
        long packetsIn,
        long bytesIn,
        long packetsLost,
        long bytesOut,
        long packetsOut,
        long packetsResent,
        long resendsRefused,
        double lossReported,
        long roundTripNanos) {}
