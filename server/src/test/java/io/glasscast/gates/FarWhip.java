package io.glasscast.gates;

import io.glasscast.gates.HttpCaller.Reply;
import io.glasscast.gates.HttpCaller.Request;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A WHIP server far away in a simulated world, with its HTTP and its weather: the gate of another house, unless a test
/// says otherwise.
final class FarWhip implements HttpCaller, Sockets {
    private static final long WAY_NANOS = 20 * Simulation.MS;

    final SimulatedHouse house;
    final List<Request> asked = new ArrayList<>();
    /// What it makes of a request in place of answering it; empty: it answers.
    Function<Request, Optional<Reply>> instead = _ -> Optional.empty();
    /// What it does to an answer before it sends it.
    Function<String, String> twist = Function.identity();
    /// What stands before the socket of whoever publishes there.
    UnaryOperator<Consumer<Bytes>> between = UnaryOperator.identity();

    boolean writable = true;
    int open;
    private final Simulation simulation;
    private final List<Link> links = new ArrayList<>();
    private Link.Conditions weather;
    private int port = 40_000;

    FarWhip(SimulatedHouse house, Link.Conditions weather) {
        this.house = house;
        this.simulation = house.simulation;
        this.weather = weather;
    }

    void weather(Link.Conditions conditions) {
        weather = conditions;
        for (var link : links) link.conditions(conditions);
    }

    @Override
    public void call(Request request, Caller caller) {
        simulation.after(WAY_NANOS, () -> {
            asked.add(request);
            var reply = instead.apply(request).orElseGet(() -> reply(request));
            simulation.after(WAY_NANOS, () -> caller.replied(reply, simulation.now()));
        });
    }

    private Reply reply(Request request) {
        var path = request.uri().getPath();
        var name = path.substring(path.lastIndexOf('/') + 1);
        if (request.method().equals("DELETE"))
            return new Reply.Answered(house.gate.end(name, simulation.now()) ? 200 : 404, Optional.empty(), "");
        return switch (house.gate.whip(name, request.sdp(), "", simulation.now())) {
            case WebRtcDoor.Outcome.Answered(var session, var _, var sdp) ->
                new Reply.Answered(201, Optional.of("/session/" + session), twist.apply(sdp));
            case WebRtcDoor.Outcome.Refused _ -> new Reply.Answered(404, Optional.empty(), "");
        };
    }

    @Override
    public void open(Owner owner) {
        simulation.after(0, () -> {
            var address = TransportAddress.udp(new InetSocketAddress("10.0.0.9", port++));
            var up = new Link(simulation, weather, bytes -> house.gate.datagram(address, bytes, simulation.now()));
            var door = between.apply(bytes -> owner.arrived(SimulatedHouse.ADDRESS, bytes, simulation.now()));
            var down = new Link(simulation, weather, door);
            links.add(up);
            links.add(down);
            house.network.put(address, down);
            open++;
            owner.opened(new OwnSocket(address, up), simulation.now());
        });
    }

    private final class OwnSocket implements Socket {
        private final TransportAddress own;
        private final Link up;

        OwnSocket(TransportAddress own, Link up) {
            this.own = own;
            this.up = up;
        }

        @Override
        public int port() {
            return own.socket().getPort();
        }

        @Override
        public void send(TransportAddress to, Bytes datagram) {
            if (to.equals(SimulatedHouse.ADDRESS)) up.send(datagram);
        }

        @Override
        public void burst(TransportAddress to, Bytes datagrams, int segmentSize) {
            SimulatedHouse.split(datagrams, segmentSize, datagram -> send(to, datagram));
        }

        @Override
        public boolean writable(TransportAddress to) {
            return writable;
        }

        @Override
        public void close() {
            open--;
            house.network.remove(own);
        }
    }
}
