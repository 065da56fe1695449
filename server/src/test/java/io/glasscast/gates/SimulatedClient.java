package io.glasscast.gates;

import io.glasscast.hub.StreamNames;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.congestion.SendRateController;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.dtls.DtlsPeer;
import io.glasscast.protocol.dtls.Fingerprint;
import io.glasscast.protocol.dtls.Role;
import io.glasscast.protocol.rtp.RtcpPacket;
import io.glasscast.protocol.sdp.ClientOffer;
import io.glasscast.protocol.sdp.LocalTerms;
import io.glasscast.protocol.sdp.NegotiatedMedia;
import io.glasscast.protocol.sdp.Negotiation;
import io.glasscast.protocol.sdp.SentTrack;
import io.glasscast.protocol.srtp.SrtpProfile;
import io.glasscast.protocol.stun.Candidate;
import io.glasscast.protocol.stun.IceControllingAgent;
import io.glasscast.protocol.stun.IceCredentials;
import io.glasscast.protocol.webrtc.FrameCutter;
import io.glasscast.protocol.webrtc.Peer;
import io.glasscast.protocol.webrtc.Section;
import io.glasscast.sim.Link;
import io.glasscast.sim.Simulation;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A whole WebRTC client in a simulated world: our own machines in the client's role, a weather of its own.
final class SimulatedClient {
    /// One identity for all: making keys is not what is tested.
    private static final DtlsIdentity IDENTITY = DtlsIdentity.generate(
            Chance.seeded(1), java.time.Instant.parse("2026-01-01T00:00:00Z"), java.time.Duration.ofDays(365));

    static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;

    /// More than any stream here takes.
    private static final long MOST_BITS = 10_000_000;

    private final SimulatedHouse house;
    private final Simulation simulation;
    private final Chance chance;
    private final Link up;
    private final Link down;
    private final Map<Codec, FrameCutter> cutters = new EnumMap<>(Codec.class);
    private final IceCredentials credentials;
    private final ClientOffer offer;
    private final Section.Flow flow;
    private TransportAddress address;
    private Optional<Peer> dialled = Optional.empty();
    private Optional<Forger> forger = Optional.empty();
    private Consumer<Bytes> wire;
    private StreamNames names = SimulatedHouse.NAMES;
    private Role role = Role.CLIENT;
    private String sessionId = "";
    private String serverUfrag = "";
    private long partsPerMillion;
    private long wallOffNanos;
    private boolean reporting = true;
    private long timestampBase = -1;
    private final Map<Integer, Long> timestamps = new java.util.HashMap<>();

    final List<Frame> received = new ArrayList<>();
    final List<Long> receivedAt = new ArrayList<>();
    /// What the server says the wall clock showed at 0 of the client's clock, when what it sees was captured.
    final List<Long> captured = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    final Map<String, Integer> discarded = new java.util.HashMap<>();
    /// How often the timestamps of what it sends came to their end and began anew.
    int wraps;

    int keyframesWanted;
    /// What the server asks for, in bits a second, and what it says of what is sent.
    final SendRateController rate = new SendRateController(100_000, MOST_BITS, MOST_BITS);
    boolean connected;

    private SimulatedClient(SimulatedHouse house, int port, Link.Conditions weather, Section.Flow flow) {
        this.house = house;
        this.simulation = house.simulation;
        this.flow = flow;
        this.chance = Chance.seeded(house.simulation.random().nextLong());
        this.address = TransportAddress.udp(new InetSocketAddress("10.0.0.2", port));
        this.up = new Link(simulation, weather, bytes -> house.arrived(address, bytes));
        this.down = new Link(simulation, weather, this::arrived);
        this.wire = up::send;
        this.credentials = IceCredentials.random(chance);
        var terms = new LocalTerms(
                credentials.ufrag(),
                credentials.password(),
                IDENTITY.fingerprint().write(),
                false,
                List.of(),
                1,
                "client");
        this.offer = flow == Section.Flow.SEND
                ? ClientOffer.toPublish(
                        terms,
                        List.of(
                                new SentTrack(Codec.H264, "42e01f", 0x1000 + port, 0x2000 + port),
                                new SentTrack(Codec.OPUS, "", 0x3000 + port, 0x4000 + port)))
                : ClientOffer.toView(terms, List.of(Codec.H264, Codec.OPUS));
        house.network.put(address, down);
    }

    static SimulatedClient publisher(SimulatedHouse house, int port, Link.Conditions weather) {
        return new SimulatedClient(house, port, weather, Section.Flow.SEND);
    }

    static SimulatedClient viewer(SimulatedHouse house, int port, Link.Conditions weather) {
        return new SimulatedClient(house, port, weather, Section.Flow.RECEIVE);
    }

