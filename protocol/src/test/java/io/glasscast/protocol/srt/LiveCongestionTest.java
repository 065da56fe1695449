package io.glasscast.protocol.srt;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveCongestionTest {
    private static final int PACKET = SrtConnection.MAX_PAYLOAD;
    private static final long RATE = 1_000_000;

    /// A source of 8 Mbit/s, and a path that loses everything: all of it is wanted again, all the time.
    @Test
    void sendsAgainNoMoreThanAQuarter() {
        var congestion = new LiveCongestion(400 * MS, 0);
        long submitted = 0;
        long again = 0;
        int seconds = 20;
        for (long now = 0; now < seconds * SECOND; now += MS) {
            for (; submitted < now / MS * RATE / 1_000; submitted += PACKET) congestion.submitted(PACKET, now);
            while (congestion.mayLeave(now) && congestion.mayRepeat(PACKET, now)) {
                congestion.left(PACKET, true, congestion.usualRate(now), now);
                again += PACKET;
            }
        }
        // The quarter, what may go at once, and the first 400 ms once more.
        assertThat(again).isBetween(RATE * seconds / 5, RATE * seconds / 4 + RATE / 4 + 65 * PACKET + RATE * 4 / 10);
    }

    /// After seconds in which nothing was lost, everything that the peer still waits for may be sent again.
    @Test
    void savesUpALatencysWorthOfTheStream() {
        var congestion = new LiveCongestion(400 * MS, 0);
        long now = 0;
        for (; now < 5 * SECOND; now += 10 * MS) congestion.submitted((int) (RATE / 100), now);
        long again = 0;
        for (; congestion.mayRepeat(PACKET, now); again += PACKET)
            congestion.left(PACKET, true, congestion.doubleRate(now), now);
        // And what may go at once.
        assertThat(again).isBetween(RATE * 4 / 10 - PACKET, RATE * 4 / 10 + 64 * PACKET);
    }

    @Test
    void spreadsAKeyframeOverAPartOfTheLatency() {
        var congestion = new LiveCongestion(400 * MS, 0);
        for (long now = 0; now < 2 * SECOND; now += 100 * MS) congestion.submitted(PACKET, now);
        long now = 2 * SECOND;
        int waiting = 200;
        long last = now;
        while (waiting > 0) {
            now = Math.max(now, congestion.nextNanos());
            congestion.left(PACKET, false, congestion.drainRate((long) --waiting * PACKET, now), now);
            last = now;
        }
        // It drains by a part of what is left at any time, so it takes some hundred milliseconds, not the 15 s of the
        // average, and not one burst either.
        assertThat(last - 2 * SECOND).isBetween(50 * MS, 600 * MS);
    }

    @Test
    void pacesByTheSourceAndAQuarter() {
        var congestion = new LiveCongestion(400 * MS, 0);
        for (long now = 0; now < 3 * SECOND; now += 10 * MS) congestion.submitted(10_000, now);
        long start = 3 * SECOND;
        congestion.left(PACKET, false, congestion.drainRate(0, start), start);
        long first = congestion.nextNanos();
        congestion.left(PACKET, false, congestion.drainRate(0, first), first);
        assertThat(congestion.nextNanos() - first).isBetween(PACKET * SECOND / 1_300_000, PACKET * SECOND / 1_200_000);
    }
}
