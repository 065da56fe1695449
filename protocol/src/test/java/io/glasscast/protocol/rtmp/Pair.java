package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Both peers with a connection between them that delays bytes and cuts them into any portions, in a world of its own.
final class Pair {
    static final String KEY = "s3cret-key";

    /// One direction: bytes arrive in order, some time later, cut anywhere.
    private final class Pipe {
        private final Consumer<Bytes> receiver;
        private final ByteWriter record = new ByteWriter();
        private long arrivalNanos;

        Pipe(Consumer<Bytes> receiver) {
            this.receiver = receiver;
        }

        void send(Bytes bytes) {
            record.bytes(bytes);
            var random = simulation.random();
            for (int at = 0; at < bytes.length(); ) {
                int most = random.nextInt(4) == 0 ? 3 : 3_000;
                int size = Math.min(bytes.length() - at, 1 + random.nextInt(most));
                var portion = bytes.slice(at, size);
                arrivalNanos = Math.max(arrivalNanos, simulation.now() + random.nextLong(20 * Simulation.MS));
                simulation.after(arrivalNanos - simulation.now(), () -> receiver.accept(portion));
                at += size;
            }
        }
    }

    final Simulation simulation;
    final RtmpServerPeer server;
    final RtmpClientPeer client;
    final List<RtmpServerPeer.Output> fromServer = new ArrayList<>();
    final List<RtmpClientPeer.Output> fromClient = new ArrayList<>();
    final List<FlvTag> media = new ArrayList<>();
    private final Pipe toServer;
    private final Pipe toClient;
    /// What the server does about a request to publish.
    RtmpServerPeer.Input answer = new RtmpServerPeer.Input.Accept();

    Pair(long seed, String url) {
        simulation = new Simulation(seed);
        server = new RtmpServerPeer(Chance.seeded(seed), 0);
        client = new RtmpClientPeer(RtmpUrl.parse(url).orThrow(), Chance.seeded(seed + 1));
        toServer = new Pipe(bytes -> tellServer(new RtmpServerPeer.Input.Received(bytes)));
        toClient = new Pipe(bytes -> tellClient(new RtmpClientPeer.Input.Received(bytes)));
        simulation.keepTime(server::deadlineNanos, now -> server.elapse(now, this::heardServer));
        simulation.keepTime(client::deadlineNanos, now -> client.elapse(now, this::heardClient));
    }

    Pair(long seed) {
        this(seed, "rtmp://example.org/live/" + KEY);
    }

    void tellServer(RtmpServerPeer.Input input) {
        server.handle(input, simulation.now(), this::heardServer);
    }

    void tellClient(RtmpClientPeer.Input input) {
        client.handle(input, simulation.now(), this::heardClient);
    }

    private void heardServer(RtmpServerPeer.Output output) {
        switch (output) {
            case RtmpServerPeer.Output.Transmit(var bytes) -> toClient.send(bytes);
            case RtmpServerPeer.Output.Media(var tag) -> media.add(tag);
            case RtmpServerPeer.Output.PublishAsked _ -> {
                fromServer.add(output);
                tellServer(answer);
            }
            case RtmpServerPeer.Output.PlayAsked _,
                    RtmpServerPeer.Output.Paused _,
                    RtmpServerPeer.Output.Left _,
                    RtmpServerPeer.Output.Closed _ -> fromServer.add(output);
        }
    }

    private void heardClient(RtmpClientPeer.Output output) {
        if (output instanceof RtmpClientPeer.Output.Transmit(var bytes)) toServer.send(bytes);
        else fromClient.add(output);
    }

    void run(long seconds) {
        simulation.runUntil(simulation.now() + seconds * Simulation.SECOND);
    }

    /// All that the client has sent.
    Bytes clientBytes() {
        return toServer.record.toBytes();
    }

    /// All that the server has sent.
    Bytes serverBytes() {
        return toClient.record.toBytes();
    }
}
