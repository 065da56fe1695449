package io.glasscast.hub;

/// How much comes in, since somebody asked last, or else since it began.
final class IntakeRate {
    /// Asking twice at once must not divide by next to nothing.
    private static final long SHORTEST_NANOS = 500_000_000;

    private boolean begun;
    private long sinceNanos;
    private long sinceBytes;
    private long bitsPerSecond;

    /// It is measured from here, with all that came before, unless it is already.
    void begin(long nowNanos) {
        if (!begun) measureFrom(0, nowNanos);
    }

    /// @param bytes that have come in so far
    /// @return 0 when nothing was measured yet
    long bitsPerSecond(long bytes, long nowNanos) {
        if (begun && nowNanos - sinceNanos < SHORTEST_NANOS) return bitsPerSecond;
        if (begun) bitsPerSecond = Math.round((bytes - sinceBytes) * 8e9 / (nowNanos - sinceNanos));
        measureFrom(bytes, nowNanos);
        return bitsPerSecond;
    }

    private void measureFrom(long bytes, long nowNanos) {
        begun = true;
        sinceNanos = nowNanos;
        sinceBytes = bytes;
    }
}
