package io.glasscast.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrackRatesTest {
    private static final long MS = 1_000_000;

    private final TrackRates rates = new TrackRates();
    private long now;

    /// A packet of a track every 10 ms.
    private void send(int track, int bytes, long millis) {
        for (long until = now + millis * MS; now < until; now += 10 * MS) rates.frame(track, bytes, now);
    }

    @Test
    void nothingIsKnownBeforeTwoSeconds() {
        send(0, 1_250, 2_000);
        assertThat(rates.bitsPerSecond(0)).isZero();
        send(0, 1_250, 10);
        assertThat(rates.bitsPerSecond(0)).isEqualTo(1_000_000);
        assertThat(rates.bitsPerSecond(1)).isZero();
    }

    @Test
    void isFollowedWithinTwoSeconds() {
        send(0, 1_250, 10_000);
        send(0, 250, 1_010);
        assertThat(rates.bitsPerSecond(0)).isEqualTo(600_000);
        send(0, 250, 1_000);
        assertThat(rates.bitsPerSecond(0)).isEqualTo(200_000);
    }

    @Test
    void tellsTracksApartAndForgetsOneThatHasEnded() {
        for (int i = 0; i < 300; i++) {
            rates.frame(0, 1_250, now);
            send(63, 125, 10);
        }
        assertThat(rates.bitsPerSecond(0)).isEqualTo(1_000_000);
        assertThat(rates.bitsPerSecond(63)).isEqualTo(100_000);
        send(63, 125, 3_000);
        assertThat(rates.bitsPerSecond(0)).isZero();
        assertThat(rates.bitsPerSecond(63)).isEqualTo(100_000);
    }

    @Test
    void aPauseIsNoRate() {
        send(0, 1_250, 2_500);
        now += 60_000 * MS;
        send(0, 1_250, 10);
        assertThat(rates.bitsPerSecond(0)).isLessThan(50_000);
        send(0, 1_250, 2_000);
        assertThat(rates.bitsPerSecond(0)).isEqualTo(1_000_000);
    }
}
