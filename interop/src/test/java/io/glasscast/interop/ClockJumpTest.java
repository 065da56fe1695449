package io.glasscast.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server's clock is set right by years, in either direction, while everybody is there.
@Tag("interop")
@SuppressWarnings("NullAway") // set up before each test
class ClockJumpTest {
    private static final List<Duration> JUMPS = List.of(Duration.ofDays(4_000), Duration.ofDays(-8_000));
    /// Pictures that are to come after each.
    private static final int ON = 50;

    private static final Pattern DATE = Pattern.compile("#EXT-X-PROGRAM-DATE-TIME:(\\S+)");

    @TempDir
    Path data;

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final HttpClient http = HttpClient.newHttpClient();
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.open(
                data,
                "127.0.0.1",
                Map.of("streams.named", "1"),
                () -> Instant.now().plus(ahead.get()));
    }

    @AfterEach
    void close() {
        stage.close();
        http.shutdownNow();
    }

    @Test
    void whoPublishesAndWatchesNoticesNothing() throws Exception {
        stage.keep(new Wanderer()).publish(stage.http() + "/whip/my-stream");
        var viewer = stage.keep(BarePeer.viewer(URI.create(stage.http() + "/whep/my-stream")));
        viewer.await("a picture", it -> !it.seen().isEmpty());
        var dates = new ArrayList<>(awaitDates(1).subList(0, 1));
        for (var jump : JUMPS) {
            ahead.updateAndGet(jump::plus);
            int until = viewer.seen().size() + ON;
            viewer.await("pictures after the clock jumped", it -> it.seen().size() >= until);
            assertThat(Instant.parse(get("/time")))
                    .as("the time of day, which players ask for")
                    .isBetween(
                            Instant.now().plus(ahead.get()).minusSeconds(60),
                            Instant.now().plus(ahead.get()));
        }
        dates.addAll(awaitDates(2));
        assertThat(dates).as("the times of capture go on").isSorted();
        assertThat(Duration.between(dates.getFirst(), dates.getLast())).isLessThan(Duration.ofMinutes(10));
    }

    /// They are good for as long as they were meant to be; whoever looks sees those that are.
    @Test
    void linksAreGoodForTheirTime() throws Exception {
        var shares = "/api/v1/streams/" + stage.livestream().streamId() + "/shares";
        var link = admin("POST", shares, "{\"expiresIn\":3600}").getAsJsonObject();
        for (var jump : JUMPS) {
            ahead.updateAndGet(jump::plus);
            admin("POST", shares, "{\"expiresIn\":3600}");
            assertThat(ids(admin("GET", shares, "").getAsJsonArray()))
                    .contains(link.get("shareId").getAsString());
            var viewer =
                    stage.keep(BarePeer.viewer(URI.create(link.get("webrtcUrl").getAsString())));
            viewer.await("a picture", it -> !it.seen().isEmpty());
        }
        admin("DELETE", shares + "/" + link.get("shareId").getAsString(), "");
        assertThat(ids(admin("GET", shares, "").getAsJsonArray()))
                .hasSize(2)
                .doesNotContain(link.get("shareId").getAsString());
    }

    private static List<String> ids(JsonArray links) {
        return links.asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(link -> link.get("shareId").getAsString())
                .toList();
    }

    private JsonElement admin(String method, String path, String body) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(stage.http() + path))
                        .header(
                                "Authorization",
                                "Bearer " + stage.house().ready().adminToken().value())
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
        return answer.body().isEmpty() ? new JsonObject() : JsonParser.parseString(answer.body());
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(stage.http() + path)).build(), BodyHandlers.ofString())
                .body();
    }

    /// What a playlist says of the times of capture, once it says so many.
    private List<Instant> awaitDates(int count) throws Exception {
        long until = System.nanoTime() + Stage.PATIENCE.toNanos();
        while (true) {
            var dates = DATE.matcher(get("/hls/my-stream/video.m3u8"))
                    .results()
                    .map(match -> Instant.parse(match.group(1)))
                    .toList();
            if (dates.size() >= count) return dates;
            assertThat(System.nanoTime()).as("in time").isLessThan(until);
            Thread.sleep(50); // a player without blocking requests asks again
        }
    }
}
