package io.glasscast.sdk;

import static io.glasscast.sdk.Bench.failure;
import static io.glasscast.sdk.Bench.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.contract.StreamInfo;
import io.glasscast.contract.VideoConfig;
import io.glasscast.sdk.LivestreamException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Livestreams, in the order of the protocol's transcripts. */
final class LivestreamTest {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Bench bench;

    LivestreamTest() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void startsAndStops() throws Exception {
        var pair = bench.connected();
        var urls = pair.camera().startLivestream();
        assertThat(pair.wire().expect("managed_stream_request"))
                .contains("\"packageName\":\"org.app\"")
                .doesNotContain("video", "sound", "restream");
        pair.wire().status("\"status\":\"initializing\",\"streamId\":\"m1\"");
        assertThat(soon(bench.statuses)).isEqualTo("initializing");
        assertThat(urls).isNotDone();
        pair.wire().active("m1");

        var result = soon(urls);
        assertThat(result.streamId()).isEqualTo("m1");
        assertThat(result.hlsUrl()).isEqualTo("https://c/m1.m3u8");
        assertThat(result.dashUrl()).isEqualTo("https://c/m1.mpd");
        assertThat(result.webrtcUrl()).contains("https://c/whep/m1");
        assertThat(result.toString()).doesNotContain("https");
        assertThat(soon(bench.statuses)).isEqualTo("active");
        assertThat(bench.timers.isSet(START_LIMIT)).isFalse();

        var stop = pair.camera().stopLivestream();
        pair.wire().expect("managed_stream_stop");
        assertThat(stop).isNotDone();
        pair.wire().status("\"status\":\"stopped\",\"streamId\":\"m1\"");
        soon(stop);
        assertThat(soon(bench.statuses)).isEqualTo("stopped");
    }

    @Test
    void sendsWishes() throws Exception {
        var pair = bench.connected();
        var unused = pair.camera()
                .startLivestream(ManagedStreamOptions.DEFAULT
                        .withVideo(VideoConfig.of(1280, 720, 2_000_000, 30))
                        .withDurationLimit(60)
                        .withRestream("rtmp://a/live/key", "Tube")
                        .withSound(false));
        assertThat(pair.wire().expect("managed_stream_request"))
                .contains("\"video\":{\"width\":1280,\"height\":720,\"bitrate\":2000000,\"frameRate\":30}")
                .contains("\"stream\":{\"durationLimit\":60}")
                .contains("\"restreamDestinations\":[{\"url\":\"rtmp://a/live/key\",\"name\":\"Tube\"}]")
                .contains("\"sound\":false");
    }

    @Test
    void aRefusalFailsTheStartWithTheCloudsWords() throws Exception {
        var pair = bench.connected();
        var urls = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        pair.wire().status("\"status\":\"error\",\"message\":\"WIFI_NOT_CONNECTED: no Wi-Fi\"");
        var failure = failure(urls);
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure).hasMessage("WIFI_NOT_CONNECTED: no Wi-Fi");
        assertThat(failure.code()).contains("WIFI_NOT_CONNECTED");

