package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import io.glasscast.contract.ManagedState;
import io.glasscast.sdk.LivestreamStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A NAT forgets the port that it gave to somebody on WebRTC, and gives another: from one moment to the next, what he
/// sends comes from there, and what is sent to the port before is lost. He does not notice, and goes on in the session
/// that he has, once his next check has come: libwebrtc's come every 2.5 s.
@Tag("interop")
@Tag("alone")
class NatRebindingTest {
    /// Each comes at another moment between two checks.
    private static final int TIMES = 4;

    /// Pictures that show that it goes on: more than were on their way when the port changed.
    private static final int GOES_ON = 60;

    /// By then a session that has not gone on is over (RFC 7675 §5.1).
    private static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path data;

    @Test
    void glassesGoOnFromAnotherPortAndNobodyIsToldOfAnInterruption() throws Exception {
        try (var stage = Stage.open(data)) {
            var glasses = stage.hollowGlasses();
            var camera = stage.app().camera();
            var active = camera.startLivestream();
            var nat = stage.keep(natOf(stage));
            var publisher = stage.keep(new Libwebrtc(nat::lead)).publish(Stage.await(glasses.ordered()), 640, 360);
            var urls = Stage.await(active);
            var told = new ConcurrentLinkedQueue<ManagedState>();
            camera.onLivestreamStatus((LivestreamStatus status) -> told.add(status.status()));

            var seen = new Frames();
            var viewer =
                    stage.keep(new Libwebrtc()).view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
            rebind(nat, seen, "Glasses of libwebrtc");

            expectWhole(publisher);
            expectWhole(viewer);
            expectOneSessionEach(stage);
            assertThat(told).allMatch(ManagedState.ACTIVE::equals);
            assertThat(glasses.stopped()).isNotDone();
        }
    }

    @Test
    void aViewerGoesOnFromAnotherPort() throws Exception {
        try (var stage = Stage.open(data)) {
            var urls = stage.livestream();
            var nat = stage.keep(natOf(stage));
            var seen = new Frames();
            var viewer = stage.keep(new Libwebrtc(nat::lead))
                    .view(URI.create(urls.webrtcUrl().orElseThrow()), seen::see);
            rebind(nat, seen, "A viewer of libwebrtc");

            expectWhole(viewer);
            expectOneSessionEach(stage);
        }
    }

    @Test
    void theWatchPageGoesOnFromAnotherPort() throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            var urls = stage.livestream();
            var nat = stage.keep(natOf(stage));
            var page = stage.keep(Client.node(
                    "browser/pictures.mjs",
                    urls.previewUrl().orElseThrow() + "?transport=webrtc",
                    String.valueOf(nat.port())));
            // A browser has to begin, too.
            page.await("watching", Stage.PATIENCE.multipliedBy(2));
            awaitPictures(page, GOES_ON);
            for (int i = 0; i < TIMES; i++) {
                int before = pictures(page.ask("standing"));
                assertThat(nat.rebind()).isPositive();
                long missing = awaitPictures(page, before + GOES_ON);
                System.out.printf("The watch page in Chromium, another port: no picture for %d ms%n", missing);
            }
            var standing = page.ask("standing");
            System.out.println("The watch page in Chromium, after other ports: " + standing);
            assertThat(standing.get("state").getAsString()).isEqualTo("playing");
            assertThat(standing.get("transport").getAsString()).isEqualTo("WebRTC");
            assertThat(standing.get("sessions").getAsInt()).isEqualTo(1);
            expectOneSessionEach(stage);
        }
    }

    private static Nat natOf(Stage stage) throws Exception {
        return new Nat(stage.house().ready().ports().webRtc().orElseThrow());
    }

    private static void rebind(Nat nat, Frames seen, String who) throws Exception {
        seen.await(frames -> frames.count() >= GOES_ON);
        for (int i = 0; i < TIMES; i++) {
            seen.longestWait();
            int before = seen.count();
            assertThat(nat.rebind()).isPositive();
            seen.await(frames -> frames.count() >= before + GOES_ON);
            System.out.printf(
                    "%s, another port: no picture for %d ms%n",
                    who, seen.longestWait().toMillis());
        }
    }

    private static void expectWhole(Libwebrtc.Peer peer) {
        assertThat(peer.states())
                .endsWith(RTCPeerConnectionState.CONNECTED)
                .doesNotContain(RTCPeerConnectionState.FAILED, RTCPeerConnectionState.CLOSED);
    }

    private static void expectOneSessionEach(Stage stage) {
        assertThat(stage.metric("glasscast_publish_seconds_count"))
                .as("sessions of publishers")
                .isEqualTo(1);
        assertThat(stage.metric("glasscast_join_seconds_count"))
                .as("sessions of viewers")
                .isEqualTo(1);
        assertThat(stage.metric("glasscast_peers_closed_total{cause=\"ice-consent-lost\"}"))
                .isZero();
    }

    /// @return how many milliseconds it took from one picture to the next, at most
    private static long awaitPictures(Client page, int wanted) throws InterruptedException {
        var longest = new AtomicLong();
        page.askUntil("standing", WITHIN, standing -> {
            longest.accumulateAndGet(standing.get("longestMs").getAsLong(), Math::max);
            return pictures(standing) >= wanted;
        });
        return longest.get();
    }

    private static int pictures(JsonObject standing) {
        return standing.get("pictures").getAsInt();
    }
}
