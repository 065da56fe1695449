package io.glasscast.protocol.stun;

import static io.glasscast.protocol.stun.Peers.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.stun.IceAgent.Input;
import io.glasscast.protocol.stun.IceAgent.Output;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Glasses and server in one thread, with bad networks between them.
class IceSimulationTest {
    private static final int SEEDS = 200;
    private static final long MS = Simulation.MS;

    private static final Link.Conditions HALF_LOST = new Link.Conditions(0.5, 0.5, 40 * MS, 200 * MS);
    private static final Link.Conditions POOR = new Link.Conditions(0.2, 0.1, 40 * MS, 100 * MS);
    private static final Link.Conditions DEAD = new Link.Conditions(1, 0, 0, 0);

    /// Both agents and everything between them.
    private static final class World {
        final Simulation simulation;
        final IceControllingAgent glasses;
        final IceLiteAgent server;
        private final Map<List<TransportAddress>, Link> links = new HashMap<>();
        private Link.Conditions conditions;
        private TransportAddress glassesAt = HOME;
        int lost;

        /// Every second server sends media, and asks for consent.
        World(long seed, Link.Conditions conditions) {
            this(seed, conditions, seed % 2 == 1);
        }

        World(long seed, Link.Conditions conditions, boolean sendsMedia) {
            this.conditions = conditions;
            simulation = new Simulation(seed);
            glasses = new IceControllingAgent(GLASSES, SERVER, Chance.seeded(seed), 0);
            server = new IceLiteAgent(SERVER, GLASSES, sendsMedia, Chance.seeded(~seed), 0);
            simulation.keepTime(glasses::deadlineNanos, now -> glasses.elapse(now, this::fromGlasses));
            simulation.keepTime(server::deadlineNanos, now -> server.elapse(now, this::fromServer));
            // The first address is one where nobody is, as the first of a multi-homed server often is.
            toGlasses(new Input.RemoteCandidates(List.of(BACK_DOOR, DOOR)));
        }

        void toGlasses(Input input) {
            glasses.handle(input, simulation.now(), this::fromGlasses);
        }

        void toServer(Input input) {
            server.handle(input, simulation.now(), this::fromServer);
        }

        /// Restarts as WHIP does: the server knows first (RFC 9725 §4.4).
        void restart() {
            toServer(new Input.Restart(NEXT_SERVER, NEXT_GLASSES));
            toGlasses(new Input.Restart(NEXT_GLASSES, NEXT_SERVER));
            toGlasses(new Input.RemoteCandidates(List.of(DOOR)));
        }

        void moveTo(TransportAddress address) {
            glassesAt = address;
        }

        void weather(Link.Conditions now) {
            conditions = now;
            links.values().forEach(link -> link.conditions(now));
        }

        private void fromGlasses(Output output) {
            switch (output) {
                case Output.Send(var to, var datagram) -> link(glassesAt, to).send(datagram);
                case Output.ConsentLost() -> lost++;
                case Output.Selected(var remote) -> assertThat(remote).isEqualTo(DOOR);
                case Output.Asked _, Output.Proven _ -> throw new AssertionError("not of this side");
                // Late answers; and refusals of old credentials when the server is ahead in a restart.
                case Output.Discarded(var why) ->
                    assertThat(why).isIn("ice-unknown-transaction", "ice-integrity", "ice-username");
            }
        }

        private void fromServer(Output output) {
            switch (output) {
                case Output.Send(var to, var datagram) -> link(DOOR, to).send(datagram);
                case Output.ConsentLost() -> lost++;
                case Output.Selected(var remote) -> assertThat(remote).isIn(HOME, MOBILE);
                case Output.Asked(var transactionId) ->
                    assertThat(transactionId.length()).isEqualTo(12);
                case Output.Proven(var remote) -> assertThat(remote).isIn(HOME, MOBILE);
                // Both ways of not being up to date in a restart; and answers that came twice, or late.
                case Output.Discarded(var why) ->
                    assertThat(why).isIn("ice-username", "ice-integrity", "ice-unknown-transaction");
            }
        }

        private Link link(TransportAddress from, TransportAddress to) {
            return links.computeIfAbsent(
                    List.of(from, to), _ -> new Link(simulation, conditions, bytes -> arrived(from, to, bytes)));
        }

        private void arrived(TransportAddress from, TransportAddress to, Bytes bytes) {
            if (to.equals(DOOR)) toServer(new Input.Datagram(from, bytes));
            else if (to.equals(glassesAt)) toGlasses(new Input.Datagram(from, bytes));
        }
    }

    @Test
    void meetsAndStaysAtHalfLossDuplicationAndReordering() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var world = new World(seed, HALF_LOST, true);
            world.simulation.runUntil(30 * SECOND);
            assertThat(world.glasses.selected()).as("seed %d", seed).contains(DOOR);
            assertThat(world.server.selected()).as("seed %d", seed).contains(HOME);
            world.simulation.runUntil(90 * SECOND);
            assertThat(world.lost).as("seed %d", seed).isZero();
        }
    }

    @Test
    void followsTheGlassesToAnotherNetwork() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var world = new World(seed, POOR);
            world.simulation.runUntil(20 * SECOND);
            world.moveTo(MOBILE);
            world.simulation.runUntil(45 * SECOND);
            assertThat(world.server.selected()).as("seed %d", seed).contains(MOBILE);
            assertThat(world.glasses.selected()).as("seed %d", seed).contains(DOOR);
            assertThat(world.lost).as("seed %d", seed).isZero();
        }
    }

    @Test
    void survivesTwentySecondsOfNothing() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var world = new World(seed, POOR);
            world.simulation.runUntil(20 * SECOND);
            world.weather(DEAD);
            world.simulation.runUntil(40 * SECOND);
            world.weather(POOR);
            world.simulation.runUntil(80 * SECOND);
            assertThat(world.lost).as("seed %d", seed).isZero();
        }
    }

    @Test
    void restartsWithoutLosingThePath() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var world = new World(seed, POOR);
            world.simulation.runUntil(20 * SECOND);
            world.restart();
            assertThat(world.glasses.selected()).contains(DOOR);
            assertThat(world.server.selected()).contains(HOME);
            world.moveTo(MOBILE);
            world.simulation.runUntil(50 * SECOND);
            assertThat(world.server.selected()).as("seed %d", seed).contains(MOBILE);
            assertThat(world.server.accepts(SERVER.ufrag())).as("seed %d", seed).isFalse();
            assertThat(world.glasses.accepts(GLASSES.ufrag()))
                    .as("seed %d", seed)
                    .isFalse();
            assertThat(world.lost).as("seed %d", seed).isZero();
        }
    }

    @Test
    void bothEndsNoticeThatTheOtherIsGone() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var world = new World(seed, POOR);
            world.simulation.runUntil(20 * SECOND);
            world.weather(DEAD);
            world.simulation.runUntil(51 * SECOND);
            assertThat(world.lost).as("seed %d", seed).isEqualTo(2);
        }
    }
}
