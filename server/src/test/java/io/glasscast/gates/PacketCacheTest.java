package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import org.junit.jupiter.api.Test;

class PacketCacheTest {
    private static final Track VIDEO = new Track(0, Codec.VP8);
    private static final Track AUDIO = new Track(1, Codec.OPUS);

    private final PacketCache cache = new PacketCache();

    @Test
    void cutsAFrameOnceForEverybody() {
        var picture = picture(true);
        var sound = new Frame(1, 0, true, Bytes.hex("7800"));
        assertThat(cache.packets(VIDEO, picture)).isSameAs(cache.packets(VIDEO, picture));
        assertThat(cache.packets(AUDIO, sound)).isSameAs(cache.packets(AUDIO, sound));
    }

    @Test
    void givesAViewerThatJoinsThePacketsThatTheOthersGot() {
        var keyframe = picture(true);
        var next = picture(false);
        var first = cache.packets(VIDEO, keyframe);
        var second = cache.packets(VIDEO, next);
        for (int i = 0; i < 50; i++) cache.packets(AUDIO, new Frame(1, i, true, Bytes.hex("7800")));
        assertThat(cache.packets(VIDEO, keyframe)).isSameAs(first);
        assertThat(cache.packets(VIDEO, next)).isSameAs(second);
    }

    @Test
    void forgetsAGroupWhenTheNextBegins() {
        var keyframe = picture(true);
        var first = cache.packets(VIDEO, keyframe);
        cache.packets(VIDEO, picture(true));
        assertThat(cache.packets(VIDEO, keyframe)).isNotSameAs(first);
    }

    private static Frame picture(boolean keyframe) {
        // The least that a VP8 payload can be (RFC 6386 §9.1): its first bit says whether it is a keyframe.
        return new Frame(0, 0, keyframe, Bytes.of(new byte[] {(byte) (keyframe ? 0 : 1), 0, 0, 1, 2, 3, 4, 5, 6, 7}));
    }
}
