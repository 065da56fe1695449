package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.kernel.Bytes;

/// What an SRT connection is for: it publishes, it views, or it brings a stream elsewhere.
sealed interface SrtOwner permits SrtPublisher, SrtViewer, SrtPush {
    Stream stream();

    void connected(SrtSession session, long nowNanos);

    void received(Bytes payload, long nowNanos);

    /// The connection is over, whoever ended it; once, last.
    ///
    /// @param sentence why, for a person
    void closed(String sentence, long nowNanos);
}
