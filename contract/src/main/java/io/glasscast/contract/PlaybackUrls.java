package io.glasscast.contract;

import java.util.Optional;

/**
 * Where a managed stream can be watched. Who has these may watch: treat them as secrets.
 *
 * @param webrtcUrl    WHEP, below a second
 * @param previewUrl   a page with a player
 * @param thumbnailUrl a still picture
 */
public record PlaybackUrls(
        String hlsUrl,
        String dashUrl,
        Optional<String> webrtcUrl,
        Optional<String> previewUrl,
        Optional<String> thumbnailUrl) {
    /** All five, as this server always gives them. */
    public static PlaybackUrls of(
            String hlsUrl, String dashUrl, String webrtcUrl, String previewUrl, String thumbnailUrl) {
        return new PlaybackUrls(
                hlsUrl, dashUrl, Optional.of(webrtcUrl), Optional.of(previewUrl), Optional.of(thumbnailUrl));
    }
}
