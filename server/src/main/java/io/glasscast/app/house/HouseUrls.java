package io.glasscast.app.house;

import io.glasscast.contract.PlaybackUrls;
import io.glasscast.control.Ingest;
import io.glasscast.control.StreamNames;
import io.glasscast.control.StreamUrls;
import java.net.URI;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// The addresses of a stream, under the address that the operator gave the world.
final class HouseUrls implements StreamUrls {
    private final Supplier<String> base;
    private final Supplier<IngestPorts> ports;

    /// @param base  without a trailing slash; asked each time, because the port may be known late
    /// @param ports asked each time, likewise
    HouseUrls(Supplier<String> base, Supplier<IngestPorts> ports) {
        this.base = base;
        this.ports = ports;
    }

    @Override
    public String ingest(StreamNames names, Ingest ingest) {
        var key = names.ingestKey();
        return switch (ingest) {
            case WHIP -> whip(key);
            case SRT -> at(ports.get().srt(), key, "srt://", "?streamid=publish:");
            case RTMP -> at(ports.get().rtmp(), key, "rtmp://", "/live/");
        };
    }

    private String whip(String key) {
        return base.get() + "/whip/" + key;
    }

    private String at(OptionalInt port, String key, String scheme, String path) {
        return port.isPresent() ? scheme + host() + ":" + port.getAsInt() + path + key : whip(key);
    }

    /// All doors are on the host that links name.
    private String host() {
        return URI.create(base.get()).getHost();
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
