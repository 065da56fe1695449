package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.TransportAddress;
import io.glasscast.sim.Link;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/// Who sends checks of its own session with somebody else's address on them, and who comes to an address that
/// somebody else has left.
class StolenAddressTest {
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 5 * MS, 0);
    private static final Link.Conditions DEAD = new Link.Conditions(1, 0, 5 * MS, 0);
    private static final int PUBLISHER = 5_000;

    private final SimulatedHouse house = new SimulatedHouse(1);

    /// Whoever watches has credentials of its own, and could draw what a publisher sends to its own session.
    @Test
    void aViewerDrawsNoPublishersPacketsToItself() {
        var publisher = SimulatedClient.publisher(house, PUBLISHER, CALM).dial();
        var camera = new SimulatedCamera(publisher, house.simulation, 30);
        camera.film(60 * SECOND);
        house.simulation.runUntil(2 * SECOND);
        var viewer = SimulatedClient.viewer(house, 6_000, CALM).dial();
        var thief = SimulatedClient.viewer(house, 6_001, CALM).dial();
        house.simulation.runUntil(5 * SECOND);
        thief.pretend(TransportAddress.udp(new InetSocketAddress("10.0.0.2", PUBLISHER)));
        house.simulation.runUntil(61 * SECOND);

        assertThat(house.discarded).as("the attack took place").containsKey("ice-address-taken");
        assertThat(publisher.closed).isEmpty();
        assertThat(viewer.closed).isEmpty();
        assertThat(viewer.pictures()).hasSizeGreaterThan(camera.pictures.size() - 65);
    }

    /// Its old session has not been missed yet when it comes back by the same port.
    @Test
    void whoComesBackToTheAddressOfADeadSessionGetsIt() {
        var before = SimulatedClient.publisher(house, PUBLISHER, CALM).dial();
        new SimulatedCamera(before, house.simulation, 30).film(2 * SECOND);
        house.simulation.runUntil(2 * SECOND);
        before.weather(DEAD);
        house.simulation.runUntil(3 * SECOND);
        var after = SimulatedClient.publisher(house, PUBLISHER, CALM).dial();
        var camera = new SimulatedCamera(after, house.simulation, 30);
        camera.film(9 * SECOND);
        house.simulation.runUntil(6 * SECOND);
        assertThat(after.connected).isTrue();
        assertThat(house.gate.traffic(house.stream).publisher()).isPresent();
        var viewer = SimulatedClient.viewer(house, 6_000, CALM).dial();
        house.simulation.runUntil(9 * SECOND);
        assertThat(viewer.pictures()).hasSizeGreaterThan(60);
    }
}
