package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.onvoid.webrtc.RTCStatsType;
import io.glasscast.contract.ManagedState;
import io.glasscast.contract.OutputStatus;
import io.glasscast.sdk.LivestreamStatus;
import io.glasscast.sdk.ManagedStreamOptions;
import io.glasscast.sdk.ManagedStreamResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One stream that goes to platforms of every temper: what becomes of one is told in words, comes right by itself, and
/// is not noticed by the others.
@Tag("interop")
@Timeout(180)
class RestreamTest {
    private static final String KEY = "live-key-of-the-steady-one";

    @TempDir
    Path data;

    @Test
    void eachDestinationSaysHowItStandsAndRecoversByItself() throws Exception {
        var steady = NginxRtmp.start(data.resolve("steady"));
        var shaky = NginxRtmp.start(data.resolve("shaky"));
        try (var stage = Stage.open(data.resolve("server"));
                var deaf = new Deaf()) {
            stage.keep(steady);
            stage.keep(shaky);
            stage.simulatedGlasses(_ -> {});
            var news = new News();
            var camera = stage.app().camera();
            camera.onLivestreamStatus(news::heard);
            var urls = Stage.await(camera.startLivestream(ManagedStreamOptions.DEFAULT
                    .withRestream(steady.url(KEY), "steady")
                    .withRestream(shaky.url("live-key-of-the-shaky-one"), "shaky")
                    .withRestream(steady.url(NginxRtmp.REFUSED), "refusing")
                    .withRestream(deaf.url(), "deaf")
                    .withRestream("rtmp://no-such-host.invalid/live/a-key", "lost")
                    .withRestream("ftp://127.0.0.1/live/a-key", "wrong")));
            assertThat(urls.webrtcUrl()).isPresent();
            assertThat(urls.hlsUrl()).isNotEmpty();

            news.await("steady", output -> output.state() == OutputStatus.State.ACTIVE);
            news.await("shaky", output -> output.state() == OutputStatus.State.ACTIVE);
            assertThat(news.await("refusing", RestreamTest::failed)).contains("key");
            assertThat(news.await("lost", RestreamTest::failed)).contains("no-such-host.invalid");
            assertThat(news.await("wrong", RestreamTest::failed)).contains("rtmp://");
            assertThat(news.await("deaf", RestreamTest::failed)).isNotEmpty();
            Played.see(steady.url(KEY));

            shaky.kill();
            assertThat(news.await("shaky", RestreamTest::failed)).contains("Next attempt in ");
            shaky.comeBack();
            news.await("shaky", output -> output.state() == OutputStatus.State.ACTIVE);
            Played.see(shaky.url("live-key-of-the-shaky-one"));
            Played.see(steady.url(KEY));

            news.check();
        }
    }

    /// libsrt listens, encrypted and not, before the stream begins and long after: the output keeps calling.
    @Test
    void anSrtListenerIsCalledUntilItAnswers() throws Exception {
        Tools.need("ffprobe");
        try (var stage = Stage.open(data)) {
            stage.simulatedGlasses(_ -> {});
            var news = new News();
            var camera = stage.app().camera();
            camera.onLivestreamStatus(news::heard);
            var place = "srt://127.0.0.1:" + Ports.free();
            var secret = "passphrase=correct-horse-battery";
            var urls = Stage.await(camera.startLivestream(ManagedStreamOptions.DEFAULT
                    .withRestream(place + "?streamid=publish:a-key&" + secret, "listener")
                    .withRestream("srt://no-such-host.invalid:9000?streamid=a-key", "lost")));
            assertThat(urls.webrtcUrl()).isPresent();
            assertThat(news.await("listener", RestreamTest::failed)).contains("Next attempt in ");
            assertThat(news.await("lost", RestreamTest::failed)).contains("no-such-host.invalid");
            Played.see(place + "?mode=listener&" + secret);
            news.await("listener", RestreamTest::failed);
            assertThat(news.states("listener")).contains(OutputStatus.State.ACTIVE);
            assertThat(news.said()).doesNotContain("a-key", "correct-horse");
        }
    }

