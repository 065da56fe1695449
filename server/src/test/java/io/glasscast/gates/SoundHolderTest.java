package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.flv.FlvTag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoundHolderTest {
    private final List<Long> out = new ArrayList<>();
    private final SoundHolder holder = new SoundHolder(tag -> out.add(tag.timestampMillis()));

    @Test
    void soundLeavesWithThePictureBehindItInOrder() {
        holder.pictures(true);
        holder.tag(sound(1));
        holder.tag(sound(22));
        assertThat(out).isEmpty();
        holder.tag(picture(33));
        assertThat(out).containsExactly(1L, 22L, 33L);
        holder.tag(picture(66));
        assertThat(out).endsWith(66L);
    }

    @Test
    void soundDoesNotWaitForPicturesThatHaveStopped() {
        holder.pictures(true);
        for (int i = 0; i < 6; i++) holder.tag(sound(i));
        assertThat(out).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void soundAloneWaitsForNothing() {
        holder.pictures(false);
        holder.tag(sound(1));
        assertThat(out).containsExactly(1L);
    }

    @Test
    void whatIsHeldLeavesAtTheEnd() {
        holder.pictures(true);
        holder.tag(sound(1));
        holder.flush();
        holder.flush();
        assertThat(out).containsExactly(1L);
    }

    private static FlvTag sound(long millis) {
        return new FlvTag(FlvTag.Kind.AUDIO, millis, Bytes.hex("af01"));
    }

    private static FlvTag picture(long millis) {
        return new FlvTag(FlvTag.Kind.VIDEO, millis, Bytes.hex("2701000000"));
    }
}
