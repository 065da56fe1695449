package io.glasscast.interop;

import io.glasscast.sdk.ManagedStreamResult;

/// Who plays a stream, and from where.
enum Reader {
    HLS_JS("hls.js"),
    DASH_JS("dash.js"),
    SHAKA_DASH("shaka"),
    FFMPEG_HLS(""),
    FFMPEG_DASH(""),
    FFMPEG_SRT(""),
    FFMPEG_RTMP(""),
    /// What the server pushes to a platform, played from there.
    NGINX_RTMP("");

    private final String player;

    Reader(String player) {
        this.player = player;
    }

    boolean inBrowser() {
        return !player.isEmpty();
    }

    String player() {
        return player;
    }

    String url(Doors doors, ManagedStreamResult urls, String pushed) {
        var whep = urls.webrtcUrl().orElseThrow();
        var playbackId = whep.substring(whep.lastIndexOf('/') + 1);
        return switch (this) {
            case HLS_JS, FFMPEG_HLS -> urls.hlsUrl();
            case DASH_JS, SHAKA_DASH, FFMPEG_DASH -> urls.dashUrl();
            case FFMPEG_SRT -> doors.srt(playbackId);
            case FFMPEG_RTMP -> doors.rtmp(playbackId);
            case NGINX_RTMP -> pushed;
        };
    }
}
