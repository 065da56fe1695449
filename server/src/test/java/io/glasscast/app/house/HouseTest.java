package io.glasscast.app.house;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import io.glasscast.app.config.Config;
import io.glasscast.app.config.ConfigProblem;
import io.glasscast.app.config.ConfigReader;
import io.glasscast.app.config.FreeDoors;
import io.glasscast.app.doctor.Pem;
import io.glasscast.store.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class HouseTest {
    @TempDir
    Path folder;

    private Config config(String http) throws ConfigProblem {
        return config(http, "");
    }

    private Config config(String http, String storeKey) throws ConfigProblem {
        return FreeDoors.of(folder)
                .option("the test", "store.key", Optional.of(storeKey).filter(key -> !key.isEmpty()))
                .option("--http", "doors.http", Optional.of(http))
                .read();
    }

    private static int status(String url) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void opensAndClosesWithinFiveSeconds() throws Exception {
        var house = House.open(config("0"));
        var http = house.ready().http();
        assertThat(status(http + "/health/ready")).isEqualTo(200);
        assertThat(status(http + "/metrics")).isEqualTo(200);
        assertThat(status(http + "/hls/x/index.m3u8")).isEqualTo(404);
        long before = System.nanoTime();
        house.close();
        assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
        assertThatThrownBy(() -> status(http + "/health/live")).isInstanceOf(ConnectException.class);
    }

    /// The first peer's handshake must not be the one that loads the classes.
    @Test
    void isReadyOnceItHasRehearsed() throws Exception {
        var others = Thread.getAllStackTraces().keySet();
        try (var house = House.open(config("0"))) {
            assertThat(status(house.ready().http() + "/health/ready")).isEqualTo(200);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !others.contains(thread))
                    .extracting(Thread::getName)
                    .doesNotContain("rehearsals");
        }
    }

    /// Whoever asks while the rooms are closed one after the other is told to come again, and nothing went wrong.
    @Test
    @Timeout(60)
    void requestsWhileItClosesAreSentAwayInWords() throws Exception {
        var house = House.open(config("0"));
        var http = house.ready().http();
        var answers = new ConcurrentLinkedQueue<HttpResponse<String>>();
        var asked = new CountDownLatch(50);
        var askers = new ArrayList<Thread>();
        for (var path : List.of("/whep/x", "/hls/x/index.m3u8", "/api/v1/streams", "/thumbnail/x.jpg", "/metrics"))
            askers.add(Thread.ofVirtual().start(() -> {
                try (var client = HttpClient.newHttpClient()) {
                    while (true) {
                        answers.add(client.send(asking(http + path), BodyHandlers.ofString()));
                        asked.countDown();
                    }
                } catch (IOException | InterruptedException _) {
                    return; // The door is closed.
                }
            }));
        asked.await();
        house.close();
        for (var asker : askers) asker.join();
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode())
                    .as(answer.uri() + " " + answer.body())
                    .isIn(200, 401, 404, 429, 503);
            if (answer.statusCode() == 503)
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        });
    }

    private static HttpRequest asking(String url) {
        var request = HttpRequest.newBuilder(URI.create(url));
        return url.contains("/whep/")
                ? request.header("Content-Type", "application/sdp")
                        .POST(BodyPublishers.ofString("v=0"))
                        .build()
                : request.build();
    }

    @Test
    void theReadyEventIsTrue() throws Exception {
        try (var house = House.open(config("0"))) {
            var event = JsonParser.parseString(house.ready().json()).getAsJsonObject();
            assertThat(event.keySet())
                    .containsExactly("event", "http", "webrtc", "srt", "rtmp", "rtmps", "adminToken", "startMs");
            assertThat(event.get("adminToken").getAsString())
                    .isEqualTo(Files.readString(folder.resolve(AdminToken.FILE)).strip());
            for (var door : new String[] {"srt", "rtmp", "rtmps"})
                assertThat(event.get(door).getAsInt()).isPositive();
        }
    }

    @Test
    void aDoorThatIsOffIsNullInTheReadyEvent() throws Exception {
        var off = new ConfigReader(folder).option("--bind", "doors.bind", Optional.of("127.0.0.1"));
        for (var door : new String[] {"http", "webrtc", "srt", "rtmp", "rtmps"})
            off.option("--" + door, "doors." + door, Optional.of("off"));
        try (var house = House.open(off.read())) {
            var event = JsonParser.parseString(house.ready().json()).getAsJsonObject();
            for (var door : new String[] {"http", "webrtc", "srt", "rtmp", "rtmps"})
                assertThat(event.get(door).isJsonNull()).isTrue();
        }
    }

    @Test
    void theAdminTokenIsKeptAndPrivate() throws Exception {
        var token = AdminToken.in(folder);
        assertThat(AdminToken.in(folder)).isEqualTo(token);
        assertThat(token.toString()).doesNotContain(token.value());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(AdminToken.FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void aTakenPortIsNamedWithItsSetting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var config = config(taken.getLocalPort() + "");
            assertThatThrownBy(() -> House.open(config))
                    .isInstanceOf(HouseProblem.class)
                    .hasMessageStartingWith(
                            "doors.http: port " + taken.getLocalPort() + " on 127.0.0.1 cannot be opened: ");
        }
    }

    @Test
    void aTakenWebRtcPortIsNamedWithItsSetting() throws Exception {
        try (var taken = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            var config = FreeDoors.of(folder)
                    .option("--webrtc", "doors.webrtc", Optional.of(taken.getLocalPort() + ""))
                    .read();
            assertThatThrownBy(() -> House.open(config))
                    .isInstanceOf(HouseProblem.class)
                    .hasMessageStartingWith(
                            "doors.webrtc: port " + taken.getLocalPort() + " on 127.0.0.1 cannot be opened");
        }
    }

    @Test
    void aDataFolderThatCannotBeIsNamedWithItsSetting() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");
        var config = new ConfigReader(file.resolve("below")).read();
        assertThatThrownBy(() -> House.open(config)).hasMessageStartingWith("data: the folder ");
    }

    @Test
    void aDatabaseThatWasSealedIsNotOpenedWithoutItsKey() throws Exception {
        House.open(config("0", "0f".repeat(32))).close();
        for (var key : new String[] {"", "f0".repeat(32)}) {
            var config = config("0", key);
            assertThatThrownBy(() -> House.open(config))
                    .isInstanceOf(HouseProblem.class)
                    .hasMessageStartingWith("data: the database in " + folder + " cannot be used: it is encrypted")
                    .hasMessageContaining("store.key");
        }
        House.open(config("0", "0f".repeat(32))).close();
    }

    @Test
    void secretsDoNotReachTheLog() throws Exception {
        var log = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            io.glasscast.app.log.Logging.use(new Config.Logs(Config.Logs.Format.JSON, Config.Logs.Level.DEBUG));
            try (var house = House.open(config("0"));
                    var client = HttpClient.newHttpClient()) {
                for (var path : new String[] {"/whip/SecretIngestKey", "/whep/SecretPlaybackId", "/whip/%ZZSecret"}) {
                    var request = HttpRequest.newBuilder()
                            .uri(URI.create(house.ready().http() + path.replace("%ZZ", "")))
                            .header("Authorization", "Bearer SecretToken")
                            .header("Content-Type", "application/sdp")
                            .POST(BodyPublishers.ofString("SecretBody"))
                            .build();
                    client.send(request, BodyHandlers.discarding());
                }
                assertThat(log.toString(StandardCharsets.UTF_8))
                        .doesNotContain("Secret")
                        .doesNotContain(house.ready().adminToken().value());
            }
        } finally {
            System.setErr(before);
            io.glasscast.app.log.Logging.use(new Config.Logs(Config.Logs.Format.TEXT, Config.Logs.Level.INFO));
        }
    }

    @Test
    void whoeverGuessesGetsNothingAndIsCounted() throws Exception {
        try (var house = House.open(config("0"));
                var client = HttpClient.newHttpClient()) {
            var http = house.ready().http();
            for (var path : new String[] {
                "/hls/guess/index.m3u8", "/hls/guess/video.m3u8", "/dash/guess/manifest.mpd", "/thumbnail/guess.jpg"
            }) assertThat(status(http + path)).as(path).isEqualTo(404);
            for (var path : new String[] {"/whep/guess", "/whip/guess"}) {
                var offer = HttpRequest.newBuilder(URI.create(http + path))
                        .header("Content-Type", "application/sdp")
                        .POST(BodyPublishers.ofString("v=0"))
                        .build();
                assertThat(client.send(offer, BodyHandlers.discarding()).statusCode())
                        .as(path)
                        .isEqualTo(404);
            }
            assertThat(status(http + "/api/v1/streams")).isEqualTo(401);
            var metrics = client.send(
                            HttpRequest.newBuilder(URI.create(http + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(metrics)
                    .contains(
                            "glasscast_playback_refused_total{protocol=\"hls\"} 3.0",
                            "glasscast_playback_refused_total{protocol=\"thumbnail\"} 1.0",
                            "glasscast_playback_refused_total{protocol=\"webrtc\"} 1.0",
                            "glasscast_discarded_total{cause=\"whip-unknown-key\"} 1.0",
                            "glasscast_control_refused_total{cause=\"admin-token\"} 1.0");
        }
    }

    /// One setting for all of them. Loopback is a proxy of this machine, so it takes another address of it.
    @Test
    void connectionsOfOneAddressAreLimitedByHttpAndByRtmp() throws Exception {
        var address = ownAddress();
        assumeTrue(address.isPresent(), "this machine has loopback only");
        var here = address.get().getHostAddress();
        var config = new ConfigReader(folder)
                .option("--bind", "doors.bind", Optional.of(here))
                .option("--http", "doors.http", Optional.of("0"))
                .option("--webrtc", "doors.webrtc", Optional.of("off"))
                .option("--srt", "doors.srt", Optional.of("off"))
                .option("--rtmp", "doors.rtmp", Optional.of("0"))
                .option("--rtmps", "doors.rtmps", Optional.of("off"))
                .option("--limit", "limits.connectionsPerAddress", Optional.of("2"))
                .read();
        try (var house = House.open(config)) {
            refusesTheThird(
                    house,
                    new InetSocketAddress(here, URI.create(house.ready().http()).getPort()),
                    "glasscast_http_refused_total{cause=\"connections-address\"} 1.0");
            refusesTheThird(
                    house,
                    new InetSocketAddress(here, house.ready().ports().rtmp().orElseThrow()),
                    "glasscast_rtmp_refused_total{cause=\"rtmp-connections-address\"} 1.0");
        }
    }

    private static void refusesTheThird(House house, InetSocketAddress door, String counted) throws Exception {
        try (var _ = new Socket(door.getAddress(), door.getPort());
                var _ = new Socket(door.getAddress(), door.getPort());
                var _ = new Socket(door.getAddress(), door.getPort())) {
            long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!house.metrics().scrape().contains(counted)) {
                assertThat(System.nanoTime()).as(counted).isLessThan(until);
                Thread.sleep(10); // nobody tells when something is counted
            }
        }
    }

    private static Optional<InetAddress> ownAddress() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
    }

    @Test
    void metricsAreShownToWhoShowsATokenWhereTheOperatorWantsIt() throws Exception {
        var config = new ConfigReader(folder)
                .option("--bind", "doors.bind", Optional.of("127.0.0.1"))
                .option("--http", "doors.http", Optional.of("0"))
                .option("--webrtc", "doors.webrtc", Optional.of("off"))
                .option("--srt", "doors.srt", Optional.of("off"))
                .option("--rtmp", "doors.rtmp", Optional.of("off"))
                .option("--rtmps", "doors.rtmps", Optional.of("off"))
                .option("--metrics", "metrics.access", Optional.of("token"))
                .read();
        try (var house = House.open(config);
                var client = HttpClient.newHttpClient()) {
            var metrics = URI.create(house.ready().http() + "/metrics");
            var board = house.control()
                    .store()
                    .apiTokens()
                    .issue("prometheus", Scope.READ, Optional.empty())
                    .secret();
            for (var token : List.of("", "gca_guess"))
                assertThat(client.send(
                                        HttpRequest.newBuilder(metrics)
                                                .header("Authorization", "Bearer " + token)
                                                .build(),
                                        BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(401);
            for (var token : List.of(board, house.ready().adminToken().value()))
                assertThat(client.send(
                                        HttpRequest.newBuilder(metrics)
                                                .header("Authorization", "Bearer " + token)
                                                .build(),
                                        BodyHandlers.ofString())
                                .body())
                        .contains("glasscast_http_refused_total{cause=\"key\"} 2.0");
        }
    }

    @Test
    void speaksTlsAndHttp2WhenGivenACertificate() throws Exception {
        var pem = Pem.write(folder, Duration.ofDays(1));
        var file = Files.writeString(
                folder.resolve("tls.yaml"), "tls: {certificate: " + pem.certificate() + ", key: " + pem.key() + "}");
        var config = FreeDoors.of(folder)
                .file(file)
                .option("--webrtc", "doors.webrtc", Optional.of("off"))
                .read();
        try (var house = House.open(config);
                var client =
                        HttpClient.newBuilder().sslContext(pem.trustedAlone()).build()) {
            assertThat(house.ready().http()).startsWith("https://127.0.0.1:");
            var url = house.ready().http().replace("127.0.0.1", "localhost") + "/health/live";
            var answer = client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("live\n");
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(house.ready().ports().webRtc()).isEmpty();
        }
    }

    @Test
    void metricsAndAddressesAreDocumented() throws Exception {
        var documented = Files.readString(Path.of("..", "docs", "metrics.md"));
        try (var house = House.open(config("0"));
                var client = HttpClient.newHttpClient()) {
            var metrics = get(client, house.ready().http() + "/metrics");
            metrics.lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .map(line -> line.split(" ")[2])
                    .filter(name -> !name.endsWith("_max"))
                    .forEach(name -> assertThat(documented).contains("| `" + name));

            var described = (Map<?, ?>) new Load(LoadSettings.builder().build())
                    .loadFromString(get(client, house.ready().http() + "/openapi.yaml"));
            var paths = (Map<?, ?>) Objects.requireNonNull(described.get("paths"));
            for (var path : paths.entrySet()) {
                var methods = new TreeSet<String>();
                for (var method : ((Map<?, ?>) path.getValue()).keySet())
                    methods.add(method.toString().toUpperCase(ROOT));
                methods.remove("PARAMETERS");
                assertThat(allowed(
                                client,
                                house.ready().http() + path.getKey().toString().replaceAll("\\{\\w+}", "x")))
                        .as(path.getKey().toString())
                        .containsAll(methods);
            }
        }
    }

    private static String get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    private static List<String> allowed(HttpClient client, String url) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).method("OPTIONS", BodyPublishers.noBody());
        return List.of(client.send(request.build(), BodyHandlers.discarding())
                .headers()
                .firstValue("Allow")
                .orElse("")
                .split(", "));
    }
}
