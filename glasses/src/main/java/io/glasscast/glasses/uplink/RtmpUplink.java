package io.glasscast.glasses.uplink;

import io.glasscast.glasses.clock.Time;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.media.Frame;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.FlvWriter;
import io.glasscast.protocol.rtmp.RtmpClientPeer;
import io.glasscast.protocol.rtmp.RtmpUrl;
import java.io.IOException;
import java.net.InetSocketAddress;

/// Publishes FLV tags by RTMP, or by RTMPS: one thread, one TCP connection and one [RtmpClientPeer].
///
/// The thread owns connection and machine. Other threads leave frames in a queue and wake it.
public final class RtmpUplink implements Uplink {
    private final RtmpUrl url;
    private final Publication publication;
    private final Surroundings surroundings;
    private final Time time;
    private final FrameQueue frames;
    private final StreamLoop loop;
    private final Ending ending;

    private volatile boolean connected;

    private RtmpUplink(RtmpUrl url, Publication publication, Listener listener, Surroundings surroundings) {
        this.url = url;
        this.publication = publication;
        this.surroundings = surroundings;
        this.time = surroundings.time();
        this.frames = new FrameQueue(publication.tracks());
        this.loop = new StreamLoop(surroundings);
        this.ending = new Ending(listener);
    }

    /// Begins to publish.
    static Uplink open(Publication publication, Listener listener, Surroundings surroundings) {
        return switch (RtmpUrl.parse(publication.url())) {
            case Parsed.Malformed<RtmpUrl>(var why) -> {
                listener.failed("not an address to publish to: " + why);
                yield new Nowhere();
            }
            case Parsed.Ok<RtmpUrl>(var url) -> {
                var uplink = new RtmpUplink(url, publication, listener, surroundings);
                Thread.ofPlatform().daemon().name("glasses-uplink").start(uplink::live);
                yield uplink;
            }
        };
    }

    @Override
    public void frame(Frame frame) {
        if (connected && frames.offer(frame)) loop.wake();
    }

    @Override
    public void stop() {
        ending.stop();
        // Before the server takes media there is nothing to say good-bye to.
        if (connected && !ending.silent()) loop.wake();
        else loop.abort();
        try {
            if (!ending.await()) loop.abort();
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
        try {
            var server = new InetSocketAddress(url.host(), url.port());
            if (server.isUnresolved()) {
                ending.fail("unknown host " + url.host());
                return;
            }
            loop.connect(server, url.tls());
            var publishing = new Publishing();
            publishing.begin();
            loop.runUntilOver(publishing);
            if (!ending.silent()) publishing.finish();
        } catch (IOException e) {
            ending.fail("cannot connect: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            connected = false;
            loop.close();
            ending.ended();
        }
    }

    /// The machine in its loop.
    private final class Publishing implements StreamLoop.Talker {
        private final RtmpClientPeer peer = new RtmpClientPeer(url, surroundings.chance());
        private final FlvWriter writer = new FlvWriter(this::send);
        private long nowNanos;

        void begin() {
            writer.begin(publication.tracks());
            nowNanos = time.nanos();
            handle(new RtmpClientPeer.Input.Opened());
        }

        @Override
        public void received(Bytes portion, long now) {
            nowNanos = now;
            handle(new RtmpClientPeer.Input.Received(portion));
        }

        @Override
        public void turn(boolean room, long now) {
            nowNanos = now;
            if (room)
                for (var frame = frames.poll(); frame.isPresent(); frame = frames.poll()) writer.frame(frame.get());
            peer.elapse(now, this::carryOut);
        }

        private void send(FlvTag tag) {
            handle(new RtmpClientPeer.Input.Media(tag));
        }

        private void handle(RtmpClientPeer.Input input) {
            peer.handle(input, nowNanos, this::carryOut);
        }

        @Override
        public long deadlineNanos() {
            return peer.deadlineNanos();
        }

        @Override
        public void lost(String reason) {
            connected = false;
            ending.fail(reason);
        }

        @Override
        public boolean over() {
            return ending.due();
        }

        void finish() {
            writer.flush();
            peer.handle(new RtmpClientPeer.Input.Finish(), time.nanos(), output -> {
                if (output instanceof RtmpClientPeer.Output.Transmit(var bytes)) loop.sendNow(bytes);
            });
        }

        private void carryOut(RtmpClientPeer.Output output) {
            switch (output) {
                case RtmpClientPeer.Output.Transmit(var bytes) -> loop.send(bytes, nowNanos);
                case RtmpClientPeer.Output.Ready() -> {
                    connected = true;
                    ending.tell(Listener::connected);
                }
                case RtmpClientPeer.Output.Closed(var why) -> lost(why);
            }
        }
    }
}
