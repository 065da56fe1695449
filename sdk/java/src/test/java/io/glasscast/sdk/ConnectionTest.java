package io.glasscast.sdk;

import static io.glasscast.sdk.Bench.failure;
import static io.glasscast.sdk.Bench.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.contract.CloudToApp.PermissionError;
import io.glasscast.sdk.LivestreamException.Kind;
import io.glasscast.sdk.SessionEnd.Cause;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handshakes, interruptions and ends. */
final class ConnectionTest {
    private static final Duration PING = Duration.ofSeconds(15), ACK = Duration.ofSeconds(10);

    private static boolean firstRetry(Duration wait) {
        return wait.toMillis() >= 1000 && wait.toMillis() < 1250;
    }

    private final Bench bench;

    ConnectionTest() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void dialsOut() throws Exception {
        var connecting = bench.app.connect(bench.cloud.address(), Bench.USER);
        var wire = bench.cloud.next();
        assertThat(wire.requestLine()).isEqualTo("GET /app-ws HTTP/1.1");
        assertThat(wire.expect("tpa_connection_init"))
                .contains("\"sessionId\":\"u-1@x-y.org-org.app\"", "\"packageName\":\"org.app\"")
                .contains("\"apiKey\":\"k-12345678\"", "\"timestamp\":\"20");
        assertThat(connecting).isNotDone();
        wire.say("{\"type\":\"tpa_connection_ack\"}");
        assertThat(wire.expect("subscription_update")).contains("[\"managed_stream_status\",\"stream_status\"]");
        var session = soon(connecting);
        assertThat(soon(bench.sessions)).isSameAs(session);
        assertThat(session.userId()).isEqualTo(Bench.USER);
        assertThat(bench.app.sessions()).containsExactly(session);
    }

    @Test
    void aWrongKeyIsSaidInWords() throws Exception {
        var connecting = bench.app.connect(bench.cloud.address(), Bench.USER);
        var wire = bench.cloud.next();
        wire.expect("tpa_connection_init");
        wire.say("{\"type\":\"tpa_connection_error\",\"code\":\"INVALID_API_KEY\",\"message\":\"Invalid API key\"}");
        wire.close(1008, "Invalid API key");
        assertThatThrownBy(() -> soon(connecting))
                .hasCauseInstanceOf(ConnectionException.class)
                .hasMessageContaining("INVALID_API_KEY: Invalid API key")
                .cause()
                .extracting(refused -> ((ConnectionException) refused).end())
                .isEqualTo(Cause.REFUSED);
        assertThat(bench.app.sessions()).isEmpty();
        assertThat(bench.sessions).isEmpty();
        assertThat(bench.stops).isEmpty();
    }

