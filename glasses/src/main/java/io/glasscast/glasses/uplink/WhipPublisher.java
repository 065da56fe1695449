package io.glasscast.glasses.uplink;

import io.glasscast.glasses.clock.Time;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.sdp.ClientOffer;
import io.glasscast.protocol.sdp.LocalTerms;
import io.glasscast.protocol.sdp.Negotiation;
import io.glasscast.protocol.sdp.SentTrack;
import io.glasscast.protocol.stun.Candidate;
import io.glasscast.protocol.stun.IceCredentials;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes by WHIP: one thread, one UDP socket and one [PublishingPeer], with weather in both directions.
///
/// The thread owns socket and machine. Other threads leave frames in a queue and wake it.
public final class WhipPublisher implements Uplink {
    private static final Logger LOG = LoggerFactory.getLogger(WhipPublisher.class);

    /// A second of frames. What does not fit is of the past.
    private static final int MAX_FRAMES = 80;

    private static final int MAX_DATAGRAM = 2048;

    /// Datagrams read before frames and deadlines get their turn.
    private static final int READS_A_TURN = 64;

    /// How long [#stop] waits for the thread: longer than it ever needs, but for a POST that hangs.
    private static final long STOP_SECONDS = 2;

    /// Constrained baseline, level 3.1: 720p at 30 frames a second, the most that defaults ask for. With
    /// level-asymmetry-allowed a decoder is not promised more than it was told in the parameter sets.
    private static final String H264_PROFILE_LEVEL_ID = "42e01f";

    /// What all publications of one pair of glasses share.
    ///
    /// @param up       weather on the way to the server
    /// @param down     weather on the way back
    /// @param seed     of the weather
    /// @param identity our certificate
    public record Surroundings(
            HttpClient http, Time time, DtlsIdentity identity, Chance chance, Weather up, Weather down, long seed) {}

    private record Datagram(TransportAddress address, Bytes bytes) {}

    private final Publication publication;
    private final Listener listener;
    private final Surroundings surroundings;
    private final WhipClient whip;
    private final Time time;
    private final Passage<Datagram> up;
    private final Passage<Datagram> down;
    private final ArrayBlockingQueue<Frame> frames = new ArrayBlockingQueue<>(MAX_FRAMES);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final DatagramChannel channel;
    private final Selector selector;
    /// Owned by the uplink's thread.
    private boolean failed;

    private volatile boolean connected;
    private volatile boolean stopping;
    private volatile Optional<URI> session = Optional.empty();

    private WhipPublisher(Publication publication, Listener listener, Surroundings surroundings) throws IOException {
        this.publication = publication;
        this.listener = listener;
        this.surroundings = surroundings;
        this.whip = new WhipClient(surroundings.http());
        this.time = surroundings.time();
        this.up = new Passage<>(
                surroundings.up(),
                Chance.seeded(surroundings.seed()),
                d -> d.bytes().length());
        this.down = new Passage<>(
                surroundings.down(),
                Chance.seeded(~surroundings.seed()),
                d -> d.bytes().length());
        this.channel = DatagramChannel.open();
        this.selector = Selector.open();
    }

    /// Begins to publish.
    public static Uplink open(Publication publication, Listener listener, Surroundings surroundings) {
        try {
            var publisher = new WhipPublisher(publication, listener, surroundings);
            Thread.ofPlatform().daemon().name("glasses-uplink").start(publisher::live);
            return publisher;
        } catch (IOException e) {
            listener.failed("no socket: " + e.getMessage());
            return new Nowhere();
        }
    }

    @Override
    public void frame(Frame frame) {
        if (connected && frames.offer(frame)) selector.wakeup();
    }

