package io.glasscast.gates;

import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.Stream;
import io.glasscast.hub.StreamEvent;
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.webrtc.PeerStatistics;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The media side of a server in a simulated world: the real hub and the real gate, with links for a network.
class SimulatedHouse implements Outbox {
    static final StreamNames NAMES = new StreamNames("m1", "ingest-key", "playback-id");
    static final TransportAddress ADDRESS = TransportAddress.udp(new InetSocketAddress("10.0.0.1", 8189));
    static final long EPOCH = 1_700_000_000_000_000_000L;

    private static final DtlsIdentity IDENTITY =
            DtlsIdentity.generate(Chance.seeded(2), Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(365));

    static final WebRtcTerms TERMS =
            new WebRtcTerms(IDENTITY, _ -> List.of(ADDRESS), EPOCH, Optional.of(Duration.ofSeconds(30)));

    final Simulation simulation;
    final List<StreamEvent> events = new ArrayList<>();
    final Map<String, Integer> discarded = new HashMap<>();
    /// How many sessions ended, by why.
    final Map<String, Integer> closed = new HashMap<>();
    final Map<TransportAddress, Link> network = new HashMap<>();
    final Hub hub;
    final Overload overload = new Overload();
    final WebRtcGate gate;
    final Stream stream;
    final MadeBug bug = new MadeBug();
    boolean writable = true;

    int thinned;
    int restrained;

    SimulatedHouse(long seed) {
        this(seed, HubLimits.DEFAULT);
    }

    SimulatedHouse(long seed, HubLimits limits) {
        this(seed, limits, Transcoder.NONE);
    }

    SimulatedHouse(long seed, HubLimits limits, Transcoder transcoder) {
        this(new Simulation(seed), seed, limits, transcoder);
    }

    /// One more house in the same world.
    SimulatedHouse(Simulation simulation, long seed, HubLimits limits, Transcoder transcoder) {
        this.simulation = simulation;
        hub = new Hub(new HubTerms(limits, (_, event) -> events.add(event), transcoder, EPOCH, bug));
        stream = hub.open(NAMES).orElseThrow();
        var meter = new WebRtcMeter() {
            @Override
            public void discarded(String why) {
                discarded.merge(why, 1, Integer::sum);
            }

            @Override
            public void viewerStarted(long nanosSinceOffer) {}

            @Override
            public void publisherStarted(long nanosSinceOffer) {}

            @Override
            public void closed(String why, PeerStatistics all) {
                closed.merge(why, 1, Integer::sum);
            }

            @Override
            public void dropped(long frames) {}

            @Override
            public void thinned(int more) {
                thinned += more;
            }

            @Override
            public void restrained(int more) {
                restrained += more;
            }
        };
        gate = new WebRtcGate(hub, TERMS, this, Chance.seeded(~seed), meter, overload);
        simulation.keepTime(gate::deadlineNanos, gate::elapse);
        simulation.keepTime(hub::deadlineNanos, hub::elapse);
    }

    void arrived(TransportAddress from, Bytes datagram) {
        bug.guard(() -> gate.datagram(from, datagram, simulation.now()));
    }

    @Override
    public void send(TransportAddress to, Bytes datagram) {
        bug.sending(to);
        var link = network.get(to);
        if (link != null) link.send(datagram);
    }

    @Override
    public void burst(TransportAddress to, Bytes datagrams, int segmentSize) {
        split(datagrams, segmentSize, datagram -> send(to, datagram));
    }

    @Override
    public boolean writable(TransportAddress to) {
        return writable;
    }

    static void split(Bytes datagrams, int segmentSize, Consumer<Bytes> each) {
        for (int at = 0; at < datagrams.length(); at += segmentSize)
            each.accept(datagrams.slice(at, Math.min(segmentSize, datagrams.length() - at)));
    }
}
