package io.glasscast.bench;

import java.util.SplittableRandom;

/// A network that loses a share of what crosses it, the same for the same seed. Belongs to one thread.
final class Loss {
    static final Loss NONE = new Loss(0, 0);

    private final double share;
    private final SplittableRandom random;

    private Loss(double share, long seed) {
        this.share = share;
        this.random = new SplittableRandom(seed);
    }

    static Loss of(double share, long seed) {
        return new Loss(share, seed);
    }

    /// Whether the datagram at hand is lost.
    boolean strikes() {
        return share > 0 && random.nextDouble() < share;
    }
}
