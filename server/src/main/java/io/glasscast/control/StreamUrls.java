package io.glasscast.control;

import io.glasscast.contract.PlaybackUrls;

/// Turns the names of a stream into addresses that the world can reach. Pure: the same names, the same addresses.
public interface StreamUrls {
    /// Where the glasses publish. The scheme tells them how: `http(s)` is WHIP.
    String ingest(StreamNames names);

    /// Where it can be watched, in every way at once.
    PlaybackUrls playback(StreamNames names);
}
