package io.glasscast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import org.junit.jupiter.api.Test;

class FilmTest {
    private final Film film = Film.of(Codec.OPUS);

    @Test
    void hasAKeyframeEveryTwoSecondsAndTheBitrateItPromises() {
        var pictures = film.frames().stream().filter(Film::isPicture).toList();
        assertThat(pictures).hasSize(300);
        assertThat(pictures.stream().filter(Frame::keyframe).map(frame -> frame.ptsNanos() / 1_000_000_000))
                .containsExactly(0L, 2L, 4L, 6L, 8L);
        long bits = pictures.stream()
                .mapToLong(frame -> 8L * frame.payload().length())
                .sum();
        assertThat(bits / 10).isBetween(1_700_000L, 2_300_000L);
    }

    @Test
    void picturesAreKnownAgainOnAnyTrackAtAnyTime() {
        for (int i = 0; i < film.frames().size(); i++) {
            var frame = film.frames().get(i);
            if (Film.isPicture(frame)) assertThat(film.find(frame.at(77).on(5))).hasValue(i);
        }
    }
}
