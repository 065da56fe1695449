package io.glasscast.hub;

import io.glasscast.kernel.Mishaps;
import java.util.function.BiConsumer;

/// What every stream of a hub needs.
///
/// @param listener        called while the hub works, so it must only take note
/// @param transcoder      makes what a viewer needs and a publisher does not send
/// @param unixNanosAtZero the wall clock, in nanoseconds since 1970, when the driver's clock stood at 0
/// @param mishaps         learns what went wrong with one stream or one viewer
public record HubTerms(
        HubLimits limits,
        BiConsumer<StreamNames, StreamEvent> listener,
        Transcoder transcoder,
        long unixNanosAtZero,
        Mishaps mishaps) {
    /// A bug in what one does is everybody's.
    public HubTerms(
            HubLimits limits,
            BiConsumer<StreamNames, StreamEvent> listener,
            Transcoder transcoder,
            long unixNanosAtZero) {
        this(limits, listener, transcoder, unixNanosAtZero, Mishaps.UNFORGIVEN);
    }
}
