package io.glasscast.bench;

import io.glasscast.contract.RestreamDestination;
import io.glasscast.control.OutputView;
import io.glasscast.sdk.ManagedStreamOptions;
import io.glasscast.sdk.Session;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// Our server where streams go on to destinations of RTMP, as many each as a stream may have.
final class RtmpPushServer implements Contestant<RtmpSample> {
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final OurServer server;
    private final Publisher.Kit kit;
    private final Accounts accounts;

    private RtmpPushServer(OurServer server, Publisher.Kit kit, Accounts accounts) {
        this.server = server;
        this.kit = kit;
        this.accounts = accounts;
    }

    /// Closes the server when there is nothing to be had from it.
    static RtmpPushServer of(OurServer server, Publisher.Kit kit) throws IOException, InterruptedException {
        return new RtmpPushServer(server, kit, Accounts.at(server, kit.http()));
    }

    @Override
    public String name() {
        return OurServer.NAME;
    }

    @Override
    public RtmpSample sample(int pushes, Duration window) throws IOException, InterruptedException {
        int streams = (pushes + OutputView.PER_STREAM - 1) / OutputView.PER_STREAM;
        accounts.register(streams);
        var sessions = new ArrayList<Session>();
        var glasses = new ArrayList<HollowGlasses>();
        try (var gallery = new Gallery();
                var sink = new RtmpSink(gallery, kit.chance(), pushes);
                var app = accounts.app()) {
            for (int user = 0; user < streams; user++) {
                glasses.add(accounts.glasses(user));
                var address = URI.create(server.http());
                sessions.add(ControlServer.await(app.connect(address, Accounts.user(user)), "an app cannot connect"));
            }
            var addresses = new ArrayList<String>();
            var started = new ArrayList<CompletableFuture<?>>();
            for (int stream = 0; stream < streams; stream++) {
                started.add(sessions.get(stream).camera().startLivestream(options(sink, stream, pushes)));
                addresses.add(ControlServer.await(glasses.get(stream).wanted(), "glasses are not told to stream"));
            }
            try (var stage = Stage.open(addresses, kit)) {
                for (var one : started) ControlServer.await(one, "a stream does not start");
                long alone = Usage.of(server.pid()).residentBytes();
                ControlServer.await(sink.all(), "not every destination gets pictures");
                Contestant.settle(SETTLING, window);
                long before = gallery.ask(sink::bytes);
                var clock = Measured.begin(server.pid());
                Thread.sleep(window);
                var costs = clock.end();
                double gbit = 8 * (gallery.ask(sink::bytes) - before) / 1e9;
                stage.check();
                double whole = pushes * costs.seconds() * stage.film().bitsPerSecond() / 1e9;
                return new RtmpSample(name(), pushes, costs, gbit, gbit / whole, alone);
            } finally {
                for (var session : sessions)
                    ControlServer.await(session.camera().stopLivestream(), "a stream does not stop");
            }
        } finally {
            glasses.forEach(HollowGlasses::close);
        }
    }

    /// Destinations of one stream of several.
    private static ManagedStreamOptions options(RtmpSink sink, int stream, int pushes) {
        int first = stream * OutputView.PER_STREAM;
        List<RestreamDestination> destinations = IntStream.range(first, Math.min(first + OutputView.PER_STREAM, pushes))
                .mapToObj(number -> new RestreamDestination(sink.address("push-" + number), Optional.empty()))
                .toList();
        var none = ManagedStreamOptions.DEFAULT;
        return new ManagedStreamOptions(none.video(), none.audio(), none.stream(), destinations, false);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
