package io.glasscast.glasses.uplink;

import io.glasscast.glasses.clock.Time;
import io.glasscast.kernel.Bytes;
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
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes by WHIP: one thread, one UDP socket and one [PublishingPeer], with weather in both directions.
///
/// The thread owns socket and machine. Other threads leave frames in a queue and wake it.
public final class WhipUplink implements Uplink {
    private static final Logger LOG = LoggerFactory.getLogger(WhipUplink.class);

    /// Constrained baseline, level 3.1: 720p at 30 frames a second, the most that defaults ask for. With
    /// level-asymmetry-allowed a decoder is not promised more than it was told in the parameter sets.
    private static final String H264_PROFILE_LEVEL_ID = "42e01f";

    private final Publication publication;
    private final Surroundings surroundings;
    private final DtlsIdentity identity;
    private final WhipClient whip;
    private final Time time;
    private final FrameQueue frames;
    private final DatagramLoop loop;
    private final Ending ending;

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
            if (session.isPresent()) whip.delete(session.get());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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
        var credentials = IceCredentials.random(surroundings.chance());
        var terms = terms(endpoint, credentials);
        var offer = ClientOffer.toPublish(terms, sentTracks());
        switch (whip.post(endpoint, offer.sdp())) {
            case WhipClient.Reply.Failed(var reason) -> ending.fail(reason);
            case WhipClient.Reply.Created(var answer, var location) -> {
                session = location;
                if (ending.stopping()) {
                    // Whoever stopped us may have gone without waiting for the answer.
                    if (location.isPresent()) whip.delete(location.get());
                    return;
                }
                switch (offer.read(answer)) {
                    case Parsed.Malformed<Negotiation>(var why) -> ending.fail(why);
                    case Parsed.Ok<Negotiation>(Negotiation.Unacceptable(var why, var _)) -> ending.fail(why);
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
                identity,
                negotiated,
                terms.cname(),
                time.epochMillis() * 1_000_000 - now,
                surroundings.chance(),
                now,
                output -> carryOut(output, time.nanos()));
        switch (begun) {
            case Parsed.Malformed<PublishingPeer>(var why) -> ending.fail(why);
            case Parsed.Ok<PublishingPeer>(var peer) -> {
                loop.runUntilOver(new Conversation(peer));
                peer.handle(new PublishingPeer.Input.End(), time.nanos(), output -> {
                    if (output instanceof PublishingPeer.Output.Send(var to, var bytes)) loop.sendNow(to, bytes);
                });
            }
        }
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
                peer.handle(new PublishingPeer.Input.Captured(frame.get()), now, output -> carryOut(output, now));
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
            case PublishingPeer.Output.Connected() -> {
                connected = true;
                ending.tell(Listener::connected);
            }
            case PublishingPeer.Output.KeyframeWanted() -> ending.tell(Listener::keyframeRequested);
            case PublishingPeer.Output.TargetBitrate(long bitsPerSecond) ->
                ending.tell(listener -> listener.targetBitrate(bitsPerSecond));
            case PublishingPeer.Output.Failed(var reason) -> {
                connected = false;
                ending.fail(reason);
            }
        }
    }

    private LocalTerms terms(URI endpoint, IceCredentials credentials) throws IOException {
        int port = endpoint.getPort() > 0 ? endpoint.getPort() : 443;
        var address = TransportAddress.udp(new InetSocketAddress(
                DatagramLoop.ourAddress(new InetSocketAddress(endpoint.getHost(), port)), loop.port()));
        return new LocalTerms(
                credentials.ufrag(),
                credentials.password(),
                identity.fingerprint().write(),
                false,
                List.of(Candidate.host(address, 0).write()),
                surroundings.chance().nextLong() >>> 1,
                "glasses-" + Long.toHexString(surroundings.chance().nextLong()));
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
}
