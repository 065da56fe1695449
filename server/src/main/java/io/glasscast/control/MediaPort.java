package io.glasscast.control;

/// The part of the house where media flows. Implementations return at once; what happens comes back as [MediaEvent]s.
public interface MediaPort {
    /// From now on `names.ingestKey()` may publish, and `names.playbackId()` may be watched.
    void open(StreamNames names);

    /// Ends the stream: publisher and viewers are told and parted, and its names mean nothing from now on.
    void close(StreamNames names);
}
