package io.glasscast.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.glasscast.glasses.uplink.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Glasscast as a process of its own, with the launcher's options, where streams may be opened by name.
final class OurServer implements AutoCloseable {
    static final String NAME = "glasscast";

    private static final String SETTINGS = """
            streams:
              named: 1000
              grace: 1ms
            limits:
              requestsPerSecond: 100000
            logs:
              level: warn
            """;

    /// What is added to a JVM's options.
    private static final String OPTIONS = "GLASSCAST_JAVA_OPTS";

    private final Process process;
    private final JsonObject ready;
    private final Path log;

    private OurServer(Process process, JsonObject ready, Path log) {
        this.process = process;
        this.ready = ready;
        this.log = log;
    }

    /// @param folder for its data and its log
    static OurServer start(Path folder) throws IOException {
        return start(folder, SETTINGS, List.of());
    }

    /// @param configuration as an operator writes it
    /// @param options       of its JVM, beside the usual ones
    static OurServer start(Path folder, String configuration, List<String> options) throws IOException {
        var settings = Files.writeString(Files.createDirectories(folder).resolve("glasscast.yaml"), configuration);
        var log = folder.resolve("server.log");
        var command = new ArrayList<>(launcher(options));
        command.addAll(List.of("serve", "--json", "--bind", "127.0.0.1", "--rtmps", "off"));
        command.addAll(List.of("--http", "0", "--webrtc", "0", "--srt", "0", "--rtmp", "0"));
        command.addAll(List.of("--data", folder.resolve("data").toString(), "--config", settings.toString()));
        var builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().merge(OPTIONS, String.join(" ", options), (usual, more) -> usual + " " + more);
        var process = builder.start();
        // A bench that is ended from outside leaves no server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var line = out.readLine();
        // A JVM that was asked to tell something about itself may do so first.
        while (line != null && !line.startsWith("{")) line = out.readLine();
        if (line == null) {
            process.destroyForcibly();
            throw new IOException("the server does not start: " + Files.readString(log));
        }
        return new OurServer(process, JsonParser.parseString(line).getAsJsonObject(), log);
    }

    /// As `./glasscast` starts it, where it says so; else with the options of the process that asks.
    private static List<String> launcher(List<String> options) {
        var launcher = System.getProperty("glasscast.launcher");
        if (launcher != null) return List.of(launcher);
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.glasscast.app.Main"));
        return command;
    }

    WhepServer whep(int streams, Publisher.Kit kit) {
        return new WhepServer(
                NAME, publish(Transport.WHIP, "bench-{n}"), http() + "/whep/bench-{n}", pid(), streams, kit, this);
    }

    HlsServer hls(Publisher.Kit kit) {
        return new HlsServer(
                NAME, publish(Transport.WHIP, "bench"), URI.create(http() + "/hls/bench/index.m3u8"), pid(), kit, this);
    }

    IngestServer ingest(Transport way, Publisher.Kit kit) {
        return new IngestServer(NAME, publish(way, "bench-{n}"), pid(), kit, this);
    }

    RtmpServer rtmp(Publisher.Kit kit) {
        var address = publish(Transport.RTMP, "bench");
        return new RtmpServer(NAME, address, RtmpServer.url(address), pid(), kit, this);
    }

    int srtPort() {
        return ready.get("srt").getAsInt();
    }

    int rtmpPort() {
        return ready.get("rtmp").getAsInt();
    }

    /// What it has said on standard error.
    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    /// Where to publish.
    ///
    /// @param key of a stream that is waited for, or a name where streams may be opened by it
    String publish(Transport way, String key) {
        return switch (way) {
            case WHIP -> http() + "/whip/" + key;
            case SRT -> "srt://127.0.0.1:" + srtPort() + "?streamid=" + key;
            case RTMP -> "rtmp://127.0.0.1:" + rtmpPort() + "/live/" + key;
        };
    }

    long pid() {
        return process.pid();
    }

    String adminToken() {
        return ready.get("adminToken").getAsString();
    }

    String http() {
        return ready.get("http").getAsString();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