    @Override
    public void stop() {
        stopping = true;
        selector.wakeup();
        try {
            // A POST under way is waited for, so that a session it makes can be deleted again.
            boolean done = ended.await(STOP_SECONDS, TimeUnit.SECONDS);
            if (!done) LOG.debug("the server still thinks about our offer");
            if (session.isPresent()) whip.delete(session.get());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        try (channel;
                selector) {
            channel.bind(new InetSocketAddress(0)).configureBlocking(false).register(selector, SelectionKey.OP_READ);
            publish();
        } catch (IOException e) {
            fail("socket: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            connected = false;
            ended.countDown();
        }
    }

    private void publish() throws IOException, InterruptedException {
        var endpoint = URI.create(publication.url());
        var credentials = IceCredentials.random(surroundings.chance());
        var terms = terms(endpoint, credentials);
        var offer = ClientOffer.toPublish(terms, sentTracks());
        switch (whip.post(endpoint, offer.sdp())) {
            case WhipClient.Reply.Failed(var reason) -> fail(reason);
            case WhipClient.Reply.Created(var answer, var location) -> {
                session = location;
                if (stopping) {
                    // Whoever stopped us may have gone without waiting for the answer.
                    if (location.isPresent()) whip.delete(location.get());
                    return;
                }
                switch (offer.read(answer)) {
                    case Parsed.Malformed<Negotiation>(var why) -> fail(why);
                    case Parsed.Ok<Negotiation>(Negotiation.Unacceptable(var why, var _)) -> fail(why);
                    case Parsed.Ok<Negotiation>(Negotiation.Negotiated negotiated) ->
                        converse(terms, credentials, negotiated);
                }
            }
        }
    }

    /// Sends and receives until it is over.
    private void converse(LocalTerms terms, IceCredentials credentials, Negotiation.Negotiated negotiated)
            throws IOException {
        long now = time.nanos();
        var begun = PublishingPeer.begin(
                publication,
                credentials,
                surroundings.identity(),
                negotiated,
                terms.cname(),
                time.epochMillis() * 1_000_000 - now,
                surroundings.chance(),
                now,
                output -> carryOut(output, time.nanos()));
        switch (begun) {
            case Parsed.Malformed<PublishingPeer>(var why) -> fail(why);
            case Parsed.Ok<PublishingPeer>(var peer) -> new Conversation(peer).untilOver();
        }
    }

    /// The loop around the machine.
    private final class Conversation {
        private final PublishingPeer peer;
        private final ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);

        Conversation(PublishingPeer peer) {
            this.peer = peer;
        }

        void untilOver() throws IOException {
            while (!stopping && !failed) {
                long deadline = Math.min(peer.deadlineNanos(), Math.min(up.deadlineNanos(), down.deadlineNanos()));
                await(deadline);
                receive();
                for (var frame = frames.poll(); frame != null; frame = frames.poll()) {
                    long now = time.nanos();
                    peer.handle(new PublishingPeer.Input.Captured(frame), now, output -> carryOut(output, now));
                }
                long now = time.nanos();
                down.elapse(now, this::arrived);
                peer.elapse(now, output -> carryOut(output, now));
                up.elapse(now, WhipPublisher.this::transmit);
            }
            long now = time.nanos();
            // Bad weather may not keep the good-bye: there is nobody left to send it later.
            peer.handle(new PublishingPeer.Input.End(), now, output -> {
                if (output instanceof PublishingPeer.Output.Send(var to, var bytes)) transmit(new Datagram(to, bytes));
            });
        }

        private void await(long deadlineNanos) throws IOException {
            long wait = deadlineNanos == Machine.NEVER ? Long.MAX_VALUE : deadlineNanos - time.nanos();
            if (wait <= 0 || stopping) selector.selectNow();
            else if (wait == Long.MAX_VALUE) selector.select();
            // Up, not down: waking a millisecond early would spin until it is time.
            else selector.select(wait / 1_000_000 + 1);
            selector.selectedKeys().clear();
        }

        private void receive() throws IOException {
            for (int i = 0; i < READS_A_TURN; i++) {
                buffer.clear();
                if (!(channel.receive(buffer) instanceof InetSocketAddress from)) return;
                var bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
                down.handle(new Datagram(TransportAddress.udp(from), Bytes.of(bytes)), time.nanos(), this::arrived);
            }
        }

        private void arrived(Datagram datagram) {
            long now = time.nanos();
            peer.handle(
                    new PublishingPeer.Input.Datagram(datagram.address(), datagram.bytes()),
                    now,
                    output -> carryOut(output, now));
        }
    }

    private void carryOut(PublishingPeer.Output output, long now) {
        switch (output) {
            case PublishingPeer.Output.Send(var to, var bytes) ->
                up.handle(new Datagram(to, bytes), now, this::transmit);
            case PublishingPeer.Output.Connected() -> {
                connected = true;
                if (!stopping) listener.connected();
            }
            case PublishingPeer.Output.KeyframeWanted() -> {
                if (!stopping) listener.keyframeRequested();
            }
            case PublishingPeer.Output.TargetBitrate(long bitsPerSecond) -> {
                if (!stopping) listener.targetBitrate(bitsPerSecond);
            }
            case PublishingPeer.Output.Failed(var reason) -> fail(reason);
        }
    }

    private void transmit(Datagram datagram) {
        var bytes = datagram.bytes();
        try {
            channel.send(
                    ByteBuffer.wrap(bytes.array(), bytes.arrayOffset(), bytes.length()),
                    datagram.address().socket());
        } catch (IOException e) {
            // As good as lost on the way: ICE finds out whether the way is gone.
            LOG.debug("cannot send: {}", e.getMessage());
        }
    }

    private void fail(String reason) {
        if (failed) return;
        failed = true;
        connected = false;
        if (!stopping) listener.failed(reason);
    }

    private LocalTerms terms(URI endpoint, IceCredentials credentials) throws IOException {
        var address = TransportAddress.udp(
                new InetSocketAddress(ourAddress(endpoint), ((InetSocketAddress) channel.getLocalAddress()).getPort()));
        return new LocalTerms(
                credentials.ufrag(),
                credentials.password(),
                surroundings.identity().fingerprint().write(),
                false,
                List.of(Candidate.host(address, 0).write()),
                surroundings.chance().nextLong() >>> 1,
                "glasses-" + Long.toHexString(surroundings.chance().nextLong()));
    }

    /// The address from which this machine would talk to the server. Connecting a UDP socket sends nothing.
    private static InetAddress ourAddress(URI endpoint) throws IOException {
        int port = endpoint.getPort() > 0 ? endpoint.getPort() : 443;
        var server = new InetSocketAddress(endpoint.getHost(), port);
        if (server.isUnresolved()) throw new SocketException("unknown host " + endpoint.getHost());
        try (var probe = new DatagramSocket()) {
            probe.connect(server);
            return probe.getLocalAddress();
        }
    }

    private List<SentTrack> sentTracks() {
        return publication.tracks().stream()
                .map(track -> new SentTrack(
                        track.codec(), track.codec() == Codec.H264 ? H264_PROFILE_LEVEL_ID : "", ssrc(), ssrc()))
                .toList();
    }

    private long ssrc() {
        return surroundings.chance().nextLong() & 0xFFFF_FFFFL;
    }

    /// Where frames go when not even a socket could be had.
    private record Nowhere() implements Uplink {
        @Override
        public void frame(Frame frame) {}

        @Override
        public void stop() {}
    }
}
