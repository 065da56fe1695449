package io.glasscast.bench.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Parsed;
import org.junit.jupiter.api.Test;

/// What is measured does its work.
class HotPathsTest {
    private final HotPaths paths = new HotPaths();

    @Test
    void packetsAreReadSealedAndOpened() {
        assertThat(paths.parse()).isInstanceOf(Parsed.Ok.class);
        assertThat(paths.seal()).isGreaterThan(1_150);
        for (int i = 0; i < 100; i++) assertThat(paths.sealAndOpen()).isInstanceOf(Parsed.Ok.class);
    }

    @Test
    void aPictureGoesOutInEightPackets() {
        assertThat(paths.packetise().payloads()).hasSize(8);
        long once = paths.fanOut();
        assertThat(paths.fanOut() - once).isEqualTo(once).isBetween(8_300L + 8 * 28, 8_300L + 8 * 70);
    }
}
