package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who watches by WebRTC is asked every few seconds whether it is there, and parted from 30 s after its last answer.
/// These answer, and stay.
@Tag("interop")
class ViewersThatStayTest {
    /// By then whoever never answered has been parted from: its handshake, before it watched, was its last answer.
    private static final Duration LONG = Duration.ofSeconds(40);

    /// There is a question every 4 to 6 s.
    private static final int ANSWERS = 6;

    /// Two seconds, so that it is more than what was on its way.
    private static final int PICTURES = 30, PACKETS = 200;

    /// That long, and what it takes to begin.
    private static final Duration PATIENCE = LONG.plus(Stage.PATIENCE);

    @TempDir
    Path data;

    @Test
    void chromiumAndLibdatachannelAnswerForLongerThanTheirHandshakeLasts() throws Exception {
        Tools.need("chromium");
        try (var stage = Stage.open(data)) {
            var urls = stage.livestream();
            var page = stage.keep(
                    Client.node("browser/pictures.mjs", urls.previewUrl().orElseThrow() + "?transport=webrtc"));
            var packets = stage.keep(
                    Client.node("datachannel/viewers.mjs", urls.webrtcUrl().orElseThrow(), "1"));
            page.await("watching", Stage.PATIENCE);
            packets.await("watching", Stage.PATIENCE);
            long watching = System.nanoTime();

            var stayed = page.askUntil(
                    "standing",
                    PATIENCE,
                    standing -> System.nanoTime() - watching >= LONG.toNanos()
                            && number(standing, "checksAnswered") >= ANSWERS);
            int got = number(packets.ask("count"), "fewest");
            var shown = page.askUntil(
                    "standing",
                    PATIENCE,
                    standing -> number(standing, "pictures") >= number(stayed, "pictures") + PICTURES);
            var counted = packets.askUntil("count", PATIENCE, count -> number(count, "fewest") >= got + PACKETS);
            System.out.println("Viewers that stay: " + shown + ", " + counted);

            assertThat(number(shown, "sessions")).isEqualTo(1);
            assertThat(shown.get("state").getAsString()).isEqualTo("playing");
            assertThat(shown.get("transport").getAsString()).isEqualTo("WebRTC");
            assertThat(number(counted, "connected")).isEqualTo(1);
            assertThat(stage.metric("glasscast_join_seconds_count"))
                    .as("sessions that there have been")
                    .isEqualTo(2);
            assertThat(stage.metric("glasscast_peers_closed_total{cause=\"ice-consent-lost\"}"))
                    .isZero();
        }
    }

    private static int number(JsonObject event, String name) {
        return event.get(name).getAsInt();
    }
}
