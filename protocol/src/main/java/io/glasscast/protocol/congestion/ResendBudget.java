package io.glasscast.protocol.congestion;

/// How much may be sent again to one receiver: a share of what it is sent anew, and a burst. A receiver that
/// misses more than that is not helped by more of the same, and one that asks for everything at every round
/// trip costs no more than a third of a viewer.
public final class ResendBudget {
    /// Loss of a quarter is made good: of what is sent again a quarter is lost as well.
    private static final int SHARE = 3;
    /// A second of a glasses' stream, which a receiver whose radio was away for so long asks for at once; and
    /// what one asks for in vain that joins, where packets overtake each other.
    private static final int BURST_BYTES = 200_000;

    /// No line is so slow that nothing is sent again.
    private static final int LEAST_BYTES = 3_000;

    private int creditBytes = BURST_BYTES;

    /// So much was sent anew.
    public void sent(int bytes) {
        creditBytes = Math.min(BURST_BYTES, creditBytes + bytes / SHARE);
    }

    /// The line is so fast: what it takes longer for than half a second would only be in the way of what
    /// is new.
    public void fit(long bitsPerSecond) {
        creditBytes = (int) Math.min(creditBytes, Math.max(LEAST_BYTES, bitsPerSecond / 8 / 2));
    }

    /// Something is to be sent again.
    ///
    /// @return whether it may be
    public boolean spend(int bytes) {
        if (bytes > creditBytes) return false;
        creditBytes -= bytes;
        return true;
    }
}
