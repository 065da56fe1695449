package io.glasscast.control;

import java.util.Optional;

/// An output as apps and the operator may see it.
///
/// @param url     without its secrets
/// @param addedBy the app; empty: the operator
/// @param message in words; may be empty
public record OutputView(
        String outputId,
        String url,
        Optional<String> name,
        Optional<String> addedBy,
        OutputState state,
        String message) {
    /// As many as the original grants.
    public static final int PER_STREAM = 10;

    /// As many as the original grants.
    public static final int PER_APP = 10;
}
