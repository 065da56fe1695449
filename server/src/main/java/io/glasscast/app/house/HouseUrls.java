package io.glasscast.app.house;

import io.glasscast.contract.PlaybackUrls;
import io.glasscast.control.Ingest;
import io.glasscast.control.StreamNames;
import io.glasscast.control.StreamUrls;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
        return switch (open(ingest)) {
            case WHIP -> base.get() + "/whip/" + key;
            case SRT -> at(ports.get().srt().orElseThrow(), key + passphrase(), "srt://", "?streamid=publish:");
            case RTMP -> at(ports.get().rtmp().orElseThrow(), key, "rtmp://", "/live/");
        };
    }

    private String passphrase() {
        return ports.get()
                .srtPassphrase()
                .map(words -> "&passphrase=" + URLEncoder.encode(words, StandardCharsets.UTF_8))
                .orElse("");
    }

    /// WHIP, which is there as long as anything is, in place of a door that is closed.
    private Ingest open(Ingest ingest) {
        boolean closed = switch (ingest) {
            case WHIP -> false;
            case SRT -> ports.get().srt().isEmpty();
            case RTMP -> ports.get().rtmp().isEmpty();
        };
        return closed ? Ingest.WHIP : ingest;
    }

    private String at(int port, String key, String scheme, String path) {
        return scheme + host() + ":" + port + path + key;
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
