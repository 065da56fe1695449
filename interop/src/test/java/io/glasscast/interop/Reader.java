package io.glasscast.interop;

import io.glasscast.sdk.ManagedStreamResult;

/// Who plays a stream, and from where.
enum Reader {
    WHEP("whep"),
    HLS_JS("hls.js"),
    SHAKA_HLS("shaka"),
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

    /// Whether it shows all that comes from there. Of pictures at uneven distances Shaka leaves out parts of LL-HLS.
    boolean plays(Publisher publisher) {
        return this != SHAKA_HLS || publisher.kind() == Publisher.Kind.FFMPEG;
    }

    /// Whether what it plays has no time but when it is played, so that what is seen late seems to be late.
    boolean live() {
        return this == WHEP;
    }

    String player() {
        return player;
    }

    String url(Doors doors, ManagedStreamResult urls, String pushed) {
        var whep = urls.webrtcUrl().orElseThrow();
        var playbackId = whep.substring(whep.lastIndexOf('/') + 1);
        return switch (this) {
            case WHEP -> whep;
            case HLS_JS, SHAKA_HLS, FFMPEG_HLS -> urls.hlsUrl();
            case DASH_JS, SHAKA_DASH, FFMPEG_DASH -> urls.dashUrl();
            case FFMPEG_SRT -> doors.srt(playbackId);
            case FFMPEG_RTMP -> doors.rtmp(playbackId);
            case NGINX_RTMP -> pushed;
        };
    }
}
