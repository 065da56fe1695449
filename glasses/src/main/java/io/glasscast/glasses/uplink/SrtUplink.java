package io.glasscast.glasses.uplink;

import io.glasscast.glasses.clock.Time;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Frame;
import io.glasscast.protocol.mpegts.TsMuxer;
import io.glasscast.protocol.srt.SrtConnection;
import io.glasscast.protocol.srt.SrtUrl;
import java.io.IOException;
import java.net.InetSocketAddress;

/// Publishes an MPEG transport stream by SRT: one thread, one UDP socket, one [SrtConnection] as the caller, with
/// weather in both directions.
///
/// The thread owns socket and machine. Other threads leave frames in a queue and wake it.
public final class SrtUplink implements Uplink {
    private final SrtUrl url;
    private final Surroundings surroundings;
    private final Time time;
    private final TsMuxer muxer;
    private final FrameQueue frames;
    private final DatagramLoop loop;
    private final Ending ending;

    private volatile boolean connected;

    private SrtUplink(SrtUrl url, Publication publication, Listener listener, Surroundings surroundings)
            throws IOException {
        this.url = url;
        this.surroundings = surroundings;
        this.time = surroundings.time();
        this.muxer = new TsMuxer(publication.tracks());
        this.frames = new FrameQueue(publication.tracks());
        this.loop = new DatagramLoop(surroundings);
        this.ending = new Ending(listener);
    }

    /// Begins to publish.
    static Uplink open(Publication publication, Listener listener, Surroundings surroundings) {
        return switch (SrtUrl.parse(publication.url())) {
            case Parsed.Malformed<SrtUrl>(var why) -> {
                listener.failed(SrtUrl.sentence(why));
                yield new Nowhere();
            }
            case Parsed.Ok<SrtUrl>(var url) -> open(url, publication, listener, surroundings);
        };
    }

    private static Uplink open(SrtUrl url, Publication publication, Listener listener, Surroundings surroundings) {
        try {
            var uplink = new SrtUplink(url, publication, listener, surroundings);
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
            ending.await();
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
            var server = new InetSocketAddress(url.host(), url.port());
            if (server.isUnresolved()) {
                ending.fail("unknown host " + url.host());
                return;
            }
            var call = new Call(TransportAddress.udp(server));
            loop.runUntilOver(call);
            if (!ending.silent()) call.hangUp();
        } catch (IOException e) {
            ending.fail("socket: " + e.getMessage());
        } finally {
            connected = false;
            ending.ended();
        }
    }

    /// The machine in its loop.
    private final class Call implements DatagramLoop.Talker {
        private final TransportAddress server;
        private final SrtConnection connection;

        Call(TransportAddress server) {
            this.server = server;
            this.connection = url.caller().call(surroundings.chance(), time.nanos());
        }

        @Override
        public void received(TransportAddress from, Bytes datagram, long now) {
            if (!from.equals(server)) return;
            connection.handle(new SrtConnection.Input.Datagram(datagram), now, output -> carryOut(output, now));
        }

        @Override
        public void turn(long now) {
            for (var frame = frames.poll(); frame.isPresent(); frame = frames.poll()) send(frame.get(), now);
            connection.elapse(now, output -> carryOut(output, now));
        }

        private void send(Frame frame, long now) {
            var packets = muxer.mux(frame);
            for (int at = 0; at < packets.length(); at += SrtConnection.MAX_PAYLOAD) {
                int size = Math.min(SrtConnection.MAX_PAYLOAD, packets.length() - at);
                var payload = packets.slice(at, size);
                connection.handle(new SrtConnection.Input.Send(payload), now, output -> carryOut(output, now));
            }
        }

        @Override
        public long deadlineNanos() {
            return connection.deadlineNanos();
        }

        @Override
        public boolean over() {
            return ending.due();
        }

        void hangUp() {
            connection.handle(new SrtConnection.Input.Close(), time.nanos(), output -> {
                if (output instanceof SrtConnection.Output.Transmit(var datagram)) loop.sendNow(server, datagram);
            });
        }

        private void carryOut(SrtConnection.Output output, long now) {
            switch (output) {
                case SrtConnection.Output.Transmit(var datagram) -> loop.send(server, datagram, now);
                // The thread is this connection's own.
                case SrtConnection.Output.Derive(var work) ->
                    connection.handle(new SrtConnection.Input.Derived(work.derive()), now, more -> carryOut(more, now));
                case SrtConnection.Output.Connected _ -> {
                    connected = true;
                    ending.tell(Listener::connected);
                }
                case SrtConnection.Output.Closed(var _, var sentence) -> {
                    connected = false;
                    ending.fail(sentence);
                }
                case SrtConnection.Output.Received _, SrtConnection.Output.Discarded _ -> {}
            }
        }
    }
}