    /// Publishes or watches another stream than the house's own. Before it dials.
    SimulatedClient of(StreamNames others) {
        names = others;
        return this;
    }

    /// Lets somebody at what it sends. Before it dials.
    SimulatedClient through(UnaryOperator<Consumer<Bytes>> somebody) {
        wire = somebody.apply(up::send);
        return this;
    }

    /// Leaves it to the server to begin the handshake. Before it dials.
    SimulatedClient waiting() {
        role = Role.SERVER;
        return this;
    }

    /// Posts the offer and starts on the answer.
    SimulatedClient dial() {
        if (!dial(UnaryOperator.identity())) throw new AssertionError("was not let in");
        return this;
    }

    /// Posts what becomes of the offer, and starts on the answer.
    ///
    /// @return whether there was one that it understood
    boolean dial(UnaryOperator<String> twist) {
        var offered = role == Role.CLIENT ? sdp() : sdp().replace("a=setup:actpass", "a=setup:passive");
        var outcome = flow == Section.Flow.SEND
                ? house.gate.whip(names.ingestKey(), twist.apply(offered), "", simulation.now())
                : house.gate.whep(names.playbackId(), twist.apply(offered), "", simulation.now());
        if (!(outcome instanceof WebRtcDoor.Outcome.Answered answered)) return false;
        sessionId = answered.sessionId();
        if (!(offer.read(answered.sdp()) instanceof Parsed.Ok<Negotiation>(Negotiation.Negotiated negotiated)))
            return false;
        start(negotiated);
        return true;
    }

    private void start(Negotiation.Negotiated negotiated) {
        var remote = negotiated.transport();
        serverUfrag = remote.ufrag();
        var sections = new ArrayList<Section>();
        for (NegotiatedMedia media : negotiated.media())
            sections.add(new Section(media.kind().ordinal(), flow, media));
        var fingerprints = remote.fingerprints().stream()
                .map(line -> Fingerprint.parse(line).orThrow())
                .toList();
        var server = new IceCredentials(remote.ufrag(), remote.password());
        var agent = new IceControllingAgent(credentials, server, chance, own());
        var dtls = new DtlsPeer(role, IDENTITY, fingerprints, List.of(PROFILE.id()), chance, own());
        forger = Optional.of(new Forger(credentials, server, dtls, role, sections));
        var peer = new Peer(
                agent,
                dtls,
                role,
                sections,
                "client",
                SimulatedHouse.EPOCH + wallOffNanos,
                timestampBase < 0 ? chance : fixed());
        dialled = Optional.of(peer);
        simulation.keepTime(() -> truly(peer.deadlineNanos()), _ -> peer.elapse(own(), this::carryOut));
        peer.handle(new Peer.Input.RemoteCandidates(addresses(remote.candidates())), own(), this::carryOut);
    }

    /// Whoever has its keys. After it was let in.
    Forger forger() {
        return forger.orElseThrow();
    }

    /// Gives the client a clock that is so much too fast. Before it dials.
    SimulatedClient drifting(long partsPerMillion) {
        this.partsPerMillion = partsPerMillion;
        return this;
    }

    /// Gives the client a wall clock that is so much ahead. Before it dials.
    SimulatedClient ahead(long nanos) {
        wallOffNanos = nanos;
        return this;
    }

    /// Lets the timestamps of its pictures wrap then, and those of its sound in 48/90 of the pace. Before it dials.
    SimulatedClient wrapping(long atNanos) {
        timestampBase = (1L << 32) - atNanos / Simulation.SECOND * 90_000;
        return this;
    }

    private Chance fixed() {
        return new Chance() {
            @Override
            public void fill(byte[] target) {
                chance.fill(target);
            }

            @Override
            public long nextLong() {
                return timestampBase;
            }
        };
    }

    /// What the client's own clock shows.
    long own() {
        return simulation.now() + Math.floorDiv(simulation.now() * partsPerMillion, 1_000_000L);
    }

    /// When it will show that.
    private long truly(long own) {
        if (partsPerMillion == 0 || own == Long.MAX_VALUE) return own;
        // Rounded up: then it is due.
        return (long) Math.ceil(own / (1 + partsPerMillion / 1e6)) + 1_000;
    }

    void send(Codec codec, Frame frame) {
        var packets = cutters.computeIfAbsent(codec, FrameCutter::new).cut(frame);
        peer().send(codec.kind().ordinal(), packets, own(), this::carryOut);
    }

    /// How many packets were lost on the way to the client.
    long lost() {
        return down.lost();
    }

    /// Lets the client say nothing of what arrives when. Before it dials.
    SimulatedClient unreporting() {
        reporting = false;
        return this;
    }

    private String sdp() {
        if (reporting) return offer.sdp();
        return offer.sdp()
                .lines()
                .filter(line -> !line.contains("transport-cc") && !line.contains("transport-wide-cc"))
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
    }

