package io.glasscast.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.app.config.ConfigReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What every address of a server tells browsers, asked as a page of another site would ask.
@SuppressWarnings("NullAway") // set up before all tests
class RouteHeadersTest {
    private static final String ELSEWHERE = "https://elsewhere.example";
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /// Beside what is described.
    private static final List<String> OPEN = List.of(
            "/hls/x/index.m3u8",
            "/hls/x/1.0.mp4",
            "/dash/x/manifest.mpd",
            "/thumbnail/x.jpg",
            "/thumbnail/x.jpg?width=1",
            "/time",
            "/whip/x",
            "/whep/x",
            "/whip/sessions/x",
            "/whep/sessions/x");

    private static final List<String> CLOSED = List.of(
            "/",
            "/glasses",
            "/watch/x",
            "/watch/x?embed",
            "/openapi.yaml",
            "/assets/watch.js",
            "/assets/none.js",
            "/app-ws",
            "/ws/miniapp",
            "/glasses-ws",
            "/ws/client?token=x",
            "/console",
            "/made/up",
            // Not what they look like at first.
            "/hls/../api/v1/streams",
            "/hls/%2e%2e/api/v1/streams",
            "/time/../api/v1/users",
            "/hlsx");

    private static final Map<String, HttpResponse<String>> ANSWERS = new HashMap<>();

    private static House house;
    private static HttpClient client;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        var config = new ConfigReader(folder).option("--bind", "doors.bind", Optional.of("127.0.0.1"));
        for (var door : List.of("http", "webrtc", "srt", "rtmp", "rtmps"))
            config.option("--" + door, "doors." + door, Optional.of("0"));
        // More than all tests together ask.
        config.option("--requests", "limits.requestsPerSecond", Optional.of("100000"));
        house = House.open(config.read());
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void close() {
        client.close();
        house.close();
    }

    /// Asks once, however many tests want to know.
    private static HttpResponse<String> ask(String method, String path) throws Exception {
        var known = ANSWERS.get(method + path);
        if (known != null) return known;
        var request = HttpRequest.newBuilder(URI.create(house.ready().http() + path))
                .header("Origin", ELSEWHERE)
                .header("Access-Control-Request-Method", "GET")
                .method(method, BodyPublishers.noBody());
        var answer = client.send(request.build(), BodyHandlers.ofString());
        ANSWERS.put(method + path, answer);
        return answer;
    }

    private static List<String> described() throws Exception {
        var description = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(ask("GET", "/openapi.yaml").body());
        var paths = (Map<?, ?>) Objects.requireNonNull(description.get("paths"));
        var filled = new ArrayList<String>();
        for (var path : paths.keySet()) filled.add(path.toString().replaceAll("\\{\\w+}", "x"));
        assertThat(filled).hasSizeGreaterThan(25);
        return filled;
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }

    @Test
    void everyAnswerKeepsItsAddressAndItsTypeToItself() throws Exception {
        var all = new ArrayList<>(described());
        all.addAll(OPEN);
        all.addAll(CLOSED);
        for (var path : all)
            for (var method : METHODS) {
                var answer = ask(method, path);
                var where = method + " " + path + " " + answer.statusCode();
                assertThat(answer.statusCode()).as(where).isLessThan(500);
                assertThat(header(answer, "X-Content-Type-Options")).as(where).contains("nosniff");
                assertThat(header(answer, "Referrer-Policy")).as(where).contains("no-referrer");
                assertThat(header(answer, "Set-Cookie")).as(where).isEmpty();
                assertThat(header(answer, "Server")).as(where).isEmpty();
            }
    }

    @Test
    void otherSitesMayReadWhatIsPlayedAndPublished() throws Exception {
        for (var path : OPEN)
            for (var method : METHODS) {
                var answer = ask(method, path);
                var where = method + " " + path;
                assertThat(header(answer, "Access-Control-Allow-Origin"))
                        .as(where)
                        .contains("*");
                assertThat(header(answer, "Access-Control-Allow-Credentials"))
                        .as(where)
                        .isEmpty();
                assertThat(header(answer, "Cross-Origin-Resource-Policy"))
                        .as(where)
                        .contains("cross-origin");
            }
    }

    @Test
    void otherSitesMayReadNothingElse() throws Exception {
        var closed = new ArrayList<>(described());
        closed.removeIf(path -> path.startsWith("/whip/") || path.startsWith("/whep/"));
        closed.addAll(CLOSED);
        for (var path : closed)
            for (var method : METHODS) {
                var answer = ask(method, path);
                var where = method + " " + path;
                assertThat(answer.headers().map().keySet())
                        .as(where)
                        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
                assertThat(header(answer, "Cross-Origin-Resource-Policy"))
                        .as(where)
                        .contains("same-origin");
            }
    }

    @Test
    void onlyTheEmbedIsShownInFrames() throws Exception {
        var closed = new ArrayList<>(described());
        closed.removeIf(path -> path.startsWith("/whip/") || path.startsWith("/whep/"));
        closed.addAll(CLOSED);
        for (var path : closed) {
            var policy = header(ask("GET", path), "Content-Security-Policy").orElse("");
            assertThat(policy)
                    .as(path)
                    .contains("default-src 'none'")
                    .endsWith("frame-ancestors " + (path.equals("/watch/x?embed") ? "*" : "'none'"))
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void onlyTheGlassesConnectAbroadAndUseTheCamera() throws Exception {
        for (var path : List.of("/", "/watch/x", "/watch/x?embed", "/glasses")) {
            var answer = ask("GET", path);
            boolean glasses = path.equals("/glasses");
            assertThat(header(answer, "Content-Security-Policy").orElse("").contains("https:"))
                    .as(path)
                    .isEqualTo(glasses);
            assertThat(header(answer, "Permissions-Policy"))
                    .as(path)
                    .hasValueSatisfying(devices ->
                            assertThat(devices.contains("camera=(self)")).isEqualTo(glasses));
        }
    }
}
