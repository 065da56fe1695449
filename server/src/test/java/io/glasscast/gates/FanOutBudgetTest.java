package io.glasscast.gates;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.glasscast.hub.HubLimits;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.sim.Link;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// What one viewer more costs, in bytes of garbage for each packet it is sent: counts, which no busy machine changes.
class FanOutBudgetTest {
    /// Measured: 1 210. Nearly all is the JDK's AES-GCM (its engine, its hash and its parameters are made
    /// anew for each), and what is remembered for sending again is kept. The rest is ours, and small.
    private static final int BUDGET_BYTES = 1_700;

    private static final Link.Conditions CALM = new Link.Conditions(0, 0, MS, 0);
    private static final int FIRST_VIEWER = 6000;
    private static final int FEW = 2;
    private static final int MANY = 42;

    @Test
    void aPacketToOneViewerMoreCostsLittleGarbage() {
        long[] few = allocated(FEW);
        long[] many = allocated(MANY);
        double each = (double) (many[0] - few[0]) / (many[1] - few[1]);
        System.out.printf("a packet to one viewer more: %.0f bytes of garbage%n", each);
        assertThat(many[1] - few[1]).as("packets").isGreaterThan(100_000);
        assertThat(each).isLessThan(BUDGET_BYTES);
    }

    /// @return bytes of garbage and packets, while so many watch
    private static long[] allocated(int viewers) {
        var house = new CountingHouse();
        var publisher = SimulatedClient.publisher(house, 5000, CALM).dial();
        new SimulatedCamera(publisher, house.simulation, 60, 8_000).film(40 * SECOND);
        house.simulation.runUntil(SECOND);
        for (int i = 0; i < viewers; i++)
            SimulatedClient.viewer(house, FIRST_VIEWER + i, CALM).dial();
        house.simulation.runUntil(8 * SECOND);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long packets = house.packets;
        long before = threads.getCurrentThreadAllocatedBytes();
        house.simulation.runUntil(20 * SECOND);
        return new long[] {threads.getCurrentThreadAllocatedBytes() - before, house.packets - packets};
    }

    /// Media never arrives at viewers, so that what they would do with it is not counted.
    private static final class CountingHouse extends SimulatedHouse {
        long packets;

        CountingHouse() {
            super(1, HubLimits.DEFAULT);
        }

        @Override
        public void burst(TransportAddress to, Bytes datagrams, int segmentSize) {
            packets += (datagrams.length() + segmentSize - 1) / segmentSize;
            if (to.socket().getPort() < FIRST_VIEWER) super.burst(to, datagrams, segmentSize);
        }
    }
}
