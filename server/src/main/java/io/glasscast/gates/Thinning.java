package io.glasscast.gates;

import io.glasscast.kernel.Machine;
import io.glasscast.protocol.congestion.SendSideEstimate;

/// Whether a viewer is sent all pictures, or only keyframes because its line does not carry more.
///
/// A stream is there in one size. A viewer whose line is too small for it would get it later and later, or in pieces
/// that cannot be decoded; a still picture every few seconds, with the sound, is what it can use. Nothing is made
/// thinner because of a number alone: packets have to be lost, or to wait.
final class Thinning {
    /// A line that is too small gets there at once, if it does not lose packets before; a busy machine or a radio link
    /// seldom do.
    private static final double MOST_QUEUE_MILLIS = 400;
    /// To go back to all pictures the line has to carry them with something left.
    private static final double ROOM = 1.1;
    /// How long to wait before the line is tried, when the last try came to nothing: from, to.
    private static final long LEAST_PROBE_NANOS = 500_000_000, MOST_PROBE_NANOS = 1_500_000_000;
    /// A return that lasted so long was none too soon.
    private static final long LASTING_NANOS = 10_000_000_000L;
    /// Keyframes and sound take no more than this share of what a thin line carries.
    private static final double SHARE = 0.8;

    private boolean thin;
    private long wholeSinceNanos;
    private long probeNanos = Machine.NEVER;
    private long probeWait = LEAST_PROBE_NANOS;
    private long nextKeyframeNanos;

    /// Looks at the line again.
    ///
    /// @param streamBits what all pictures and the sound take a second; 0 while that is not known
    /// @return whether the viewer becomes a thin one now
    boolean thins(long streamBits, SendSideEstimate line, long nowNanos) {
        if (thin || streamBits == 0) return false;
        if (line.bitsPerSecond(nowNanos) >= streamBits || !line.troubled(MOST_QUEUE_MILLIS, nowNanos)) return false;
        thin = true;
        probeWait = nowNanos - wholeSinceNanos < LASTING_NANOS
                ? Math.min(2 * probeWait, MOST_PROBE_NANOS)
                : LEAST_PROBE_NANOS;
        probeNanos = nowNanos + probeWait;
        nextKeyframeNanos = nowNanos;
        return true;
    }

    boolean thin() {
        return thin;
    }

    /// Whether all pictures could follow from the next keyframe on.
    boolean couldBeWhole(long streamBits, SendSideEstimate line, long nowNanos) {
        return thin && line.bitsPerSecond(nowNanos) >= ROOM * streamBits && !line.troubled(MOST_QUEUE_MILLIS, nowNanos);
    }

    /// A thin viewer's stream has a keyframe.
    ///
    /// @return whether it is to be sent; with it the viewer may be whole again
    boolean takes(int bytes, long streamBits, SendSideEstimate line, long nowNanos) {
        if (couldBeWhole(streamBits, line, nowNanos)) {
            thin = false;
            wholeSinceNanos = nowNanos;
            probeNanos = Machine.NEVER;
            return true;
        }
        if (nowNanos < nextKeyframeNanos) return false;
        nextKeyframeNanos = nowNanos + (long) (bytes * 8e9 / (SHARE * line.bitsPerSecond(nowNanos)));
        return true;
    }

    /// When the line is to be tried, or [Machine#NEVER].
    long probeNanos() {
        return probeNanos;
    }

    /// It is tried now.
    ///
    /// @return whether it makes sense, and not only more trouble
    boolean probes(SendSideEstimate line, long nowNanos) {
        boolean sense = !line.troubled(MOST_QUEUE_MILLIS, nowNanos);
        probeNanos = nowNanos + (sense ? probeWait : LEAST_PROBE_NANOS);
        return sense;
    }
}
