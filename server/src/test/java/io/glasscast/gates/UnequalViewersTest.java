package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.media.Frame;
import io.glasscast.sim.Link;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One stream of about 1 Mbit/s and viewers whose lines are unlike each other.
class UnequalViewersTest {
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 20 * MS, 0);
    private static final long SEEDS = Long.getLong("seeds", 10);

    private static final class Scene {
        final SimulatedHouse house;
        final SimulatedCamera camera;
        final SimulatedClient good;
        final SimulatedClient narrow;
        final SimulatedClient lossy;
        final SimulatedClient dead;

        Scene(long seed) {
            house = new SimulatedHouse(seed);
            var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
            camera = new SimulatedCamera(publisher, house.simulation, 60, 3_000);
            camera.film(60 * SECOND);
            house.simulation.runUntil(SECOND);
            good = viewer(6000);
            narrow = viewer(6001);
            lossy = viewer(6002);
            dead = viewer(6003);
            house.simulation.runUntil(5 * SECOND);
        }

        private SimulatedClient viewer(int port) {
            return SimulatedClient.viewer(house, port, CALM).dial();
        }

        void weather() {
            narrow.downWeather(CALM.withRate(300_000));
            lossy.downWeather(CALM.withLoss(0.3));
            dead.downWeather(CALM.withLoss(1));
        }

        void heal() {
            for (var viewer : List.of(narrow, lossy, dead)) viewer.downWeather(CALM);
        }

        int picturesOf(SimulatedClient viewer, long fromNanos, long untilNanos) {
            int count = 0;
            for (int i = 0; i < viewer.received.size(); i++) {
                long at = viewer.receivedAt.get(i);
                if (viewer.received.get(i).track() == 0 && at >= fromNanos && at < untilNanos) count++;
            }
            return count;
        }
    }

    @Test
    void eachGetsWhatItsLineCarriesAndNobodyElseNotices() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var scene = new Scene(seed);
            assertThat(scene.house.thinned).as("seed %d, fair", seed).isZero();
            scene.weather();
            scene.house.simulation.runUntil(8 * SECOND);
            assertThat(scene.house.thinned).as("seed %d, foul", seed).isEqualTo(3);
            scene.house.simulation.runUntil(25 * SECOND);

            // One that cannot have all pictures has a new one every few seconds, and it is of now: a keyframe alone
            // takes the narrow line a second.
            assertThat(scene.picturesOf(scene.narrow, 10 * SECOND, 25 * SECOND))
                    .as("seed %d, narrow", seed)
                    .isBetween(4, 60);
            assertThat(lateness(scene.narrow, 10 * SECOND))
                    .as("seed %d, narrow", seed)
                    .isLessThan(3 * SECOND);
            assertThat(scene.picturesOf(scene.lossy, 10 * SECOND, 25 * SECOND))
                    .as("seed %d, lossy", seed)
                    .isPositive();
            assertThat(scene.picturesOf(scene.dead, 6 * SECOND, 25 * SECOND))
                    .as("seed %d, dead", seed)
                    .isZero();

            scene.heal();
            scene.house.simulation.runUntil(28 * SECOND);
            assertThat(scene.house.thinned).as("seed %d, healed", seed).isZero();
            scene.house.simulation.runUntil(40 * SECOND);
            for (var viewer : List.of(scene.narrow, scene.lossy, scene.dead))
                assertThat(scene.picturesOf(viewer, 29 * SECOND, 40 * SECOND))
                        .as("seed %d, whole again", seed)
                        .isBetween(325, 335);

            var seen = scene.good.pictures().stream().map(Frame::payload).toList();
            int from = scene.camera.pictures.indexOf(seen.getFirst());
            assertThat(seen)
                    .as("seed %d: the good one misses nothing", seed)
                    .isEqualTo(scene.camera.pictures.subList(from, from + seen.size()));
            assertThat(seen).hasSizeGreaterThan(30 * 38);
        }
    }

    @Test
    void whoeverMissesHalfIsNotSentEverythingAgain() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 60, 20_000).film(20 * SECOND);
        house.simulation.runUntil(SECOND);
        var viewer = SimulatedClient.viewer(house, 6000, CALM).dial();
        house.simulation.runUntil(5 * SECOND);
        viewer.downWeather(CALM.withLoss(0.5));
        house.simulation.runUntil(15 * SECOND);

        var sent = house.gate.traffic(house.stream).viewers().getFirst();
        assertThat(sent.packetsResent()).isPositive();
        assertThat(sent.resendsRefused()).isPositive();
        // A third of what was sent first, and 200 kB in packets of 1 200 bytes.
        assertThat(sent.packetsResent()).isLessThan(sent.packetsOut() / 3 + 200);
    }

    /// The most that a picture came later than its time says, against the quickest.
    private static long lateness(SimulatedClient viewer, long fromNanos) {
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < viewer.received.size(); i++) {
            var frame = viewer.received.get(i);
            if (frame.track() != 0) continue;
            long late = viewer.receivedAt.get(i) - frame.ptsNanos();
            least = Math.min(least, late);
            if (viewer.receivedAt.get(i) >= fromNanos) most = Math.max(most, late);
        }
        return most - least;
    }
}
