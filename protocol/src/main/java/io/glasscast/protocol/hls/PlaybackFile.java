package io.glasscast.protocol.hls;

import io.glasscast.kernel.Parsed;
import io.glasscast.media.Codec;
import java.util.Locale;

/// What lies below `/hls/{playbackId}/`, for HLS and DASH alike.
public sealed interface PlaybackFile {
    /// `index.m3u8`
    record Multivariant() implements PlaybackFile {}

    /// `video.m3u8`, `audio.m3u8`
    record Media(Codec.Kind kind) implements PlaybackFile {}

    /// `manifest.mpd`
    record Manifest() implements PlaybackFile {}

    /// `init-video-{id}.mp4`, `init-audio-{id}.mp4`
    record Init(Codec.Kind kind, String id) implements PlaybackFile {}

    /// `video-{msn}.m4s`, `audio-{msn}.m4s`
    record Whole(Codec.Kind kind, long msn) implements PlaybackFile {}

    /// `video-{msn}-{ticks}.m4s`, `audio-{msn}-{ticks}.m4s`: what is shown at that time, if it comes with the
    /// segment of that number or later. The number makes the name unique, for times are those of one run of the
    /// server.
    record At(Codec.Kind kind, long msn, long ticks) implements PlaybackFile {}

    /// `video-{msn}.{part}.m4s`, `audio-{msn}.{part}.m4s`
    record Piece(Codec.Kind kind, long msn, int part) implements PlaybackFile {}

    /// Longer than any name that we give.
    int MAX_LENGTH = 64;

    /// More parts than this no segment has.
    int MAX_PART = 9_999;

    /// Reads a stranger's file name.
    static Parsed<PlaybackFile> parse(String name) {
        if (name.length() > MAX_LENGTH) return Parsed.malformed("file-name-long");
        switch (name) {
            case "index.m3u8":
                return Parsed.ok(new Multivariant());
            case "manifest.mpd":
                return Parsed.ok(new Manifest());
            case "video.m3u8":
                return Parsed.ok(new Media(Codec.Kind.VIDEO));
            case "audio.m3u8":
                return Parsed.ok(new Media(Codec.Kind.AUDIO));
            default:
        }
        for (var kind : Codec.Kind.values()) {
            var init = "init-" + word(kind) + "-";
            if (name.startsWith(init) && name.endsWith(".mp4") && name.length() > init.length() + 4)
                return Parsed.ok(new Init(kind, name.substring(init.length(), name.length() - 4)));
            var segment = word(kind) + "-";
            if (name.startsWith(segment) && name.endsWith(".m4s"))
                return numbers(kind, name.substring(segment.length(), Math.max(segment.length(), name.length() - 4)));
        }
        return Parsed.malformed("file-name");
    }

    private static Parsed<PlaybackFile> numbers(Codec.Kind kind, String text) {
        int dash = text.indexOf('-');
        if (dash >= 0) {
            long first = number(text.substring(0, dash));
            long ticks = number(text.substring(dash + 1));
            return first < 0 || ticks < 0 ? Parsed.malformed("file-number") : Parsed.ok(new At(kind, first, ticks));
        }
        int dot = text.indexOf('.');
        long msn = number(dot < 0 ? text : text.substring(0, dot));
        if (msn < 0) return Parsed.malformed("file-number");
        if (dot < 0) return Parsed.ok(new Whole(kind, msn));
        long part = number(text.substring(dot + 1));
        if (part < 0 || part > MAX_PART) return Parsed.malformed("file-number");
        return Parsed.ok(new Piece(kind, msn, (int) part));
    }

    /// A decimal-integer without sign or leading zeros, so that a thing has one name; -1 when it is none.
    private static long number(String text) {
        if (text.isEmpty() || text.length() > 18 || (text.length() > 1 && text.charAt(0) == '0')) return -1;
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return -1;
            value = 10 * value + digit;
        }
        return value;
    }

    /// The name, relative to the playlists.
    default String name() {
        return switch (this) {
            case Multivariant() -> "index.m3u8";
            case Manifest() -> "manifest.mpd";
            case Media(var kind) -> word(kind) + ".m3u8";
            case Init(var kind, var id) -> "init-" + word(kind) + "-" + id + ".mp4";
            case Whole(var kind, var msn) -> word(kind) + "-" + msn + ".m4s";
            case At(var kind, var msn, var ticks) -> word(kind) + "-" + msn + "-" + ticks + ".m4s";
            case Piece(var kind, var msn, var part) -> word(kind) + "-" + msn + "." + part + ".m4s";
        };
    }

    private static String word(Codec.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