        var again = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        pair.wire().active("m2");
        assertThat(soon(again).streamId()).isEqualTo("m2");
    }

    @Test
    void statusesComeInOrderAndOneAtATime() throws Exception {
        var pair = bench.connected();
        var words = List.of("initializing", "preparing", "active", "initializing", "active", "stopping", "stopped");
        for (int round = 0; round < 20; round++)
            for (var word : words) pair.wire().status("\"status\":\"" + word + "\",\"message\":\"" + round + "\"");
        for (int round = 0; round < 20; round++)
            for (var word : words) assertThat(soon(bench.statuses)).isEqualTo(word + ": " + round);
    }

    @Test
    void activeWithoutAddressesIsNotThereYet() throws Exception {
        var pair = bench.connected();
        var urls = pair.camera().startLivestream();
        pair.wire().status("\"status\":\"active\",\"webrtcUrl\":\"https://c/whep\"");
        assertThat(soon(bench.statuses)).isEqualTo("active");
        assertThat(urls).isNotDone();
    }

    @Test
    void aStartThatTakesTooLongIsTakenBack() throws Exception {
        var pair = bench.connected();
        var urls = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        bench.timers.ring(START_LIMIT);
        assertThat(failure(urls).kind()).isEqualTo(Kind.TIMED_OUT);
        pair.wire().expect("managed_stream_stop");

        var next = pair.camera().startLivestream();
        pair.wire().active("m1");
        assertThat(soon(bench.statuses)).isEqualTo("active");
        assertThat(next).isNotDone();
        pair.wire().status("\"status\":\"stopped\",\"streamId\":\"m1\"");
        pair.wire().expect("managed_stream_request");
        pair.wire().active("m2");
        assertThat(soon(next).streamId()).isEqualTo("m2");
    }

    @Test
    void aCancelledStartIsTakenBack() throws Exception {
        var pair = bench.connected();
        var urls = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        urls.cancel(false);
        pair.wire().expect("managed_stream_stop");
        assertThat(bench.timers.isSet(START_LIMIT)).isFalse();
    }

    @Test
    void aCancelledStartThatWaitsForAStopIsNeverSent() throws Exception {
        var pair = bench.connected();
        var stop = pair.camera().stopLivestream();
        pair.wire().expect("managed_stream_stop");
        pair.camera().startLivestream().cancel(false);
        var check = pair.camera().checkExistingStream();
        pair.wire().expect("stream_status_check");
        pair.wire().status("\"status\":\"stopped\"");
        soon(stop);
        var unused = pair.camera().checkExistingStream();
        pair.wire().expect("stream_status_check");
        assertThat(check).isNotDone();
    }

    @Test
    void aStopEndsAStartThatIsUnderWay() throws Exception {
        var pair = bench.connected();
        var urls = pair.camera().startLivestream();
        var stop = pair.camera().stopLivestream();
        assertThat(failure(urls).kind()).isEqualTo(Kind.STOPPED);
        pair.wire().expect("managed_stream_request");
        pair.wire().expect("managed_stream_stop");
        pair.wire().status("\"status\":\"stopped\"");
        soon(stop);
    }

    @Test
    void aSecondStartIsRefusedHere() throws Exception {
        var pair = bench.connected();
        var first = pair.camera().startLivestream();
        assertThat(failure(pair.camera().startLivestream()).kind()).isEqualTo(Kind.ALREADY_STREAMING);
        pair.wire().expect("managed_stream_request");
        pair.wire().active("m1");
        soon(first);
        assertThat(failure(pair.camera().startLivestream()).kind()).isEqualTo(Kind.ALREADY_STREAMING);
        assertThat(pair.wire().isQuiet()).isTrue();
    }

    @Test
    void startAfterStopWaitsForTheAnswerAndItsEchoesDoNotHurt() throws Exception {
        var pair = bench.connected();
        var first = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        pair.wire().active("m1");
        soon(first);
        var stop = pair.camera().stopLivestream();
        var second = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_stop");
        // It failed by itself as the stop was on its way: the stop is answered all the same.
        pair.wire().status("\"status\":\"error\",\"streamId\":\"m1\",\"message\":\"gone\"");
        soon(stop);
        pair.wire().expect("managed_stream_request");
        pair.wire().status("\"status\":\"stopped\"");
        pair.wire().status("\"status\":\"error\",\"streamId\":\"m1\",\"message\":\"told late\"");
        pair.wire().status("\"status\":\"initializing\",\"streamId\":\"m2\"");
        pair.wire().active("m2");
        assertThat(soon(second).streamId()).isEqualTo("m2");
    }

    @Test
    void aStopThatNobodyAnswersFailsAndHoldsUpNothing() throws Exception {
        var pair = bench.connected();
        var stop = pair.camera().stopLivestream();
        var start = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_stop");
        bench.timers.ring(StreamControl.STOP_LIMIT);
        assertThat(failure(stop).kind()).isEqualTo(Kind.TIMED_OUT);
        pair.wire().expect("managed_stream_request");
        pair.wire().active("m1");
        soon(start);
    }

    @Test
    void handlersAndContinuationsMayBlockAndCallBack() throws Exception {
        var pair = bench.connected();
        var camera = pair.camera();
        var inHandler = new CompletableFuture<String>();
        camera.onLivestreamStatus(status -> {
            if (status.status().word().equals("initializing")) {
                // Waits in the handler for what a later status decides, and for an answer to a question of its own.
                inHandler.complete(camera.checkExistingStream().join().hasActiveStream() ? "runs" : "does not run");
            }
        });
        var release = new CountDownLatch(1);
        var urls = camera.startLivestream();
        var blocked = urls.thenAccept(result -> {
            camera.checkExistingStream().join();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        pair.wire().expect("managed_stream_request");
        pair.wire().status("\"status\":\"initializing\",\"streamId\":\"m1\"");
        pair.wire().active("m1");
        for (int i = 0; i < 2; i++) {
            pair.wire().expect("stream_status_check");
            pair.wire().say("{\"type\":\"stream_status_check_response\",\"hasActiveStream\":false}");
        }
        assertThat(soon(inHandler)).isEqualTo("does not run");
        soon(urls);
        // The continuation still blocks, and nothing waits for it.
        var stop = camera.stopLivestream();
        pair.wire().expect("managed_stream_stop");
        pair.wire().status("\"status\":\"stopped\"");
        soon(stop);
        release.countDown();
        soon(blocked);
    }

    @Test
    void aHandlerThatThrowsDoesNotSilenceOthers() throws Exception {
        var pair = bench.connected();
        var taken = pair.camera().onLivestreamStatus(status -> {
            throw new IllegalStateException("the app's own fault, thrown by the test on purpose");
        });
        bench.follow(pair.session());
        pair.wire().status("\"status\":\"initializing\"");
        assertThat(List.of(soon(bench.statuses), soon(bench.statuses))).containsOnly("initializing");
        taken.close();
        taken.close();
    }

    @Test
    void checksWhatRuns() throws Exception {
        var pair = bench.connected();
        var check = pair.camera().checkExistingStream();
        assertThat(pair.wire().expect("stream_status_check")).contains("\"requestId\":\"check-1\"");
        pair.wire()
                .say("{\"type\":\"stream_status_check_response\",\"requestId\":\"check-1\",\"hasActiveStream\":true,"
                        + "\"streamInfo\":{\"type\":\"unmanaged\",\"streamId\":\"s1\",\"status\":\"active\","
                        + "\"createdAt\":\"2026-01-01T00:00:00Z\",\"streamUrl\":\"srt://h:1\"}}");
        var found = soon(check).streamInfo().orElseThrow();
        assertThat(found.kind()).isEqualTo(StreamInfo.Kind.UNMANAGED);
        assertThat(found.streamUrl()).isEqualTo(Optional.of("srt://h:1"));

        var unanswered = pair.camera().checkExistingStream();
        pair.wire().expect("stream_status_check");
        bench.timers.ring(Checks.LIMIT);
        assertThat(failure(unanswered).kind()).isEqualTo(Kind.TIMED_OUT);
    }

    @Test
    void localStreams() throws Exception {
        var pair = bench.connected();
        assertThat(failure(pair.camera().startLocalLivestream(StreamOptions.to("ftp://x")))
                        .kind())
                .isEqualTo(Kind.INVALID);
        var start = pair.camera().startLocalLivestream(StreamOptions.to("srt://h:4201?streamid=x"));
        assertThat(pair.wire().expect("stream_request")).contains("\"streamUrl\":\"srt://h:4201?streamid");
        pair.wire().say("{\"type\":\"stream_status\",\"streamId\":\"s1\",\"status\":\"initializing\"}");
        pair.wire().say("{\"type\":\"stream_status\",\"streamId\":\"s1\",\"status\":\"streaming\"}");
        assertThat(soon(start)).contains("s1");
        var stop = pair.camera().stopLocalLivestream();
        assertThat(pair.wire().expect("stream_stop")).contains("\"streamId\":\"s1\"");
        pair.wire().say("{\"type\":\"stream_status\",\"streamId\":\"s1\",\"status\":\"stopped\"}");
        soon(stop);

        var refused = pair.camera().startLocalLivestream(StreamOptions.to("srt://h:4201"));
        pair.wire().expect("stream_request");
        pair.wire()
                .say(
                        "{\"type\":\"stream_status\",\"streamId\":\"\",\"status\":\"error\",\"errorDetails\":\"camera_busy\"}");
        assertThat(failure(refused)).hasMessage("camera_busy");
    }
}
