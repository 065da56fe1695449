package io.glasscast.app.house;

import io.glasscast.contract.PlaybackUrls;
import io.glasscast.control.StreamNames;
import io.glasscast.control.StreamUrls;
import java.util.function.Supplier;

/// The addresses of a stream, under the address that the operator gave the world.
final class HouseUrls implements StreamUrls {
    private final Supplier<String> base;

    /// @param base without a trailing slash; asked each time, because the port may be known late
    HouseUrls(Supplier<String> base) {
        this.base = base;
    }

    @Override
    public String ingest(StreamNames names) {
        return base.get() + "/whip/" + names.ingestKey();
    }

    @Override
    public PlaybackUrls playback(StreamNames names) {
        var at = base.get();
        var id = names.playbackId();
        return PlaybackUrls.of(
                at + "/hls/" + id + "/index.m3u8",
                at + "/dash/" + id + "/manifest.mpd",
                at + "/whep/" + id,
                at + "/watch/" + id,
                at + "/thumbnail/" + id + ".jpg");
    }
}
