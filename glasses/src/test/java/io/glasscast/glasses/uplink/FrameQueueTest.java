package io.glasscast.glasses.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameQueueTest {
    private final FrameQueue queue = new FrameQueue(List.of(new Track(0, Codec.H264), new Track(1, Codec.AAC)));

    @Test
    void beginsWithAKeyframe() {
        assertThat(queue.offer(picture(1, false))).isFalse();
        assertThat(queue.offer(sound(2))).isFalse();
        assertThat(queue.offer(picture(3, true))).isTrue();
        assertThat(queue.offer(sound(4))).isTrue();
        assertThat(queue.offer(picture(5, false))).isTrue();
        for (int number = 3; number <= 5; number++)
            assertThat(queue.poll().orElseThrow().ptsNanos()).isEqualTo(number);
        assertThat(queue.poll()).isEmpty();
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void beginsAnewWithAKeyframeWhenNobodyFetchesWhatIsInIt() {
        queue.offer(picture(0, true));
        for (int i = 1; i <= FrameQueue.MAX_FRAMES; i++) queue.offer(picture(i, false));
        assertThat(queue.dropped()).isEqualTo(FrameQueue.MAX_FRAMES + 1);
        assertThat(queue.poll()).isEmpty();
        assertThat(queue.offer(picture(500, false))).isFalse();
        assertThat(queue.offer(picture(501, true))).isTrue();
    }

    @Test
    void soundAloneWaitsForNothing() {
        var quiet = new FrameQueue(List.of(new Track(1, Codec.AAC)));
        assertThat(quiet.offer(sound(1))).isTrue();
    }

    private static Frame picture(long number, boolean keyframe) {
        return new Frame(0, number, keyframe, Bytes.EMPTY);
    }

    private static Frame sound(long number) {
        return new Frame(1, number, true, Bytes.EMPTY);
    }
}
