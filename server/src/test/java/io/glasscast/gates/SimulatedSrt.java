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
import io.glasscast.protocol.srt.KeyDerivation;
import io.glasscast.protocol.srt.SrtStatistics;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A hub and its SRT gate in a simulated world, with links for a network.
final class SimulatedSrt implements Outbox, KeyMaker, SrtMeter {
    static final long DERIVING = 2 * Simulation.MS;
    static final StreamNames NAMES = new StreamNames("m1", "ingest-key", "playback-id");

    final Simulation simulation;
    final Map<TransportAddress, Link> network = new HashMap<>();
    final List<StreamEvent> events = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    final Map<String, Integer> discarded = new HashMap<>();
    final MadeBug bug = new MadeBug();
    long framesDropped;
    int mostWaiting;
    /// Whether keys are made, or a bug keeps them from it.
    boolean makesKeys = true;

    private int waiting;
    private long benchFreeNanos;
    final Hub hub;
    final Stream stream;
    final Overload overload = new Overload();
    final SrtGate gate;

    SimulatedSrt(Simulation simulation, SrtTerms terms) {
        this(simulation, terms, HubLimits.DEFAULT);
    }

    SimulatedSrt(Simulation simulation, SrtTerms terms, HubLimits limits) {
        this.simulation = simulation;
        hub = new Hub(new HubTerms(limits, (_, event) -> events.add(event), Transcoder.NONE, 0, bug));
        stream = hub.open(NAMES).orElseThrow();
        gate = new SrtGate(hub, this, this, Chance.seeded(4), this, terms, overload);
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
        SimulatedHouse.split(datagrams, segmentSize, datagram -> send(to, datagram));
    }

    /// Derives in a later turn, one after the other.
    @Override
    public void derive(KeyDerivation work, Answer answer) {
        mostWaiting = Math.max(mostWaiting, ++waiting);
        benchFreeNanos = Math.max(benchFreeNanos, simulation.now()) + DERIVING;
        simulation.after(benchFreeNanos - simulation.now(), () -> {
            waiting--;
            if (makesKeys) answer.derived(Derivations.derive(work), simulation.now());
            else answer.failed(simulation.now());
        });
    }

    @Override
    public boolean writable(TransportAddress to) {
        return true;
    }

    @Override
    public void discarded(String why) {
        discarded.merge(why, 1, Integer::sum);
    }

    @Override
    public void refused(String why) {
        refused.add(why);
    }

    @Override
    public void publisherStarted(long nanosSinceConnected) {}

    @Override
    public void viewerStarted(long nanosSinceConnected) {}

    @Override
    public void closed(String why, SrtStatistics all) {
        closed.add(why);
    }

    @Override
    public void dropped(long frames) {
        framesDropped += frames;
    }
}
