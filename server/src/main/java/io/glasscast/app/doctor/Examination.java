package io.glasscast.app.doctor;

import io.glasscast.app.config.Config;
import io.glasscast.app.config.DoorSetting;
import io.glasscast.app.house.Workers;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Looks at everything that could keep a server with this configuration from working, without starting one.
public final class Examination {
    /// Certificates of the usual issuers are renewed a month before they end.
    private static final Duration RENEWAL = Duration.ofDays(14);

    private static final Duration REACHING = Duration.ofSeconds(5);
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

    private static final String NO_TOOLS = "install util-linux (prlimit, unshare, setpriv)";
    private static final String IN_THE_WAY =
            "set data to a folder without Java, this program or the home folder in it, on a system that lets the server"
                    + " mount in a namespace of its own";
    private static final String NO_NAMESPACES = "this system does not let the server make user and network namespaces"
            + " (a container, kernel.apparmor_restrict_unprivileged_userns, or user.max_user_namespaces)";

    private final Config config;
    private final List<Finding> findings = new ArrayList<>();

    private Examination(Config config) {
        this.config = config;
    }

    /// How bad it is.
    public enum Grade {
        OK,
        WARN,
        BAD;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param subject the setting to change, where there is one
    public record Finding(String subject, Grade grade, String words) {}

    public static List<Finding> of(Config config) {
        var examination = new Examination(config);
        examination.data();
        examination.bind();
        examination.http();
        examination.webrtc();
        examination.srtAndRtmp();
        examination.tls();
        examination.publicUrl();
        examination.publicHosts();
        examination.workers();
        return examination.findings;
    }

    private void found(String subject, Grade grade, String words) {
        findings.add(new Finding(subject, grade, words));
    }

    private void data() {
        try {
            Files.createDirectories(config.data());
            if (Files.isWritable(config.data())) found("data", Grade.OK, config.data() + " can be written");
            else found("data", Grade.BAD, config.data() + " cannot be written: change its owner, or set data");
        } catch (IOException e) {
            found("data", Grade.BAD, config.data() + " cannot be made (" + e.getMessage() + "): set data");
        }
    }

    private void bind() {
        try {
            var address = InetAddress.getByName(config.doors().bind());
            if (address.isAnyLocalAddress()) found("doors.bind", Grade.OK, "all addresses of this machine");
            else if (NetworkInterface.getByInetAddress(address) != null)
                found("doors.bind", Grade.OK, address.getHostAddress() + " is an address of this machine");
            else
                found(
                        "doors.bind",
                        Grade.BAD,
                        address.getHostAddress()
                                + " is no address of this machine: set doors.bind to one, or to 0.0.0.0");
        } catch (UnknownHostException | SocketException e) {
            found("doors.bind", Grade.BAD, config.doors().bind() + " is no address: " + e.getMessage());
        }
    }

    private void http() {
        switch (config.doors().http()) {
            case DoorSetting.Off() -> found("doors.http", Grade.WARN, "off: nothing can be arranged or watched");
            case DoorSetting.Open(int port) -> tcp("doors.http", port);
        }
    }

    private void webrtc() {
        switch (config.doors().webrtc()) {
            case DoorSetting.Off() -> found("doors.webrtc", Grade.WARN, "off: no WHIP and no WHEP");
            case DoorSetting.Open(int port) -> {
                tcp("doors.webrtc", port);
                udp("doors.webrtc", port);
            }
        }
    }

    private void srtAndRtmp() {
        switch (config.doors().srt()) {
            case DoorSetting.Off() -> found("doors.srt", Grade.WARN, "off: restreamed glasses publish over WHIP");
            case DoorSetting.Open(int port) -> udp("doors.srt", port);
        }
        switch (config.doors().rtmp()) {
            case DoorSetting.Off() -> found("doors.rtmp", Grade.OK, "off");
            case DoorSetting.Open(int port) -> tcp("doors.rtmp", port);
        }
        switch (config.doors().rtmps()) {
            case DoorSetting.Off() -> found("doors.rtmps", Grade.OK, "off");
            case DoorSetting.Open(int port) -> tcp("doors.rtmps", port);
        }
    }

