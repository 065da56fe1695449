package io.glasscast.bench;

import io.glasscast.glasses.uplink.Transport;
import io.glasscast.glasses.uplink.Weather;
import io.glasscast.sdk.ManagedStreamResult;
import io.glasscast.sdk.MiniApp;
import io.glasscast.sdk.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One pair of glasses in a [Tide]: an app asks for their camera, they publish by some way, and somebody
/// watches by every door.
final class Outing {
    /// Mobile networks at their worse.
    private static final Weather ROUGH =
            Weather.FAIR.withLoss(0.03).withReorder(0.01).withDelayMillis(30).withJitterMillis(20);

    private static final double LOSS = 0.03;

    /// Of each, like people who call again: on a machine that does other things as well, a door may answer too late.
    private static final int TRIES = 5;
    /// In one try: a call of SRT is given up after three seconds, where other doors are waited at for fifteen.
    private static final int SRT_CALLS = 5;

    private final Tide.Beach beach;
    private final int number;
    private final boolean rough;
    private final HollowGlasses glasses;
    private final Session session;
    private final List<SrtPlayer> players = new ArrayList<>();
    private String key = "";
    private @Nullable Publisher publisher;

    private Outing(Tide.Beach beach, int number, HollowGlasses glasses, Session session) {
        this.beach = beach;
        this.number = number;
        this.rough = number % 2 == 1;
        this.glasses = glasses;
        this.session = session;
    }

    /// Comes back when the glasses are on, and known to the app.
    static Outing begin(Tide.Beach beach, MiniApp app, int number) throws IOException, InterruptedException {
        var glasses = beach.accounts().glasses(number);
        var server = URI.create(beach.server().http());
        try {
            var session = ControlServer.await(
                    app.connect(server, Accounts.user(number)), "an app cannot connect to " + Accounts.user(number));
            return new Outing(beach, number, glasses, session);
        } catch (IOException e) {
            glasses.close();
            throw e;
        }
    }

    /// Comes back when everybody sees something.
    void stream() throws IOException, InterruptedException {
        var active = session.camera().startLivestream();
        var address = ControlServer.await(glasses.wanted(), "glasses are not told to stream");
        key = last(address);
        publish(0);
        watch(ControlServer.await(active, "a stream does not start"));
    }

    /// Glasses in a rough network lose it for a moment, and come back by another way.
    void wander() throws IOException, InterruptedException {
        if (!rough || publisher == null) return;
        publisher.vanish();
        publish(1);
    }

    /// @param turn how often it has been published before
    private void publish(int turn) throws IOException, InterruptedException {
        var ways = Transport.values();
        // Each way in both weathers: pairs of glasses next to each other publish by the same way.
        var way = ways[(number / 2 + turn) % ways.length];
        var film = Film.of(Tide.VIDEO, way.sound());
        var address = beach.server().publish(way, key);
        var weather = rough ? ROUGH : Weather.FAIR;
        tried(() -> publisher = Publisher.open(film, address, beach.kit(), weather, beach.projector()));
    }

    private interface Attempt {
        void make() throws IOException, InterruptedException;
    }

    private static void tried(Attempt attempt) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                attempt.make();
                return;
            } catch (IOException e) {
                if (tries == TRIES) throw e;
            }
        }
    }

    private void watch(ManagedStreamResult urls) throws IOException, InterruptedException {
        var whep = URI.create(urls.webrtcUrl().orElseThrow());
        var id = last(whep.getPath());
        var screen = new Audience.Screen(whep, _ -> {});
        tried(() -> beach.fair().join(screen, true));
        tried(() -> beach.rough().join(screen, false, loss()));
        tried(() -> beach.fair().rehearse(screen));
        tried(() -> follow(URI.create(urls.hlsUrl())));
        tried(() -> await(dash(URI.create(urls.dashUrl())), "DASH"));
        for (var loss : List.of(Loss.NONE, loss())) tried(() -> play("read:" + id, loss));
        var rtmp = RtmpServer.url("rtmp://127.0.0.1:" + beach.server().rtmpPort() + "/live/" + id);
        tried(() -> await(RtmpPlayer.open(beach.gallery(), rtmp, number).started(), "RTMP"));
    }

    private void play(String streamId, Loss loss) throws IOException, InterruptedException {
        var server = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), beach.server().srtPort());
        for (int calls = 1; ; calls++) {
            var player = SrtPlayer.open(beach.gallery(), server, streamId, loss, beach.kit());
            players.add(player);
            try {
                await(player.started(), "SRT");
                return;
            } catch (IOException e) {
                if (calls == SRT_CALLS) throw e;
            }
        }
    }

    private Loss loss() {
        return Loss.of(LOSS, number);
    }

    private void follow(URI hls) throws IOException, InterruptedException {
        for (var playlist : Playlists.of(hls, beach.kit().http())) {
            var started = new CompletableFuture<Boolean>();
            var follower = new HlsFollower(playlist.getRawPath(), true, _ -> started.complete(true));
            var line = HttpLine.open(beach.gallery(), hls, follower);
            beach.gallery().ask(() -> {
                follower.begin(line);
                return true;
            });
            await(started, "HLS");
        }
    }

    private CompletableFuture<Boolean> dash(URI manifest) throws IOException, InterruptedException {
        var follower = new DashFollower(beach.gallery(), manifest.getRawPath());
        var line = HttpLine.open(beach.gallery(), manifest, follower);
        beach.gallery().ask(() -> {
            follower.begin(line);
            return true;
        });
        return follower.started();
    }

    private static void await(CompletableFuture<Boolean> started, String door)
            throws IOException, InterruptedException {
        ControlServer.await(started, "nothing comes by " + door);
    }

    /// The app stops the stream. In fair weather everybody takes leave before that; else they are just gone.
    void end() throws IOException, InterruptedException {
        if (publisher != null && !rough) publisher.close();
        beach.gallery().ask(() -> {
            for (var player : players) {
                if (rough) player.vanish();
                else player.leave();
            }
            return true;
        });
        ControlServer.await(session.camera().stopLivestream(), "a stream does not stop");
        if (publisher != null && rough) publisher.vanish();
        glasses.close();
        session.close();
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
