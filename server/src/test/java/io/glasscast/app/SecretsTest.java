package io.glasscast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.glasscast.app.config.Config;
import io.glasscast.app.config.Config.Logs;
import io.glasscast.app.config.ConfigReader;
import io.glasscast.app.house.House;
import io.glasscast.app.log.Logging;
import io.glasscast.examples.WatchApp;
import io.glasscast.glasses.GlassesEvent;
import io.glasscast.glasses.GlassesOptions;
import io.glasscast.glasses.SimulatedGlasses;
import io.glasscast.sdk.MiniApp;
import io.glasscast.store.App;
import io.glasscast.store.User;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server at work, with everything logged: what opens a door is in no log, metric or refusal.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SecretsTest {
    private static final String WEARER = "wearer@example.com";
    private static final String PACKAGE = "org.example.watch";
    private static final String PASSPHRASE = "PassphraseOfSrt";

    /// What strangers send, and what is in the addresses of outputs. All have the same beginning.
    private static final String WRONG = "Wrong5ecret";

    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        Logging.use(new Logs(Logs.Format.TEXT, Logs.Level.INFO));
    }

    private static Config config(Path folder) throws Exception {
        var reader = new ConfigReader(folder)
                .file(Files.writeString(folder.resolve("glasscast.yaml"), "srt: {passphrase: " + PASSPHRASE + "}\n"))
                .option("--bind", "doors.bind", Optional.of("127.0.0.1"))
                .option("--ingest", "streams.ingest", Optional.of("srt"));
        for (var door : List.of("http", "webrtc", "srt", "rtmp", "rtmps"))
            reader.option("--" + door, "doors." + door, Optional.of("0"));
        return reader.read();
    }

    @Test
    void nothingThatOpensADoorIsTold(@TempDir Path folder) throws Exception {
        try (var ears = new Ears()) {
            Logging.use(new Logs(Logs.Format.JSON, Logs.Level.DEBUG));
            var secrets = new ArrayList<String>();
            var told = new ArrayList<String>();
            try (var house = House.open(config(folder))) {
                var ready = house.ready();
                var server = URI.create(ready.http());
                var store = house.control().store();
                var token = store.users().add(new User(WEARER)).orElseThrow();
                var key = store.apps()
                        .add(new App(PACKAGE, "Watch", Set.of(App.CAMERA), Optional.empty()))
                        .orElseThrow();
                var connected = new CompletableFuture<Boolean>();
                try (var _ = SimulatedGlasses.start(GlassesOptions.of(server, token), event -> {
                            if (event instanceof GlassesEvent.Connected) connected.complete(true);
                        });
                        var app = new WatchApp(MiniApp.builder(PACKAGE, key).build())) {
                    assertThat(connected.get(30, TimeUnit.SECONDS)).isTrue();
                    var urls = app.start(server, WEARER, _ -> {}).get(60, TimeUnit.SECONDS);
                    var playbackId = urls.previewUrl().orElseThrow().replaceAll(".*/", "");
                    secrets.addAll(List.of(ready.adminToken().value(), token, key, playbackId, PASSPHRASE, WRONG));
                    watch(server, playbackId);
                    secrets.addAll(issued(house, urls.streamId()));
                    told.addAll(outputs(house, urls.streamId()));
                    told.addAll(strangers(server));
                    told.add(get(server + "/metrics"));
                }
            }
            told.add(ears.said());
            assertThat(ears.said()).contains(" output ", "connected");
            for (var text : told) for (var secret : secrets) assertThat(text).doesNotContain(secret);
            assertThat(ears.said())
                    .as("keys of glasses, apps and publishers")
                    .doesNotContain("gct_", "gck_", "publish:")
                    .doesNotContainPattern("(/whip/|/live/|streamid=|passphrase=)[^*]");
        }
    }

    private String get(String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    /// What a viewer asks for, right and wrong.
    private void watch(URI server, String playbackId) throws Exception {
        for (var path : List.of("/hls/%s/index.m3u8", "/dash/%s/manifest.mpd", "/hls/%s/none.mp4", "/watch/%s"))
            assertThat(get(server + path.formatted(playbackId))).isNotEmpty();
        post(server + "/whep/" + playbackId, Map.of("Content-Type", "application/sdp"), "v=0");
    }

    /// A link to the stream that somebody watches by, and a token of a program that may not do what it asks for.
    private List<String> issued(House house, String streamId) throws Exception {
        var api = house.ready().http() + "/api/v1/";
        var admin =
                Map.of("Authorization", "Bearer " + house.ready().adminToken().value());
        var link = secretOf(post(api + "streams/" + streamId + "/shares", admin, "{}"));
        watch(URI.create(house.ready().http()), link);
        var token = secretOf(post(api + "tokens", admin, "{\"name\":\"a program\",\"scope\":\"read\"}"));
        assertThat(post(api + "users", Map.of("Authorization", "Bearer " + token), "{\"user\":\"x@example.com\"}")
                        .statusCode())
                .isEqualTo(403);
        return List.of(link, token);
    }

    private static String secretOf(HttpResponse<String> issued) {
        assertThat(issued.statusCode()).isEqualTo(201);
        return JsonParser.parseString(issued.body())
                .getAsJsonObject()
                .get("token")
                .getAsString();
    }

    /// Outputs to doors that do not open, and what is shown of them.
    private List<String> outputs(House house, String streamId) throws Exception {
        var all = house.ready().http() + "/api/v1/streams/" + streamId + "/outputs";
        var bearer = "Bearer " + house.ready().adminToken().value();
        var ports = house.ready().ports();
        var urls = List.of(
                "rtmp://127.0.0.1:" + ports.rtmp().orElseThrow() + "/live/" + WRONG + "1",
                "srt://127.0.0.1:" + ports.srt().orElseThrow() + "?streamid=publish:" + WRONG + "2&passphrase=" + WRONG
                        + "3",
                house.ready().http().replace("http://", "http://" + WRONG + "4@") + "/whip/" + WRONG + "5");
        var told = new ArrayList<String>();
        int added = 0;
        for (var url : urls) {
            var answer = post(
                    all,
                    Map.of("Authorization", bearer, "Content-Type", "application/json"),
                    "{\"url\":\"" + url + "\"}");
            if (answer.statusCode() / 100 == 2) added++;
            told.add(answer.body());
        }
        var failed = new HashSet<String>();
        while (failed.size() < added) {
            var request = HttpRequest.newBuilder(URI.create(all)).header("Authorization", bearer);
            var shown = client.send(request.build(), BodyHandlers.ofString()).body();
            told.add(shown);
            for (var output : JsonParser.parseString(shown).getAsJsonArray()) {
                var fields = output.getAsJsonObject();
                if (fields.get("state").getAsString().equals("error"))
                    failed.add(fields.get("outputId").getAsString());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return told;
    }

    /// Wrong keys at every door of HTTP.
    private List<String> strangers(URI server) throws Exception {
        var told = new ArrayList<String>();
        for (var path : List.of(
                "/whip/%s", "/whep/%s", "/hls/%s/index.m3u8", "/thumbnail/%s.jpg", "/watch/../%s", "/%s", "/api/v1/%s"))
            for (var body : List.of("", "v=0 " + WRONG))
                told.add(post(
                                server + path.formatted(WRONG + "6"),
                                Map.of("Content-Type", "application/sdp", "Authorization", "Bearer " + WRONG + "7"),
                                body)
                        .body());
        for (var path : List.of("/api/v1/users", "/api/v1/apps", "/api/v1/sessions", "/api/client/device/state"))
            told.add(post(
                            server + path,
                            Map.of("Content-Type", "application/json", "Authorization", "Bearer " + WRONG + "8"),
                            "{\"" + WRONG + "\":\"" + WRONG + "\"")
                    .body());
        told.add(get(server + "/glasses-ws?token=gct_" + WRONG + "." + WRONG));
        told.add(get(server + "/app-ws?apiKey=" + WRONG));
        return told;
    }

    private HttpResponse<String> post(String url, Map<String, String> headers, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
