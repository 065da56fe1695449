package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.sim.Link;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A publisher of about 1 Mbit/s that sends what it is asked for, and viewers who cannot all have it.
class DemandSimulationTest {
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 20 * MS, 0);
    private static final Link.Conditions NARROW = CALM.withRate(500_000);
    private static final long SEEDS = Long.getLong("seeds", 10);
    private static final int PICTURES_A_SECOND = 30;
    /// Percent: that a line is full shows when it is overfull.
    private static final long OVERSHOOT = 110;

    private static final class Scene {
        final SimulatedHouse house;
        final SimulatedClient publisher;
        final List<SimulatedClient> viewers = new ArrayList<>();

        Scene(long seed, int many) {
            this(new SimulatedHouse(seed), many);
        }

        Scene(SimulatedHouse house, int many) {
            this.house = house;
            publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
            new SimulatedCamera(publisher, house.simulation, 60, 3_000)
                    .obeying()
                    .film(200 * SECOND);
            house.simulation.runUntil(SECOND);
            for (int i = 0; i < many; i++) join();
            house.simulation.runUntil(5 * SECOND);
        }

        SimulatedClient join() {
            var viewer =
                    SimulatedClient.viewer(house, 6000 + viewers.size(), CALM).dial();
            viewers.add(viewer);
            return viewer;
        }

        void weather(Link.Conditions down) {
            for (var viewer : viewers) viewer.downWeather(down);
        }

        void until(long seconds) {
            house.simulation.runUntil(seconds * SECOND);
        }

        long streamBits() {
            return house.stream.bitsPerSecond(0) + house.stream.bitsPerSecond(1);
        }

        /// Pictures a second that a viewer saw.
        static double rate(SimulatedClient viewer, long fromSecond, long untilSecond) {
            int count = 0;
            for (int i = 0; i < viewer.received.size(); i++) {
                long at = viewer.receivedAt.get(i);
                if (viewer.received.get(i).track() == 0 && at >= fromSecond * SECOND && at < untilSecond * SECOND)
                    count++;
            }
            return (double) count / (untilSecond - fromSecond);
        }
    }

    @Test
    void aStreamThatIsTooLargeForAllBecomesSmallerAndLargerAgain() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var scene = new Scene(seed, 3);
            assertThat(scene.streamBits()).as("seed %d", seed).isGreaterThan(1_000_000);
            assertThat(scene.house.restrained).as("seed %d, fair", seed).isZero();
            scene.weather(NARROW);
            scene.until(8);
            assertThat(scene.house.thinned).as("seed %d, foul", seed).isEqualTo(3);
            scene.until(15);
            assertThat(scene.house.restrained).as("seed %d, foul", seed).isEqualTo(1);
            for (int second = 16; second <= 60; second++) {
                scene.until(second);
                assertThat(scene.house.thinned)
                        .as("seed %d, second %d", seed, second)
                        .isZero();
                assertThat(scene.streamBits())
                        .as("seed %d, second %d", seed, second)
                        .isBetween(150_000L, OVERSHOOT * 500_000L / 100);
            }
            for (var viewer : scene.viewers)
                assertThat(Scene.rate(viewer, 15, 60)).as("seed %d", seed).isGreaterThan(0.99 * PICTURES_A_SECOND);

            scene.weather(CALM);
            scene.until(90);
            assertThat(scene.house.restrained).as("seed %d, healed", seed).isZero();
            scene.until(93);
            assertThat(scene.streamBits()).as("seed %d, healed", seed).isGreaterThan(1_000_000);
            for (var viewer : scene.viewers)
                assertThat(Scene.rate(viewer, 60, 93)).as("seed %d", seed).isGreaterThan(0.99 * PICTURES_A_SECOND);
        }
    }

    /// A server behind somebody's line at home: what one viewer is sent the others wait for.
    private static final class Home extends SimulatedHouse {
        final Link line;

        Home(long seed) {
            super(seed);
            line = new Link(simulation, Link.Conditions.PERFECT, this::passed);
        }

        @Override
        public void send(TransportAddress to, Bytes datagram) {
            line.send(
                    new ByteWriter().u16(to.socket().getPort()).bytes(datagram).toBytes());
        }

        private void passed(Bytes packet) {
            network.forEach((address, link) -> {
                if (address.socket().getPort() == packet.u16(0)) link.send(packet.slice(2, packet.length() - 2));
            });
        }
    }

    /// Each shows, when it is tried alone, that it has all of the line.
    @Test
    void aLineThatAllViewersShareIsSharedByAll() {
        for (long seed = 1; seed <= SEEDS; seed++) share(seed, 3, 1_500_000);
        for (long seed = 1; seed <= SEEDS / 3; seed++) share(seed, 10, 5_000_000);
    }

    private static void share(long seed, int viewers, long bitsPerSecond) {
        var home = new Home(seed);
        var scene = new Scene(home, viewers);
        home.line.conditions(Link.Conditions.PERFECT.withRate(bitsPerSecond));
        scene.until(27);
        for (int second = 28; second <= 45; second++) {
            scene.until(second);
            assertThat(home.thinned).as("seed %d, second %d", seed, second).isZero();
            assertThat(scene.streamBits())
                    .as("seed %d, second %d", seed, second)
                    .isBetween(200_000L, OVERSHOOT * bitsPerSecond / viewers / 100);
        }
        for (var viewer : scene.viewers)
            assertThat(Scene.rate(viewer, 27, 45)).as("seed %d", seed).isGreaterThan(0.97 * PICTURES_A_SECOND);
    }

    @Test
    void oneGoodViewerKeepsTheStreamAsItIs() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var scene = new Scene(seed, 3);
            scene.weather(NARROW);
            var good = scene.viewers.getFirst();
            good.downWeather(CALM);
            for (int second = 8; second <= 30; second++) {
                scene.until(second);
                assertThat(scene.house.thinned)
                        .as("seed %d, second %d", seed, second)
                        .isEqualTo(2);
                assertThat(scene.house.restrained)
                        .as("seed %d, second %d", seed, second)
                        .isZero();
                assertThat(scene.streamBits())
                        .as("seed %d, second %d", seed, second)
                        .isGreaterThan(1_000_000);
            }
            assertThat(Scene.rate(good, 5, 30)).as("seed %d", seed).isGreaterThan(0.99 * PICTURES_A_SECOND);
        }
    }

    /// Who comes when the stream has become small is not let wait for the others' lines, nor are they overrun.
    @Test
    void aGoodViewerThatComesLaterBringsTheStreamBack() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var scene = new Scene(seed, 2);
            scene.weather(NARROW);
            scene.until(20);
            assertThat(scene.house.restrained).as("seed %d", seed).isEqualTo(1);
            var good = scene.join();
            scene.until(40);
            assertThat(scene.house.restrained).as("seed %d", seed).isZero();
            assertThat(scene.streamBits()).as("seed %d", seed).isGreaterThan(1_000_000);
            assertThat(Scene.rate(good, 21, 40)).as("seed %d", seed).isGreaterThan(0.99 * PICTURES_A_SECOND);
        }
    }

    @Test
    void aStreamThatNobodyWatchesIsSmallUntilSomebodyComes() {
        var scene = new Scene(1, 1);
        scene.viewers.getFirst().close();
        scene.until(34);
        assertThat(scene.house.restrained).isZero();
        scene.until(38);
        assertThat(scene.house.restrained).isEqualTo(1);
        assertThat(scene.streamBits()).isBetween(200_000L, 350_000L);

        int asked = scene.publisher.keyframesWanted;
        var viewer = scene.join();
        scene.house.simulation.runUntil(38 * SECOND + 500 * MS);
        assertThat(scene.house.restrained).isZero();
        assertThat(scene.publisher.keyframesWanted).isGreaterThan(asked);
        scene.until(41);
        assertThat(scene.streamBits()).isGreaterThan(1_000_000);
        assertThat(Scene.rate(viewer, 39, 41)).isGreaterThan(0.95 * PICTURES_A_SECOND);
    }

    @Test
    void whoLeavesIsForgotten() {
        var scene = new Scene(1, 1);
        scene.weather(NARROW);
        scene.until(15);
        assertThat(scene.house.restrained).isEqualTo(1);
        scene.publisher.close();
        scene.until(16);
        assertThat(scene.house.restrained).isZero();
    }
}
