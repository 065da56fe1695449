package io.glasscast.kernel;

/// Learns what went wrong in the turn of one of many, by a bug of ours, while the others go on.
public interface Mishaps {
    /// Forgives nothing: whoever gave the turn fails with it. For tests, which must not miss a bug.
    Mishaps UNFORGIVEN = (_, why) -> {
        if (why instanceof Error error) throw error;
        if (why instanceof RuntimeException bug) throw bug;
        throw new IllegalStateException(why);
    };

    /// @param turn whose turn it was, in words
    void happened(String turn, Throwable why);
}
