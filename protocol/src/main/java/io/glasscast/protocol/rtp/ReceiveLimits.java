package io.glasscast.protocol.rtp;

/// How long a [ReceiveBuffer] waits and how often it asks.
///
/// @param windowPackets    most packets between the oldest waited for and the newest; a power of two
/// @param patienceNanos    how long a missing packet is waited for, from when it was noticed
/// @param toleranceNanos   how long a gap may be mere reordering before it is asked for
/// @param tolerancePackets how many later packets prove the gap a loss before that
/// @param requests         how often one packet is asked for; 0 where the peer knows no NACK
public record ReceiveLimits(
        int windowPackets, long patienceNanos, long toleranceNanos, int tolerancePackets, int requests) {
    private static final long MS = 1_000_000L;

    /// 2048 packets are a second of 20 Mbit/s. A picture that is a second late is not worth waiting for: a keyframe
    /// comes sooner. Ten requests outlive 30 % loss both ways with a chance of 1 in 1000.
    public static final ReceiveLimits VIDEO = new ReceiveLimits(2048, 1000 * MS, 5 * MS, 4, 10);
    /// Sound conceals a hole better than it bears a pause.
    public static final ReceiveLimits AUDIO = new ReceiveLimits(256, 60 * MS, 5 * MS, 2, 0);
    /// For peers that negotiated NACK for sound: one or two requests fit into the wait.
    public static final ReceiveLimits AUDIO_NACK = new ReceiveLimits(256, 100 * MS, 5 * MS, 2, 2);
    /// Video of peers without NACK: waits for reordering only, then a keyframe is wanted.
    public static final ReceiveLimits VIDEO_WITHOUT_NACK = new ReceiveLimits(2048, 60 * MS, 5 * MS, 4, 0);

    public ReceiveLimits {
        if (Integer.bitCount(windowPackets) != 1 || windowPackets > 0x4000)
            throw new IllegalArgumentException("not a power of two up to 16384: " + windowPackets);
    }
}
