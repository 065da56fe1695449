package io.glasscast.protocol.hls;

import io.glasscast.media.Codec;
import io.glasscast.protocol.fmp4.InitSegment;
import io.glasscast.protocol.fmp4.Rendition;
import io.glasscast.protocol.fmp4.Segment;
import io.glasscast.protocol.fmp4.Window;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The playlist that names the others (draft-pantos-hls-rfc8216bis §4.4.6): pictures with sound as a rendition of its
/// own, and sound alone for who wants no pictures or has no line for them.
public final class MultivariantPlaylist {
    private static final String GROUP = "sound";

    private MultivariantPlaylist() {}

    /// Writes it.
    ///
    /// @param query what media playlists are to be asked with behind `?`, or ""
    public static String of(Window window, String query) {
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:9\n");
        window.audio()
                .filter(_ -> window.video().isPresent())
                .ifPresent(audio -> text.append("#EXT-X-MEDIA:TYPE=AUDIO")
                        .append(",GROUP-ID=\"" + GROUP + "\",NAME=\"Sound\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"")
                        .append(audio.init().channels())
                        .append("\",URI=\"")
                        .append(uri(Codec.Kind.AUDIO, query))
                        .append("\"\n"));
        window.video().ifPresent(video -> {
            stream(text, window.renditions());
            text.append(",RESOLUTION=")
                    .append(video.init().width())
                    .append('x')
                    .append(video.init().height())
                    .append(",FRAME-RATE=")
                    .append(String.format(Locale.ROOT, "%.3f", video.frameRate()));
            if (window.audio().isPresent()) text.append(",AUDIO=\"" + GROUP + "\"");
            text.append('\n').append(uri(Codec.Kind.VIDEO, query)).append('\n');
        });
        window.audio().ifPresent(audio -> {
            stream(text, List.of(audio));
            if (window.video().isPresent()) text.append(",AUDIO=\"" + GROUP + "\"");
            text.append('\n').append(uri(Codec.Kind.AUDIO, query)).append('\n');
        });
        return text.toString();
    }

    /// EXT-X-STREAM-INF with what every variant has.
    private static void stream(StringBuilder text, List<Rendition> renditions) {
        long peak = 0;
        long average = 0;
        for (var rendition : renditions) {
            peak += rendition.bandwidth();
            average += rendition.averageBandwidth();
        }
        text.append("#EXT-X-STREAM-INF:BANDWIDTH=")
                .append(Math.max(1, peak))
                .append(",AVERAGE-BANDWIDTH=")
                .append(Math.max(1, average))
                // Ours have none, and players that are told so do not look for them: Shaka would in parts of the newest
                // segment, and fail.
                .append(",CLOSED-CAPTIONS=NONE,CODECS=\"")
                .append(String.join(",", codecs(renditions)))
                .append('"');
    }

    /// Every format in any segment (§6.2.4), the newest first.
    private static Set<String> codecs(List<Rendition> renditions) {
        var codecs = new LinkedHashSet<String>();
        for (var rendition : renditions)
            rendition.segments().reversed().stream()
                    .map(Segment::init)
                    .map(InitSegment::codecs)
                    .forEach(codecs::add);
        return codecs;
    }

    private static String uri(Codec.Kind kind, String query) {
        var name = new PlaybackFile.Media(kind).name();
        return query.isEmpty() ? name : name + "?" + query;
    }
}
