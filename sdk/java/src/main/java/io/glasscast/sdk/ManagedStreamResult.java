package io.glasscast.sdk;

import io.glasscast.contract.PlaybackUrls;
import java.util.Optional;

/**
 * Where a managed stream can be watched, from now on. Who has these may watch: treat them as secrets.
 *
 * @param webrtcUrl    WHEP, below a second
 * @param hlsUrl       an HLS playlist, some seconds
 * @param dashUrl      a DASH manifest, some seconds
 * @param previewUrl   a page with a player
 * @param thumbnailUrl a still picture
 * @param streamId     the stream's name; not a secret
 */
public record ManagedStreamResult(
        Optional<String> webrtcUrl,
        String hlsUrl,
        String dashUrl,
        Optional<String> previewUrl,
        Optional<String> thumbnailUrl,
        String streamId) {
    static ManagedStreamResult of(PlaybackUrls urls, String streamId) {
        return new ManagedStreamResult(
                urls.webrtcUrl(), urls.hlsUrl(), urls.dashUrl(), urls.previewUrl(), urls.thumbnailUrl(), streamId);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "ManagedStreamResult[" + streamId + "]";
    }
}