    /// Nobody has this server call for them what only it is to reach, neither by an address nor by a redirect.
    @Test
    void whatIsNotTheInternetIsNotCalledUnlessTheOperatorSaysSo() throws Exception {
        var callers = new AtomicInteger();
        var inside = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0), 0);
        var allowed = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        var secret = "http://127.0.0.2:" + inside.getAddress().getPort() + "/latest/meta-data";
        inside.createContext("/", exchange -> {
            callers.incrementAndGet();
            exchange.close();
        });
        allowed.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", secret);
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        inside.start();
        allowed.start();
        try (var stage = Stage.open(data, "127.0.0.1", Map.of("outbound.allow", "127.0.0.1"))) {
            stage.keep(() -> inside.stop(0));
            stage.keep(() -> allowed.stop(0));
            stage.simulatedGlasses(_ -> {});
            var news = new News();
            var camera = stage.app().camera();
            camera.onLivestreamStatus(news::heard);
            Stage.await(camera.startLivestream(ManagedStreamOptions.DEFAULT
                    .withRestream("http://127.0.0.1:" + allowed.getAddress().getPort() + "/whip", "redirected")
                    .withRestream(secret, "whip")
                    .withRestream("rtmp://169.254.169.254/live/a-key", "rtmp")
                    .withRestream("rtmps://[fd00:ec2::254]/live/a-key", "rtmps")
                    .withRestream("srt://2130706434:9000", "srt")));
            for (var output : List.of("redirected", "whip", "rtmp", "rtmps"))
                assertThat(news.await(output, RestreamTest::failed)).as(output).contains("outbound.allow");
            news.await("srt", RestreamTest::failed);
            assertThat(callers).hasValue(0);
            assertThat(stage.house().metrics().scrape())
                    .contains("glasscast_outbound_refused_total{cause=\"loopback\"}")
                    .contains("glasscast_outbound_refused_total{cause=\"link-local\"}")
                    .contains("glasscast_outbound_refused_total{cause=\"private\"}");
        }
    }

    /// What comes in by RTMP with AAC goes on by WHIP with Opus: to Google's implementation, and to a server of our
    /// own.
    @Test
    void goesOnByWhipToOthersAndToOurOwn() throws Exception {
        try (var far = Stage.open(data.resolve("far"));
                var stage = Stage.open(data.resolve("near"), "127.0.0.1", Map.of("streams.ingest", "rtmp"))) {
            var webrtc = stage.keep(new Libwebrtc());
            var seen = new Frames();
            var server = stage.keep(webrtc.serve("token-of-libwebrtc", seen::see));
            var hollow = far.hollowGlasses();
            var arrived = far.app().camera().startLivestream();
            var whip = Stage.await(hollow.ordered());

            stage.simulatedGlasses(_ -> {});
            var news = new News();
            var camera = stage.app().camera();
            camera.onLivestreamStatus(news::heard);
            Stage.await(camera.startLivestream(ManagedStreamOptions.DEFAULT
                    .withRestream(server.url("token-of-libwebrtc"), "libwebrtc")
                    .withRestream(server.url("token-that-is-wrong"), "refusing")
                    .withRestream(whip.toString(), "ours")));

            news.await("libwebrtc", output -> output.state() == OutputStatus.State.ACTIVE);
            seen.await(frames -> frames.timed() >= 60);
            var peer = Stage.await(server.taken());
            // A worker that is ready late begins with the present.
            stage.await("a second of sound", () -> soundPackets(peer) > 50);
            System.out.println("Restreamed to libwebrtc: " + seen + "; packets of sound: " + soundPackets(peer));
            assertThat(news.await("refusing", RestreamTest::failed)).contains("wants another token (401)");

            news.await("ours", output -> output.state() == OutputStatus.State.ACTIVE);
            var shown = new Frames();
            webrtc.view(URI.create(Stage.await(arrived).webrtcUrl().orElseThrow()), shown::see);
            shown.await(frames -> frames.timed() >= 60);
            System.out.println("Restreamed to our own server: " + shown);

            Stage.await(camera.stopLivestream());
            assertThat(Stage.await(server.deleted())).isTrue();
            assertThat(news.said()).doesNotContain("token-of", "token-that", last(whip));
        }
    }

    private static long soundPackets(Libwebrtc.Peer peer) {
        try {
            var sound = peer.statistics(RTCStatsType.INBOUND_RTP, "audio");
            return Long.parseLong(String.valueOf(sound.get("packetsReceived")));
        } catch (NoSuchElementException e) {
            return 0; // none has come
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// WebRTC has no place for pictures that are shown in another order than they are decoded in. What libx264
    /// sends with B-frames goes on by WHIP without them, and to players of HLS as it came.
    @Test
    void picturesInAnotherOrderArePutInOrderForWhip() throws Exception {
        Tools.need("ffmpeg");
        try (var far = Stage.open(data.resolve("far"));
                var stage = Stage.open(data.resolve("near"))) {
            var whip = far.hollowGlasses();
            var arrived = far.app().camera().startLivestream();
            var news = new News();
            var urls = reordered(stage, news, Stage.await(whip.ordered()).toString());
            news.await("whip", output -> output.state() == OutputStatus.State.ACTIVE);
            var there = Stage.await(arrived);
            var seen = new Frames();
            stage.keep(new Libwebrtc()).view(URI.create(there.webrtcUrl().orElseThrow()), seen::see);
            seen.await(frames -> frames.count() >= 60);

            var came = Played.pictures(urls.hlsUrl());
            var went = Played.pictures(there.hlsUrl());
            System.out.println("B-frames came: " + kinds(came) + "; went on by WHIP: " + kinds(went) + "; " + seen);
            assertThat(came).contains("B");
            assertThat(went).hasSizeGreaterThan(30).doesNotContain("B").contains("I", "P");
        }
    }

    /// Where pictures may not be made anew, the output says what to change.
    @Test
    void picturesInAnotherOrderAreRefusedInWordsWhereTheyMayNotBeMadeAnew() throws Exception {
        Tools.need("ffmpeg");
        try (var stage = Stage.open(data, "127.0.0.1", Map.of("transcoding.pictures", "0"))) {
            var server = stage.keep(stage.keep(new Libwebrtc()).serve("token", _ -> {}));
            var news = new News();
            reordered(stage, news, server.url("token"));
            var words = news.await(
                    "whip",
                    output -> output.error()
                            .filter(error -> error.contains("B-frames"))
                            .isPresent());
            assertThat(words).contains("set the encoder to no B-frames");
        }
    }

    /// A managed stream of B-frames that is to go on to a WHIP endpoint.
    private static ManagedStreamResult reordered(Stage stage, News news, String whip) throws Exception {
        var glasses = stage.hollowGlasses();
        var camera = stage.app().camera();
        camera.onLivestreamStatus(news::heard);
        var active = camera.startLivestream(ManagedStreamOptions.DEFAULT.withRestream(whip, "whip"));
        stage.keep(Client.start(
                "ffmpeg-reordered",
                Ffmpeg.reordered(Stage.await(glasses.ordered()).toString())));
        return Stage.await(active);
    }

    private static Map<String, Long> kinds(List<String> pictures) {
        return pictures.stream().collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
    }

    private static String last(URI uri) {
        return uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1);
    }

    private static boolean failed(OutputStatus output) {
        return output.state() == OutputStatus.State.ERROR;
    }

    /// What the app heard, in order.
    private static final class News {
        private final List<LivestreamStatus> heard = new ArrayList<>();
        private int seen;

        synchronized void heard(LivestreamStatus status) {
            heard.add(status);
            notifyAll();
        }

        /// Waits until the present state of an output is so, and tells what is wrong with it, if anything.
        synchronized String await(String name, Predicate<OutputStatus> enough) throws InterruptedException {
            long until = System.nanoTime() + Stage.PATIENCE.multipliedBy(2).toNanos();
            while (true) {
                var output = present(name);
                if (output.filter(enough).isPresent())
                    return output.flatMap(OutputStatus::error).orElse("");
                long left = until - System.nanoTime();
                if (left <= 0)
                    throw new AssertionError(name + " is " + output + " " + output.flatMap(OutputStatus::error));
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }

        synchronized String said() {
            var said = new StringBuilder();
            for (var status : heard) said.append(status.raw());
            return said.toString();
        }

        synchronized List<OutputStatus.State> states(String name) {
            return heard.stream()
                    .flatMap(status -> status.outputs().stream())
                    .filter(output -> output.name().filter(name::equals).isPresent())
                    .map(OutputStatus::state)
                    .toList();
        }

        private Optional<OutputStatus> present(String name) {
            return heard.isEmpty()
                    ? Optional.empty()
                    : heard.getLast().outputs().stream()
                            .filter(output -> output.name().filter(name::equals).isPresent())
                            .findFirst();
        }

        /// The steady one, once active, stayed so; the stream did too; no key was told.
        synchronized void check() {
            boolean streaming = false;
            boolean steady = false;
            for (var status : heard) {
                streaming |= status.status() == ManagedState.ACTIVE;
                if (streaming) assertThat(status.status()).isEqualTo(ManagedState.ACTIVE);
                assertThat(status.raw()).doesNotContain("live-key-of", "refused-0123", "a-key");
                for (var output : status.outputs()) {
                    if (!output.name().equals(Optional.of("steady"))) continue;
                    steady |= output.state() == OutputStatus.State.ACTIVE;
                    if (steady) assertThat(output.state()).isEqualTo(OutputStatus.State.ACTIVE);
                }
            }
            assertThat(steady).isTrue();
        }
    }

    /// Takes connections, and not one byte.
    private static final class Deaf implements AutoCloseable {
        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> callers = new ArrayList<>();

        Deaf() throws IOException {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        var caller = door.accept();
                        synchronized (callers) {
                            callers.add(caller);
                        }
                    }
                } catch (IOException _) {
                    // Closed.
                }
            });
        }

        String url() {
            return "rtmp://127.0.0.1:" + door.getLocalPort() + "/live/a-key";
        }

        @Override
        public void close() throws IOException {
            door.close();
            synchronized (callers) {
                for (var caller : callers) caller.close();
            }
        }
    }
}
