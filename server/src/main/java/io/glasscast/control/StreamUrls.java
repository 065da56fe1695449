package io.glasscast.control;

import io.glasscast.contract.PlaybackUrls;

/// Turns the names of a stream into addresses that the world can reach. Pure: the same names, the same addresses.
public interface StreamUrls {
    /// Where the glasses publish, good for as long as the stream lives. The scheme tells them how: `http(s)` is WHIP.
    ///
    /// @param ingest the way that is wanted; when its door is closed, the address is that of WHIP
    String ingest(StreamNames names, Ingest ingest);

    /// Where it can be watched, in every way at once.
    PlaybackUrls playback(StreamNames names);
}
