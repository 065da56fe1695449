package io.glasscast.gates;

import io.glasscast.hub.Stream;
import java.util.Optional;

/// Starts attempts to bring streams to destinations elsewhere.
public interface Pushes {
    /// Why no attempt at `url` can ever succeed, in one sentence without keys; empty when one may.
    Optional<String> objection(String url);

    /// Starts one attempt. Only for a `url` without an [#objection].
    ///
    /// @param report learns what becomes of it, at the earliest in this call
    Push start(String url, Stream stream, Push.Report report, long nowNanos);
}
