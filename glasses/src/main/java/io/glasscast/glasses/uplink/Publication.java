package io.glasscast.glasses.uplink;

import io.glasscast.media.Track;
import java.util.List;

/// What is to be published, and where.
///
/// @param url          holds the right to publish, so it is not part of [#toString()]
/// @param videoBitrate what the camera is set to, bits a second; the network may only lower it
/// @param audioBitrate bits a second
public record Publication(String url, List<Track> tracks, long videoBitrate, long audioBitrate) {
    public Publication {
        tracks = List.copyOf(tracks);
    }

    @Override
    public String toString() {
        return "Publication" + tracks;
    }
}
