package io.glasscast.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ShelfTest {
    private static final long MS = 1_000_000;

    private long now = Long.MAX_VALUE - 100 * MS;
    private final Shelf shelf = new Shelf(() -> now);

    private void put(String path, int size) {
        shelf.put(path, "video/mp4", "immutable", Bytes.of(new byte[size]));
    }

    @Test
    void whatWasFetchedAMomentAgoIsThere() {
        put("/hls/id/video-7-1.m4s", 3);
        now += 499 * MS;
        var item = Objects.requireNonNull(shelf.find("/hls/id/video-7-1.m4s"));
        assertThat(item.type()).isEqualTo("video/mp4");
        assertThat(item.body().length()).isEqualTo(3);
        assertThat(shelf.find("/hls/id/video-7-2.m4s")).isNull();
    }

    @Test
    void longerAgoIsGoneHoweverOftenItWasFetched() {
        put("/hls/id/a", 3);
        now += 300 * MS;
        assertThat(shelf.find("/hls/id/a")).isNotNull();
        now += 200 * MS;
        assertThat(shelf.find("/hls/id/a")).isNull();
        put("/hls/id/b", 3);
        assertThat(shelf.size()).isEqualTo(1);
    }

    @Test
    void theEldestGiveWayWhenItIsFull() {
        for (int i = 0; i < 40; i++) put("/hls/id/" + i, 1 << 20);
        assertThat(shelf.size()).isEqualTo(32);
        assertThat(shelf.find("/hls/id/7")).isNull();
        assertThat(shelf.find("/hls/id/8")).isNotNull();
    }

    @Test
    void whatIsPutAgainCountsOnce() {
        for (int i = 0; i < 100; i++) put("/hls/id/a", 1 << 20);
        put("/hls/id/b", 31 << 20);
        assertThat(shelf.size()).isEqualTo(2);
    }
}
