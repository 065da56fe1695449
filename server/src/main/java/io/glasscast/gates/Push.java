package io.glasscast.gates;

/// One attempt to bring a stream to a destination elsewhere, from the dialling to the end. It joins the stream by
/// itself once the destination takes media, and leaves it when it ends.
public interface Push {
    /// Says goodbye and ends; [Report#ended] does not follow.
    void close(long nowNanos);

    /// Media bytes that have left.
    long bytes();

    /// Pictures and sound left out because the destination did not keep up.
    long dropped();

    void elapse(long nowNanos);

    long deadlineNanos();

    /// What becomes of the attempt.
    interface Report {
        /// The destination takes media, and the first keyframe is on its way.
        void active(long nowNanos);

        /// It is over.
        ///
        /// @param why one sentence that a person can act on, without keys
        void ended(String why, long nowNanos);
    }
}