    /// On the way to the client only.
    void downWeather(Link.Conditions conditions) {
        down.conditions(conditions);
    }

    void weather(Link.Conditions conditions) {
        up.conditions(conditions);
        down.conditions(conditions);
    }

    /// Of the server's credentials the half that crosses the network in clear.
    String serverUfrag() {
        return serverUfrag;
    }

    /// Says from now on that it is somewhere else. What is sent there does not come here.
    void pretend(TransportAddress elsewhere) {
        address = elsewhere;
    }

    /// Sends something that it did not make, from where it is.
    void inject(Bytes datagram) {
        up.send(datagram);
    }

    /// It goes without a word.
    void fallSilent() {
        wire = _ -> {};
    }

    /// The network gives the client another address, without a word.
    void move(int port) {
        house.network.remove(address);
        address = TransportAddress.udp(new InetSocketAddress("10.0.0.3", port));
        house.network.put(address, down);
    }

    /// Restarts ICE by HTTP.
    WebRtcDoor.Patched restart() {
        var fresh = IceCredentials.random(chance);
        var fragment = new io.glasscast.protocol.sdp.SdpFragment(fresh.ufrag(), fresh.password(), "0", List.of(), true);
        var patched = house.gate.patch(sessionId, fragment.write(), Optional.of("*"), simulation.now());
        if (patched instanceof WebRtcDoor.Patched.Restarted restarted) {
            var answer = io.glasscast.protocol.sdp.SdpFragment.parse(restarted.sdpFragment())
                    .orThrow();
            peer().handle(
                            new Peer.Input.Restart(fresh, new IceCredentials(answer.ufrag(), answer.password())),
                            own(),
                            this::carryOut);
            peer().handle(new Peer.Input.RemoteCandidates(addresses(answer.candidates())), own(), this::carryOut);
        }
        return patched;
    }

    void close() {
        peer().close(own(), this::carryOut);
    }

    void requestKeyframe() {
        peer().requestKeyframe(Codec.Kind.VIDEO.ordinal(), this::carryOut);
    }

    /// Whether it has agreed on keys with the server, and has not ended since.
    boolean keyed() {
        return dialled.filter(Peer::connected).isPresent();
    }

    private Peer peer() {
        return dialled.orElseThrow();
    }

    String sessionId() {
        return sessionId;
    }

    List<Frame> pictures() {
        return received.stream()
                .filter(frame -> frame.track() == Codec.Kind.VIDEO.ordinal())
                .toList();
    }

    private void arrived(Bytes datagram) {
        dialled.ifPresent(
                peer -> peer.handle(new Peer.Input.Datagram(SimulatedHouse.ADDRESS, datagram), own(), this::carryOut));
    }

    private void carryOut(Peer.Output output) {
        switch (output) {
            case Peer.Output.Send(var _, var datagram) -> wire.accept(datagram);
            case Peer.Output.Burst(var _, var datagrams, var size) -> SimulatedHouse.split(datagrams, size, this::sent);
            case Peer.Output.Connected() -> connected = true;
            case Peer.Output.Received(var frame) -> {
                received.add(frame);
                receivedAt.add(simulation.now());
            }
            case Peer.Output.KeyframeWanted _ -> keyframesWanted++;
            case Peer.Output.NeedsKeyframe _ -> requestKeyframe();
            case Peer.Output.Closed(var why) -> closed.add(why);
            case Peer.Output.Discarded(var why) -> discarded.merge(why, 1, Integer::sum);
            case Peer.Output.Captured(var pts, var unix) -> captured.add(unix - pts);
            case Peer.Output.Feedback(RtcpPacket.Remb remb) -> rate.reported(remb);
            case Peer.Output.Claimed _, Peer.Output.Asked _, Peer.Output.Proved _, Peer.Output.Feedback _ -> {}
        }
    }

    /// RTP's header is there for all to read.
    private void sent(Bytes datagram) {
        wire.accept(datagram);
        int payloadType = datagram.u8(1) & 0x7F;
        if (flow != Section.Flow.SEND || payloadType >= 64 && payloadType < 96) return;
        Long before = timestamps.put(payloadType, datagram.u32(4));
        if (before != null && before - datagram.u32(4) > 1L << 31) wraps++;
    }

    private static List<TransportAddress> addresses(List<String> candidates) {
        var addresses = new ArrayList<TransportAddress>();
        for (var line : candidates)
            if (Candidate.parse(line) instanceof Parsed.Ok<Candidate>(var candidate))
                candidate
                        .transportAddress()
                        .filter(address -> address.transport() == TransportAddress.Transport.UDP)
                        .ifPresent(addresses::add);
        return addresses;
    }
}
