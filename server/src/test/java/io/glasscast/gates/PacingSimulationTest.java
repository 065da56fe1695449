package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.sim.Link;
import org.junit.jupiter.api.Test;

/// A stream of 1.9 Mbit/s with keyframes of 60 kB, and lines that carry it but cannot hold a keyframe: 11 kB.
class PacingSimulationTest {
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 20 * MS, 0);
    private static final Link.Conditions SHALLOW = CALM.withRate(3_000_000).withQueue(30 * MS);
    private static final long SEEDS = Long.getLong("seeds", 10);

    /// Packets lost and pictures seen.
    private record Passage(long lost, int pictures) {}

    private static final class Scene {
        final SimulatedHouse house;
        final SimulatedClient viewer;

        Scene(long seed, boolean reporting) {
            this(seed, reporting, 6_000, SHALLOW);
        }

        /// @param least bytes of a picture, of which keyframes have ten times as many
        Scene(long seed, boolean reporting, int least, Link.Conditions conditions) {
            house = new SimulatedHouse(seed);
            var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
            new SimulatedCamera(publisher, house.simulation, 60, least).film(60 * SECOND);
            house.simulation.runUntil(SECOND);
            viewer = SimulatedClient.viewer(house, 6000, CALM);
            viewer.downWeather(conditions);
            if (!reporting) viewer.unreporting();
            viewer.dial();
        }

        Passage until(long seconds) {
            long lost = viewer.lost();
            int pictures = viewer.pictures().size();
            house.simulation.runUntil(seconds * SECOND);
            return new Passage(viewer.lost() - lost, viewer.pictures().size() - pictures);
        }

        /// How much later than the quickest the slowest picture came since then.
        long slowest(long fromSecond) {
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            for (int i = 0; i < viewer.received.size(); i++) {
                var frame = viewer.received.get(i);
                if (frame.track() != 0) continue;
                long took = viewer.receivedAt.get(i) - frame.ptsNanos();
                least = Math.min(least, took);
                if (viewer.receivedAt.get(i) >= fromSecond * SECOND) most = Math.max(most, took);
            }
            return most - least;
        }
    }

    @Test
    void largePicturesPassShallowQueuesWhole() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            // How fast the line is shows when the first pictures have arrived.
            var scene = new Scene(seed, true);
            scene.until(5);
            assertThat(scene.until(30)).as("seed %d", seed).isEqualTo(new Passage(0, 25 * 30));
            // Of a viewer that does not say what arrives when nothing is known, so it is sent keyframes at once.
            var other = new Scene(seed, false);
            other.until(5);
            assertThat(other.until(30).lost()).as("seed %d", seed).isGreaterThan(500);
        }
    }

    /// A portion has two packets at least, which a slow line takes longer for than for what it is meant to be.
    @Test
    void slowLinesHaveTimeForTwoPackets() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            // 0.8 Mbit/s with keyframes of 20 kB, and a queue of 7.5 kB.
            var slow = CALM.withRate(1_200_000).withQueue(50 * MS);
            var scene = new Scene(seed, true, 2_000, slow);
            scene.until(5);
            var seen = scene.until(30);
            assertThat(seen.lost()).as("seed %d", seed).isZero();
            assertThat(seen.pictures()).as("seed %d", seed).isBetween(25 * 30 - 10, 25 * 30 + 10);
        }
    }

    @Test
    void aLineThatHasBecomeFastGetsKeyframesAtOnce() {
        var scene = new Scene(1, true);
        scene.until(10);
        assertThat(scene.slowest(5)).isGreaterThan(150 * MS);
        scene.viewer.downWeather(CALM.withRate(100_000_000));
        scene.until(15);
        scene.until(20);
        assertThat(scene.slowest(15)).isLessThan(40 * MS);
    }
}
