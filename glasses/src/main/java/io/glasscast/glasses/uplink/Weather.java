package io.glasscast.glasses.uplink;

/// What a network does to the datagrams of one direction.
///
/// @param loss        share that vanishes, 0..1
/// @param duplicate   share that arrives twice, 0..1
/// @param reorder     share that is held back until later ones have passed, 0..1
/// @param delayNanos  one way
/// @param jitterNanos added to the delay, uniform in 0..jitter, without overtaking
/// @param rate        bits a second that fit through; 0 for as many as come
public record Weather(double loss, double duplicate, double reorder, long delayNanos, long jitterNanos, long rate) {
    public static final Weather FAIR = new Weather(0, 0, 0, 0, 0, 0);

    public Weather {
        share("loss", loss);
        share("duplicate", duplicate);
        share("reorder", reorder);
        if (delayNanos < 0 || jitterNanos < 0)
            throw new IllegalArgumentException("delay and jitter are never negative");
        if (rate < 0) throw new IllegalArgumentException("rate is never negative: " + rate);
    }

    public Weather withLoss(double share) {
        return new Weather(share, duplicate, reorder, delayNanos, jitterNanos, rate);
    }

    public Weather withDuplicate(double share) {
        return new Weather(loss, share, reorder, delayNanos, jitterNanos, rate);
    }

    public Weather withReorder(double share) {
        return new Weather(loss, duplicate, share, delayNanos, jitterNanos, rate);
    }

    public Weather withDelayMillis(long millis) {
        return new Weather(loss, duplicate, reorder, millis * 1_000_000, jitterNanos, rate);
    }

    public Weather withJitterMillis(long millis) {
        return new Weather(loss, duplicate, reorder, delayNanos, millis * 1_000_000, rate);
    }

    public Weather withRate(long bitsPerSecond) {
        return new Weather(loss, duplicate, reorder, delayNanos, jitterNanos, bitsPerSecond);
    }

    /// What of it a TCP connection shows: it hides loss, doubles and disorder, and waits where datagrams would vanish.
    public Weather overTcp() {
        return new Weather(0, 0, 0, delayNanos, jitterNanos, 0);
    }

    public boolean fair() {
        return equals(FAIR);
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException(name + " is not a share: " + value);
    }
}
