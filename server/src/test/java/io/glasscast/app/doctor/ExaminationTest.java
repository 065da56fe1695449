package io.glasscast.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.app.config.Config;
import io.glasscast.app.config.FreeDoors;
import io.glasscast.app.doctor.Examination.Grade;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExaminationTest {
    @TempDir
    Path folder;

    private Config config(String yaml) throws Exception {
        var file = Files.writeString(folder.resolve("config.yaml"), yaml);
        return FreeDoors.of(folder.resolve("data")).file(file).read();
    }

    private static Grade grade(Config config, String subject) {
        return Examination.of(config).stream()
                .filter(finding -> finding.subject().equals(subject))
                .map(Examination.Finding::grade)
                .max(Grade::compareTo)
                .orElseThrow();
    }

    @Test
    void findsNothingBadWhereNothingIs() throws Exception {
        assertThat(Examination.of(config("")))
                .extracting(Examination.Finding::grade)
                .doesNotContain(Grade.BAD);
    }

    @Test
    void namesTheDoorWhosePortIsTaken() throws Exception {
        try (var http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var webrtc = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            var config = config("doors: {http: " + http.getLocalPort() + ", webrtc: " + webrtc.getLocalPort() + "}");
            assertThat(grade(config, "doors.http")).isEqualTo(Grade.BAD);
            assertThat(grade(config, "doors.webrtc")).isEqualTo(Grade.BAD);
        }
    }

    @Test
    void namesAnAddressThatIsNotHere() throws Exception {
        assertThat(grade(config("doors: {bind: 192.0.2.1}"), "doors.bind")).isEqualTo(Grade.BAD);
    }

    @Test
    void readsCertificates() throws Exception {
        var pem = Pem.write(folder, Duration.ofDays(90));
        var tls = "tls: {certificate: " + pem.certificate() + ", key: " + pem.key() + "}";
        assertThat(grade(config(tls), "tls.certificate")).isEqualTo(Grade.OK);
        assertThat(grade(config(tls), "tls.key")).isEqualTo(Grade.OK);
        Pem.write(folder, Duration.ofDays(3));
        assertThat(grade(config(tls), "tls.certificate")).isEqualTo(Grade.WARN);
        Pem.write(folder, Duration.ofDays(-3));
        assertThat(grade(config(tls), "tls.certificate")).isEqualTo(Grade.BAD);
        Files.writeString(pem.key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThat(grade(config(tls), "tls.key")).isEqualTo(Grade.BAD);
        Files.writeString(pem.certificate(), "nonsense");
        assertThat(grade(config(tls), "tls.certificate")).isEqualTo(Grade.BAD);
    }

    /// Whichever it is: that depends on the system.
    @Test
    void saysWhatStandsAroundTheWorkers() throws Exception {
        assertThat(Examination.of(config("")))
                .filteredOn(finding -> finding.subject().equals("transcoding"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.words()).contains("network", "data folder", "MB at most");
                    assertThat(finding.grade())
                            .isEqualTo(finding.words().contains("have no network, do not see") ? Grade.OK : Grade.WARN);
                });
    }

    @Test
    void triesThePublicAddress() throws Exception {
        assertThat(grade(config(""), "public.url")).isEqualTo(Grade.WARN);
        assertThat(grade(config("public: {url: 'http://127.0.0.1:1'}"), "public.url"))
                .isEqualTo(Grade.WARN);
    }
}
