package io.glasscast.glasses.uplink;

import io.glasscast.glasses.clock.Time;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Frame;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.webrtc.PublishingOffer;
import io.glasscast.protocol.webrtc.PublishingPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes by WHIP: one thread, one UDP socket and one [PublishingPeer], with weather in both directions.
///
/// The thread owns socket and machine. Other threads leave frames in a queue and wake it.
public final class WhipUplink implements Uplink {
    private static final Logger LOG = LoggerFactory.getLogger(WhipUplink.class);

    /// Glasses call a connection lost after about five seconds of silence, and give it two more to come back.
    /// A server that receives media sends a report every second.
    static final Duration SILENCE = Duration.ofSeconds(7);

    private final Publication publication;
    private final Surroundings surroundings;
    private final DtlsIdentity identity;
    private final WhipClient whip;
    private final Time time;
    private final FrameQueue frames;
    private final DatagramLoop loop;
    private final Ending ending;
    private final TargetBitrate target;

    private volatile boolean connected;
    private volatile Optional<URI> session = Optional.empty();

    private WhipUplink(
            Publication publication,
            Listener listener,
            Surroundings surroundings,
            HttpClient http,
            DtlsIdentity identity)
            throws IOException {
        this.publication = publication;
        this.surroundings = surroundings;
        this.identity = identity;
        this.whip = new WhipClient(http);
        this.time = surroundings.time();
        this.frames = new FrameQueue(publication.tracks());
        this.loop = new DatagramLoop(surroundings);
        this.ending = new Ending(listener);
        this.target = new TargetBitrate(publication.videoBitrate(), publication.audioBitrate());
    }

    /// Begins to publish.
    ///
    /// @param identity our certificate
    static Uplink open(
            Publication publication,
            Listener listener,
            Surroundings surroundings,
            HttpClient http,
            DtlsIdentity identity) {
        try {
            var uplink = new WhipUplink(publication, listener, surroundings, http, identity);
            Thread.ofPlatform().daemon().name("glasses-uplink").start(uplink::live);
            return uplink;
        } catch (IOException e) {
            listener.failed("no socket: " + e.getMessage());
            return new Nowhere();
        }
    }

    @Override
    public void frame(Frame frame) {
        if (connected && frames.offer(frame)) loop.wake();
    }

    @Override
    public void stop() {
        ending.stop();
        loop.wake();
        try {
            // A POST under way is waited for, so that a session it makes can be deleted again.
            if (!ending.await()) LOG.debug("the server still thinks about our offer");
            if (session.isPresent() && !ending.silent()) whip.delete(session.get());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void vanish() {
        ending.hush();
        stop();
    }

    private void live() {
        try (loop) {
            publish();
        } catch (IOException e) {
            ending.fail("socket: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            connected = false;
            ending.ended();
        }
    }

    private void publish() throws IOException, InterruptedException {
        var endpoint = URI.create(publication.url());
        long now = time.nanos();
        var terms = new PublishingOffer.Terms(
                identity,
                "glasses-" + Long.toHexString(surroundings.chance().nextLong()),
                SILENCE,
                time.epochMillis() * 1_000_000 - now);
        var offer =
                new PublishingOffer(publication.tracks(), terms, List.of(ourAddress(endpoint)), surroundings.chance());
        switch (whip.post(endpoint, offer.sdp())) {
            case WhipClient.Reply.Failed(var reason) -> ending.fail(reason);
            case WhipClient.Reply.Created(var answer, var location) -> {
                session = location;
                if (ending.stopping()) {
                    // Whoever stopped us may have gone without waiting for the answer.
                    if (location.isPresent() && !ending.silent()) whip.delete(location.get());
                    return;
                }
                switch (offer.answered(answer, time.nanos(), output -> carryOut(output, time.nanos()))) {
                    case Parsed.Malformed<PublishingPeer>(var why) -> ending.fail(why);
                    case Parsed.Ok<PublishingPeer>(var peer) -> converse(peer);
                }
            }
        }
    }

    /// Sends and receives until it is over.
    private void converse(PublishingPeer peer) throws IOException {
        loop.runUntilOver(new Conversation(peer));
        if (ending.silent()) return;
        peer.handle(new PublishingPeer.Input.End(), time.nanos(), output -> {
            if (output instanceof PublishingPeer.Output.Send(var to, var bytes)) loop.sendNow(to, bytes);
        });
    }

    /// The machine in its loop.
    private final class Conversation implements DatagramLoop.Talker {
        private final PublishingPeer peer;

        Conversation(PublishingPeer peer) {
            this.peer = peer;
        }

        @Override
        public void received(TransportAddress from, Bytes datagram, long now) {
            peer.handle(new PublishingPeer.Input.Datagram(from, datagram), now, output -> carryOut(output, now));
        }

        @Override
        public void turn(long now) {
            for (var frame = frames.poll(); frame.isPresent(); frame = frames.poll())
                peer.handle(new PublishingPeer.Input.Media(frame.get()), now, output -> carryOut(output, now));
            peer.elapse(now, output -> carryOut(output, now));
        }

        @Override
        public long deadlineNanos() {
            return peer.deadlineNanos();
        }

        @Override
        public boolean over() {
            return ending.due();
        }
    }

    private void carryOut(PublishingPeer.Output output, long now) {
        switch (output) {
            case PublishingPeer.Output.Send(var to, var bytes) -> loop.send(to, bytes, now);
            case PublishingPeer.Output.Burst(var to, var datagrams, int segment) -> split(to, datagrams, segment, now);
            case PublishingPeer.Output.Connected() -> {
                connected = true;
                ending.tell(Listener::connected);
            }
            case PublishingPeer.Output.KeyframeWanted() -> ending.tell(Listener::keyframeRequested);
            case PublishingPeer.Output.Feedback(var packet) ->
                target.reported(packet, now).ifPresent(bits -> ending.tell(listener -> listener.targetBitrate(bits)));
            case PublishingPeer.Output.Failed(var reason) -> {
                connected = false;
                ending.fail(reason);
            }
        }
    }

    /// Copies, because bursts are lent and weather may keep a datagram for a while.
    private void split(TransportAddress to, Bytes datagrams, int segment, long now) {
        for (int at = 0; at < datagrams.length(); at += segment) {
            int size = Math.min(segment, datagrams.length() - at);
            loop.send(to, Bytes.of(datagrams.slice(at, size).toArray()), now);
        }
    }

    private TransportAddress ourAddress(URI endpoint) throws IOException {
        int port = endpoint.getPort() > 0 ? endpoint.getPort() : 443;
        return TransportAddress.udp(new InetSocketAddress(
                DatagramLoop.ourAddress(new InetSocketAddress(endpoint.getHost(), port)), loop.port()));
    }
}
