package io.glasscast.transcode.worker;

/// Lays pieces of sound that come with times of their own on a grid of samples that has no holes.
///
/// Times that wander slowly (a publisher's clock is a little off) are followed by stretching a piece by a
/// sample now and then; a hole is filled with silence and an overlap cut away; a leap starts another grid.
final class SoundGrid {
    /// Where the pieces go, in order.
    interface Sink {
        /// What follows begins another grid, at `ptsNanos`.
        void restart(long ptsNanos);

        void sound(Sound sound);

        /// So many samples in which nothing came.
        void silence(int samples);
    }

    /// RTMP rounds times to milliseconds, and phones stamp when they get round to it. Less than the shortest
    /// packet that is usually lost (20 ms).
    private static final long JITTER_NANOS = 15_000_000;

    /// Discontinuous transmission of Opus sends a packet every 400 ms; longer than that is a stream that
    /// stopped.
    private static final long LONGEST_HOLE_NANOS = 500_000_000;

    private static final long LONGEST_OVERLAP_NANOS = 100_000_000;

    /// The wandering is the mean of about so many pieces: 1.3 s, which smooths rounded times to a few
    /// microseconds.
    private static final int MEAN_OF = 64;

    /// A tenth of what anybody could notice between lips and voice.
    private static final long TOLERANCE_NANOS = 500_000;

    /// At most one sample in so many is added or taken away: follows clocks that are 0.1 % off, which none is.
    private static final int STRETCH = 960;

    private final Sink sink;
    private boolean running;
    private long startNanos;
    private long position;
    private long wanderNanos;

    SoundGrid(Sink sink) {
        this.sink = sink;
    }

    /// Takes the next piece, whose first sample is heard at `ptsNanos`.
    void add(long ptsNanos, Sound piece) {
        if (piece.count() == 0) return;
        long error = ptsNanos - (startNanos + Sound.nanos(position));
        if (!running || error > LONGEST_HOLE_NANOS || error < -LONGEST_OVERLAP_NANOS) {
            running = true;
            startNanos = ptsNanos;
            position = 0;
            wanderNanos = 0;
            sink.restart(ptsNanos);
            place(piece);
        } else if (error - wanderNanos > JITTER_NANOS) {
            int missing = (int) Sound.samples(error);
            if (missing > 0) sink.silence(missing);
            position += Math.max(0, missing);
            wanderNanos = 0;
            place(piece);
        } else if (error - wanderNanos < -JITTER_NANOS) {
            int twice = Math.clamp(Sound.samples(-error), 0, piece.count());
            if (twice < piece.count()) place(piece.from(twice));
            // A piece that is wholly cut away says nothing about the clock either.
            if (twice < piece.count()) wanderNanos = 0;
        } else {
            wanderNanos += (error - wanderNanos) / MEAN_OF;
            place(follow(piece));
        }
    }

    private Sound follow(Sound piece) {
        if (Math.abs(wanderNanos) <= TOLERANCE_NANOS) return piece;
        int most = Math.max(1, piece.count() / STRETCH);
        int samples = Math.clamp(Sound.samples(wanderNanos), -most, most);
        var stretched = piece.stretched(piece.count() + samples);
        wanderNanos -= Sound.nanos(stretched.count() - piece.count());
        return stretched;
    }

    private void place(Sound piece) {
        sink.sound(piece);
        position += piece.count();
    }
}