    @Test
    void aFirstConnectionThatFailsIsToldAtOnce() throws Exception {
        bench.cloud.refuseWith(404);
        var refused = bench.app.connect(bench.cloud.address(), Bench.USER);
        assertThatThrownBy(() -> soon(refused)).hasMessageContaining("HTTP 404");
        int freePort;
        try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = door.getLocalPort();
        }
        var nobody = bench.app.connect(URI.create("ws://localhost:" + freePort), Bench.USER);
        assertThatThrownBy(() -> soon(nobody)).hasMessageContaining("cannot reach the cloud");
    }

    @Test
    void aNewerConnectionOfTheSameAppWins() throws Exception {
        var pair = bench.connected();
        pair.wire().close(1000, "Replaced by a newer connection");
        assertThat(soon(pair.session().ended()).cause()).isEqualTo(Cause.REPLACED);
        assertThat(bench.cloud.isQuiet()).isTrue();
    }

    @Test
    void aCloudThatDoesNotAnswerTheHandshakeIsLeft() throws Exception {
        var connecting = bench.app.connect(bench.cloud.address(), Bench.USER);
        bench.cloud.next().expect("tpa_connection_init");
        bench.timers.ring(ACK);
        assertThatThrownBy(() -> soon(connecting)).hasMessageContaining("does not answer the handshake");
    }

    @Test
    void comesBackUnderTheSameSessionId() throws Exception {
        var pair = bench.connected();
        var live = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        pair.wire().active("m1");
        soon(live);

        pair.wire().cut();
        assertThat(soon(bench.connection)).startsWith("Interrupted");
        bench.cloud.refuseWith(503);
        bench.timers.ring(ConnectionTest::firstRetry);
        assertThat(soon(bench.connection)).isEqualTo("Interrupted the cloud answered with HTTP 503");
        bench.cloud.refuseWith(101);
        bench.timers.ring(wait -> wait.toMillis() >= 2000 && wait.toMillis() < 2500);
        var wire = bench.cloud.next();
        assertThat(wire.expect("tpa_connection_init")).contains("\"sessionId\":\"" + Bench.SESSION_ID + "\"");
        wire.say("{\"type\":\"tpa_connection_ack\"}");
        wire.expect("subscription_update");
        assertThat(soon(bench.connection)).isEqualTo("Resumed[]");
        // It asks whether its stream still runs.
        var question = wire.expect("stream_status_check");
        assertThat(question).contains("check-1");
        wire.say("{\"type\":\"stream_status_check_response\",\"requestId\":\"check-1\",\"hasActiveStream\":false}");
        assertThat(soon(bench.statuses)).isEqualTo("active");
        assertThat(soon(bench.statuses)).startsWith("stopped: Ended while");
        assertThat(bench.stops).isEmpty();
    }

    @Test
    void aStreamThatOutlivesTheInterruptionGoesOn() throws Exception {
        var pair = bench.connected();
        var live = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        pair.wire().active("m1");
        soon(live);
        pair.wire().cut();
        bench.timers.ring(ConnectionTest::firstRetry);
        var wire = bench.cloud.accept();
        wire.expect("stream_status_check");
        wire.say("{\"type\":\"stream_status_check_response\",\"requestId\":\"check-1\",\"hasActiveStream\":true,"
                + "\"streamInfo\":{\"type\":\"managed\",\"streamId\":\"m1\",\"status\":\"active\"}}");
        var again = pair.camera().startLivestream();
        assertThat(failure(again).kind()).isEqualTo(Kind.ALREADY_STREAMING);
    }

    @Test
    void whatWasUnderWayIsSaidAgain() throws Exception {
        var pair = bench.connected();
        var start = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        pair.wire().cut();
        bench.timers.ring(ConnectionTest::firstRetry);
        var wire = bench.cloud.accept();
        wire.expect("managed_stream_request");
        wire.active("m1");
        soon(start);

        var stop = pair.camera().stopLivestream();
        wire.expect("managed_stream_stop");
        wire.cut();
        assertThat(soon(bench.connection)).startsWith("Interrupted");
        var next = pair.camera().startLivestream();
        bench.timers.ring(ConnectionTest::firstRetry);
        var third = bench.cloud.accept();
        third.expect("managed_stream_stop");
        third.status("\"status\":\"stopped\"");
        soon(stop);
        third.expect("managed_stream_request");
        third.active("m2");
        soon(next);
    }

    @Test
    void pingsAndLeavesACloudThatHasFallenSilent() throws Exception {
        var pair = bench.connected();
        bench.timers.ring(PING);
        pair.wire().expect("ping");
        pair.wire().say("{\"type\":\"pong\"}");
        pair.wire().status("\"status\":\"preparing\"");
        soon(bench.statuses);
        for (int unanswered = 0; unanswered < 2; unanswered++) {
            bench.timers.ring(PING);
            pair.wire().expect("ping");
        }
        bench.timers.ring(PING);
        assertThat(soon(bench.connection)).isEqualTo("Interrupted the cloud has fallen silent");
    }

    @Test
    void endsWhenTheCloudSaysSo() throws Exception {
        var pair = bench.connected();
        var start = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        pair.wire().say("{\"type\":\"app_stopped\",\"reason\":\"user_disabled\"}");
        pair.wire().close(1000, "App stopped");
        assertThat(failure(start)).hasMessage("The session ended: user_disabled");
        var end = new SessionEnd(Cause.STOPPED_BY_CLOUD, "user_disabled");
        assertThat(soon(bench.stops)).isEqualTo(end);
        assertThat(soon(pair.session().ended())).isEqualTo(end);
        assertThat(failure(pair.camera().startLivestream()).kind()).isEqualTo(Kind.SESSION_ENDED);
        assertThat(failure(pair.camera().checkExistingStream()).kind()).isEqualTo(Kind.SESSION_ENDED);
        soon(pair.camera().stopLivestream());
        assertThat(bench.app.sessions()).isEmpty();
        assertThat(bench.stops).isEmpty();
    }

    @Test
    void closeCodesDecideWhetherToComeBack() throws Exception {
        for (int code : new int[] {1000, 1008}) {
            var pair = bench.connected();
            pair.wire().close(code, "enough");
            var end = new SessionEnd(code == 1008 ? Cause.REFUSED : Cause.STOPPED_BY_CLOUD, "enough");
            assertThat(soon(bench.stops)).isEqualTo(end);
            assertThat(soon(pair.session().ended())).isEqualTo(end);
        }
        var pair = bench.connected();
        bench.connection.clear();
        pair.wire().close(1011, "oops");
        assertThat(soon(bench.connection)).isEqualTo("Interrupted oops");
        bench.timers.ring(ConnectionTest::firstRetry);
        bench.cloud.accept();
        assertThat(bench.stops).isEmpty();
    }

    @Test
    void complaintsArePassedOn() throws Exception {
        var pair = bench.connected();
        pair.wire().say("not JSON");
        pair.wire().say("{\"type\":\"device_state_update\"}");
        pair.wire()
                .say(
                        "{\"type\":\"permission_error\",\"message\":\"CAMERA is missing\",\"details\":"
                                + "[{\"stream\":\"stream_status\",\"requiredPermission\":\"CAMERA\",\"message\":\"Ask for it\"}]}");
        assertThat(soon(bench.connection))
                .isEqualTo(new ConnectionStatus.PermissionMissing(
                                "CAMERA is missing",
                                List.of(new PermissionError.Detail("stream_status", "CAMERA", "Ask for it")))
                        .toString());
        pair.wire().say("{\"type\":\"tpa_connection_error\",\"code\":\"MALFORMED_MESSAGE\",\"message\":\"What?\"}");
        assertThat(soon(bench.connection)).isEqualTo("Complaint[code=MALFORMED_MESSAGE, message=What?]");
    }

    @Test
    void closingStopsTheStreamAndSaysGoodbye() throws Exception {
        var pair = bench.connected();
        var start = pair.camera().startLivestream();
        pair.wire().expect("managed_stream_request");
        pair.wire().active("m1");
        soon(start);
        bench.app.close();
        pair.wire().expect("managed_stream_stop");
        assertThat(pair.wire().expect("ownership_release")).contains("clean_shutdown");
        assertThat(pair.wire().hear()).isEqualTo("close 1000");
        assertThat(soon(bench.stops)).isEqualTo(new SessionEnd(Cause.CLOSED_BY_APP, "closed by the app"));
        assertThatThrownBy(() -> soon(bench.app.connect(bench.cloud.address(), Bench.USER)))
                .hasMessageContaining("closed");
        assertThat(failure(pair.camera().startLivestream()).kind()).isEqualTo(Kind.SESSION_ENDED);
    }

    @Test
    void aHandlerMayCloseItsSession() throws Exception {
        var pair = bench.connected();
        pair.camera().onLivestreamStatus(status -> pair.session().close());
        pair.wire().status("\"status\":\"stopped\"");
        assertThat(pair.wire().expect("ownership_release")).contains("clean_shutdown");
        assertThat(soon(bench.stops)).isEqualTo(new SessionEnd(Cause.CLOSED_BY_APP, "closed by the app"));
    }

    @Test
    void waitsLongerEachTimeButNeverLongerThanAMinute() {
        var random = new SplittableRandom(1);
        for (int attempt = 1; attempt < 100; attempt++) {
            long base = Math.min(30_000, 1000L << Math.min(attempt - 1, 20));
            assertThat(Backoff.before(attempt, random).toMillis()).isBetween(base, base + base / 4);
        }
    }

    @Test
    void readsAddresses() {
        assertThat(MiniApp.appSocket(URI.create("https://c"))).hasToString("wss://c/app-ws");
        assertThat(MiniApp.appSocket(URI.create("http://[::1]:8080/"))).hasToString("ws://[::1]:8080/app-ws");
        assertThat(MiniApp.appSocket(URI.create("wss://c/ws/miniapp"))).hasToString("wss://c/ws/miniapp");
        assertThatIllegalArgumentException().isThrownBy(() -> MiniApp.appSocket(URI.create("c:8080")));
        assertThatIllegalArgumentException().isThrownBy(() -> MiniApp.appSocket(URI.create("/app-ws")));
    }
}
