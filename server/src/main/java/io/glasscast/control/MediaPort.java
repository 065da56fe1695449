package io.glasscast.control;

/// The part of the house where media flows. Implementations return at once; what happens comes back as [MediaEvent]s.
public interface MediaPort {
    /// From now on `names.ingestKey()` may publish, and `names.playbackId()` may be watched.
    void open(StreamNames names);

    /// Ends the stream: publisher, viewers and outputs are told and parted, and its names mean nothing from now on.
    void close(StreamNames names);

    /// From now on `names.playbackId()` may be watched, and what could be before may not: whoever does is
    /// parted from.
    void renewPlayback(StreamNames names);

    /// Sends the stream on to `url` as well, beginning when it can be watched. How that goes comes back as
    /// [MediaEvent.Output].
    ///
    /// @param outputId unique among all streams
    /// @param url      `rtmp`, `rtmps`, `srt`, `https` or `http`, with the destination's key: a secret
    void addOutput(String streamId, String outputId, String url);

    /// Ends that.
    void removeOutput(String streamId, String outputId);
}