    private void udp(String setting, int port) {
        try (var socket =
                new DatagramSocket(new InetSocketAddress(config.doors().bind(), port))) {
            found(setting, Grade.OK, "UDP port " + socket.getLocalPort() + " is free");
        } catch (IOException e) {
            found(setting, Grade.BAD, "UDP port " + port + ": " + e.getMessage() + "; set " + setting);
        }
    }

    private void tcp(String setting, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(config.doors().bind(), port));
            found(setting, Grade.OK, "TCP port " + socket.getLocalPort() + " is free");
        } catch (IOException e) {
            found(
                    setting,
                    Grade.BAD,
                    "TCP port " + port + ": " + e.getMessage() + "; is a server running already? Otherwise set "
                            + setting);
        }
    }

    private void tls() {
        if (config.tls().isEmpty()) {
            found(
                    "tls.certificate",
                    Grade.OK,
                    "none: plain HTTP (browsers give cameras to pages of localhost and HTTPS only)");
            return;
        }
        var tls = config.tls().get();
        try (var in = Files.newInputStream(tls.certificate())) {
            var certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            var end = certificate.getNotAfter().toInstant();
            var now = Instant.now();
            if (end.isBefore(now))
                found("tls.certificate", Grade.BAD, "ended on " + end + ": renew " + tls.certificate());
            else if (end.isBefore(now.plus(RENEWAL)))
                found("tls.certificate", Grade.WARN, "ends soon, on " + end + ": renew " + tls.certificate());
            else found("tls.certificate", Grade.OK, "good until " + end);
            key(tls.key(), certificate.getPublicKey().getAlgorithm());
        } catch (CertificateException | IOException e) {
            found("tls.certificate", Grade.BAD, tls.certificate() + " is no PEM certificate: " + e.getMessage());
        }
    }

    private void key(Path file, String algorithm) {
        try {
            var match = KEY.matcher(Files.readString(file));
            if (!match.find()) {
                found("tls.key", Grade.BAD, file + " has no 'BEGIN PRIVATE KEY' (PKCS #8) in it");
                return;
            }
            var bytes = Base64.getMimeDecoder().decode(match.group(1));
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            found("tls.key", Grade.OK, "is of the certificate's kind (" + algorithm + ")");
        } catch (InvalidKeySpecException | NoSuchAlgorithmException | IllegalArgumentException _) {
            found("tls.key", Grade.BAD, file + " is not a key of the certificate's kind (" + algorithm + ")");
        } catch (IOException e) {
            found("tls.key", Grade.BAD, file + " cannot be read: " + e.getMessage());
        }
    }

    private void publicUrl() {
        if (config.at().url().isEmpty()) {
            found(
                    "public.url",
                    Grade.WARN,
                    "not set: links lead to this machine only; set it to what others should open");
            return;
        }
        var url = config.at().url().get();
        if (!url.getScheme().equals("https") && !isLoopback(url.getHost()))
            found("public.url", Grade.WARN, url + " is not https: browsers will not give their camera to /glasses");
        try (var client = HttpClient.newBuilder().connectTimeout(REACHING).build()) {
            var request = HttpRequest.newBuilder(URI.create(url + "/health/live"))
                    .timeout(REACHING)
                    .build();
            var answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200 && answer.body().startsWith("live"))
                found("public.url", Grade.OK, url + " leads to a Glasscast server");
            else
                found(
                        "public.url",
                        Grade.BAD,
                        url + " leads to something else (it answered " + answer.statusCode() + ")");
        } catch (IOException _) {
            found("public.url", Grade.WARN, url + " does not answer now; ask again while the server runs");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void publicHosts() {
        for (var host : config.at().hosts()) {
            try {
                found(
                        "public.hosts",
                        Grade.OK,
                        host + " is " + InetAddress.getByName(host).getHostAddress());
            } catch (UnknownHostException _) {
                found("public.hosts", Grade.BAD, host + " has no address: correct public.hosts");
            }
        }
        if (config.at().hosts().isEmpty())
            found("public.hosts", Grade.OK, "none: media is offered at the addresses this machine knows itself");
    }

    private void workers() {
        var standing = Workers.walls(config).standing();
        if (standing.whole()) {
            found("transcoding", Grade.OK, standing.words());
            return;
        }
        var why = standing.network() ? IN_THE_WAY : standing.memory() ? NO_NAMESPACES : NO_TOOLS;
        found("transcoding", Grade.WARN, standing.words() + ": " + why);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    }
}
