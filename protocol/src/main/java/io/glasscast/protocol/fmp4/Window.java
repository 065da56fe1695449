package io.glasscast.protocol.fmp4;

import io.glasscast.media.Codec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What of a live stream can be played at one moment.
///
/// @param terms              how it was cut
/// @param video              absent of a stream without pictures
/// @param audio              absent only while nothing but pictures is known; silence stands in for sound that is
///     missing, so that players need not be told when it comes
/// @param unixNanosAtZero    the wall clock's time, since 1970, at 0 of the media timeline
/// @param partHoldBackNanos  how far behind the newest part a player should stay
/// @param ended              whether nothing follows
public record Window(
        PackagingTerms terms,
        Optional<Rendition> video,
        Optional<Rendition> audio,
        long unixNanosAtZero,
        long partHoldBackNanos,
        boolean ended) {
    /// The rendition that sets the cuts: pictures, or sound where there are none.
    public Optional<Rendition> leader() {
        return video.isPresent() ? video : audio;
    }

    public Optional<Rendition> rendition(Codec.Kind kind) {
        return switch (kind) {
            case VIDEO -> video;
            case AUDIO -> audio;
        };
    }

    /// Those there are, pictures first.
    public List<Rendition> renditions() {
        return Stream.of(video, audio).flatMap(Optional::stream).toList();
    }

    public Duration targetDuration() {
        return Duration.ofSeconds(terms.targetSeconds());
    }
}
