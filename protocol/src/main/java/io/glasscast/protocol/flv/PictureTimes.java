package io.glasscast.protocol.flv;

/// Decoding and presentation times of pictures, such that the first rise and the second are never below them.
final class PictureTimes {
    /// Two pictures of one millisecond are kept this far apart: more than a tick of 90 kHz, less than any frame rate.
    private static final long APART_NANOS = 100_000;
    /// What shows pictures longer before it decodes them does not reorder, it is broken.
    private static final long MAX_LEAD_NANOS = 2_000_000_000;

    private long leadNanos;
    private long lastNanos = Long.MIN_VALUE;

    /// @param dtsNanos the next picture's, wrong or not
    /// @return the time to decode it at
    long decode(long dtsNanos, long compositionNanos) {
        // Some encoders count composition from when a picture would be decoded without reordering, so that it is
        // negative for B-frames. Then all are decoded earlier by as much.
        leadNanos = Math.max(leadNanos, Math.min(-compositionNanos, MAX_LEAD_NANOS));
        long next = dtsNanos - leadNanos;
        if (lastNanos != Long.MIN_VALUE && next < lastNanos + APART_NANOS) next = lastNanos + APART_NANOS;
        lastNanos = next;
        return next;
    }
}
