package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.srt.SrtCaller;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A media thread that does not keep up: who is there stays, who is new is sent away, with words.
class OverloadedGatesTest {
    private static final Link.Conditions CALM = new Link.Conditions(0, 0, 5 * MS, 0);

    private static void overload(Overload overload, long nowNanos) {
        for (int i = 0; i < 40; i++) overload.turned(SECOND, nowNanos + i * SECOND);
        assertThat(overload.lasts()).isTrue();
    }

    @Test
    void aViewerWhoIsThereStaysAndANewOneIsToldToComeAgain() {
        var house = new SimulatedHouse(1);
        var publisher = SimulatedClient.publisher(house, 5_000, CALM).dial();
        var camera = new SimulatedCamera(publisher, house.simulation, 60);
        camera.film(8 * SECOND);
        house.simulation.runUntil(SECOND);
        var viewer = SimulatedClient.viewer(house, 6_000, CALM).dial();
        house.simulation.runUntil(2 * SECOND);
        overload(house.overload, house.simulation.now());

        var refused = (WebRtcDoor.Outcome.Refused)
                house.gate.whep(SimulatedHouse.NAMES.playbackId(), "v=0", "", house.simulation.now());
        assertThat(refused.refusal()).isEqualTo(WebRtcDoor.Refusal.TOO_MANY);
        assertThat(refused.detail()).isEqualTo(Overload.SENTENCE);
        assertThat(house.discarded).containsEntry("overloaded", 1);

        var back = SimulatedClient.publisher(house, 5_001, CALM).dial();
        var after = new SimulatedCamera(back, house.simulation, 60);
        house.simulation.runUntil(3 * SECOND);
        after.film(8 * SECOND);
        house.simulation.runUntil(10 * SECOND);
        assertThat(viewer.closed).isEmpty();
        assertThat(viewer.pictures()).hasSizeGreaterThan(180);
    }

    @Test
    void rtmpPublishersHearThatItIsTooMuch() {
        var town = new RtmpTown(1);
        var source = town.publish(List.of(RtmpTown.PICTURES, RtmpTown.SOUND));
        town.film(source, true, 30);
        overload(town.overload, town.simulation.now());
        town.push(RtmpTown.KEY);
        town.pass(3_000);

        assertThat(town.counted).contains("refused rtmp-overloaded");
        assertThat(town.told).anyMatch(told -> told.contains(Overload.SENTENCE));
        assertThat(town.target.live()).isFalse();
    }

    @Test
    void srtCallersHearThatItIsTooMuch() {
        var simulation = new Simulation(1);
        var house = new SimulatedSrt(simulation, SrtTerms.DEFAULT);
        overload(house.overload, 0);
        var caller = new SrtStranger(
                house,
                new SrtCaller("publish:ingest-key", Duration.ofMillis(200), Optional.empty()),
                TransportAddress.udp(new InetSocketAddress("10.0.0.2", 5_000)),
                CALM);
        simulation.runUntil(SECOND);
        assertThat(caller.closed.map(SrtConnection.Output.Closed::reason)).contains("srt-rejected-overload");
        assertThat(house.refused).containsExactly("srt-rejected-overload");
    }
}
