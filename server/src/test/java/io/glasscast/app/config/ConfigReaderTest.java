package io.glasscast.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.api.http.MetricsPage;
import io.glasscast.contract.Dialect;
import io.glasscast.gates.OutboundRule;
import io.glasscast.kernel.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    @TempDir
    Path folder;

    private ConfigReader reader() {
        return new ConfigReader(folder.resolve("data"));
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("glasscast.yaml"), yaml);
    }

    @Test
    void needsNothing() throws ConfigProblem {
        var config = reader().read();
        assertThat(config.data()).isEqualTo(folder.resolve("data"));
        assertThat(config.doors())
                .isEqualTo(new Config.Doors(
                        "0.0.0.0",
                        new DoorSetting.Open(8080),
                        new DoorSetting.Open(8189),
                        new DoorSetting.Open(4201),
                        new DoorSetting.Open(1935),
                        new DoorSetting.Open(1936)));
        assertThat(config.apps().dialOut()).isTrue();
        assertThat(config.streams())
                .isEqualTo(new Config.Streams(
                        Duration.ofSeconds(60),
                        Optional.of(Duration.ofSeconds(30)),
                        Optional.empty(),
                        0,
                        Dialect.STREAM));
        assertThat(config.at().url()).isEmpty();
        assertThat(config.tls()).isEmpty();
        assertThat(config.metrics()).isEqualTo(new Config.Metrics(MetricsPage.Access.LOOPBACK));
        assertThat(config.outbound().allow()).as("the internet only").isEmpty();
    }

    /// Whoever reaches such a server reaches the rest of the machine anyway.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "unset",
            value = {
                "127.0.0.1 | unset               | true",
                "::1       | unset               | true",
                "localhost | unset               | true",
                "127.0.0.1 | 10.0.0.0/8          | false",
                "127.0.0.1 | ''                  | false",
                "0.0.0.0   | unset               | false",
                "::        | unset               | false",
                "192.0.2.7 | unset               | false",
                "0.0.0.0   | any                 | true",
                "0.0.0.0   | '10.0.0.0/8, 127.0.0.1' | true",
            })
    void aServerThatNobodyElseReachesCallsItsOwnMachine(String bind, @Nullable String allow, boolean loopback)
            throws Exception {
        var config = reader().option("--bind", "doors.bind", Optional.of(bind))
                .option("--outbound-allow", "outbound.allow", Optional.ofNullable(allow))
                .read();
        assertThat(new OutboundRule(config.outbound().allow())
                        .objection(InetAddress.ofLiteral("127.0.0.1"))
                        .isEmpty())
                .isEqualTo(loopback);
    }

    @Test
    void readsEveryKey() throws Exception {
        var pem = Files.writeString(folder.resolve("pem"), "");
        var config = reader().file(file("""
                        data: /var/lib/glasscast
                        doors: {bind: "127.0.0.1", http: 0, webrtc: off}
                        public:
                          url: https://glasscast.example/
                          hosts: [media.example, 203.0.113.7, "2001:db8::7"]
                        tls: {certificate: %s, key: %s}
                        apps: {dialOut: false}
                        streams: {grace: 2m, unwatched: off, named: 7, dialect: rtmp}
                        limits: {streams: 10, viewersPerStream: 20, requestsPerSecond: 30, connectionsPerAddress: 40}
                        outbound: {allow: [10.1.0.0/16, "fd00::/8"]}
                        metrics: {access: token}
                        logs: {format: json, level: debug}
                        """.formatted(pem, pem))).read();
        assertThat(config.data()).isEqualTo(Path.of("/var/lib/glasscast"));
        assertThat(config.doors())
                .isEqualTo(new Config.Doors(
                        "127.0.0.1",
                        new DoorSetting.Open(0),
                        new DoorSetting.Off(),
                        new DoorSetting.Open(4201),
                        new DoorSetting.Open(1935),
                        new DoorSetting.Open(1936)));
        assertThat(config.at().url().orElseThrow()).hasToString("https://glasscast.example");
        assertThat(config.at().hosts()).containsExactly("media.example", "203.0.113.7", "2001:db8::7");
        assertThat(config.tls()).contains(new Config.Tls(pem, pem));
        assertThat(config.apps().dialOut()).isFalse();
        assertThat(config.streams())
                .isEqualTo(
                        new Config.Streams(Duration.ofMinutes(2), Optional.empty(), Optional.empty(), 7, Dialect.RTMP));
        assertThat(config.limits()).isEqualTo(new Config.Limits(10, 20, 30, 40));
        assertThat(config.metrics()).isEqualTo(new Config.Metrics(MetricsPage.Access.TOKEN));
        assertThat(config.outbound().allow())
                .extracting(Network::toString)
                .containsExactly("10.1.0.0/16", "fd00:0:0:0:0:0:0:0/8");
        assertThat(config.logs()).isEqualTo(new Config.Logs(Config.Logs.Format.JSON, Config.Logs.Level.DEBUG));
    }

    @Test
    void theCommandLineWins() throws Exception {
        var config = reader().file(file("doors: {http: 1}"))
                .option("--http", "doors.http", Optional.of("2"))
                .read();
        assertThat(config.doors().http()).isEqualTo(new DoorSetting.Open(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "doors: {http: 70000}     | doors.http must be a port from 0 (any free one) to 65535, or off, not '70000'",
                "doors: {https: 443}      | unknown key doors.https; known are doors.bind, doors.http, doors.webrtc",
                "apps: {dialOut: perhaps} | apps.dialOut must be true or false, not 'perhaps'",
                "streams: {grace: 60}     | streams.grace must be a duration from 1ms to 1h, such as 60s, not '60'",
                "streams: {grace: 0s}     | streams.grace must be a duration from 1ms to 1h, such as 60s, not '0s'",
                "streams: {grace: 2h}     | streams.grace must be a duration from 1ms to 1h, such as 60s, not '2h'",
                "streams: {named: yes}    | streams.named must be a whole number from 0 to 1000, not 'yes'",
                "streams: {dialect: old}  | streams.dialect must be one of stream, rtmp, not 'old'",
                "logs: {format: xml}      | logs.format must be one of text, json, not 'xml'",
                "public: {url: 'ftp://x'} | public.url must be an http or https URL without a query, not 'ftp://x'",
                "public: {hosts: 'a b'}   | public.hosts must be a list of host names or IP addresses, not 'a b'",
                "limits: {streams: 0}     | limits.streams must be a whole number from 1 to 100000, not '0'",
                "outbound: {allow: local} | outbound.allow must be a list of networks such as 10.0.0.0/8 or fd00::/8, or any, not 'local'",
                "data:                    | data has no value",
                "just words               | must be keys and values, such as 'doors:'",
                "'doors: {http: 1'        | line 1: not YAML",
                "tls: {certificate: /none, key: /none} | tls.certificate must be a file that can be read, not /none",
            })
    void sayWhatIsWrongInOneLine(String yaml, String reason) throws Exception {
        var file = file(yaml);
        assertThatThrownBy(() -> reader().file(file).read())
                .isInstanceOf(ConfigProblem.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({"store, key, 0123secret, 64 hexadecimal digits", "srt, passphrase, secret, 10 to 79 printable"})
    void aWrongSecretIsNotShown(String room, String key, String value, String allowed) throws Exception {
        var file = file("%s: {%s: %s}".formatted(room, key, value));
        assertThatThrownBy(() -> reader().file(file).read())
                .hasMessageStartingWith(file + ": " + room + "." + key + " must be " + allowed)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void aWrongOptionIsNamedAsItWasTyped() {
        assertThatThrownBy(() -> reader().option("--http", "doors.http", Optional.of("web"))
                        .read())
                .hasMessage("--http must be a port from 0 (any free one) to 65535, or off, not 'web'");
    }

    @Test
    void aCertificateNeedsItsKey() throws IOException {
        var pem = Files.writeString(folder.resolve("pem"), "");
        assertThatThrownBy(() ->
                        reader().file(file("tls: {certificate: " + pem + "}")).read())
                .hasMessage("tls.certificate and tls.key: both or neither must be set");
    }

    @Test
    void everyKeyIsDocumentedWithItsStandardValue() throws IOException {
        var documented = Files.readString(Path.of("..", "docs", "configuration.md"));
        for (var setting : Settings.ALL) {
            var standard = setting.standard().isEmpty() ? "" : "`" + setting.standard() + "`";
            assertThat(documented)
                    .as(setting.key())
                    .containsPattern("\\| `" + setting.key() + "` \\| " + standard + "[^\\n]*\\|");
        }
    }

    @Test
    void everyStandardValueIsAllowed() {
        for (var setting : Settings.ALL)
            if (!setting.standard().isEmpty())
                assertThat(setting.parse().apply(setting.standard()).isPresent())
                        .as(setting.key())
                        .isTrue();
    }
}
