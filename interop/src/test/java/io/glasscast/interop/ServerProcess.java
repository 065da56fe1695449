package io.glasscast.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A server in a process of its own, that can be killed and started again on the same doors and the same data.
final class ServerProcess implements AutoCloseable {
    /// A JVM begins, beside the tests and all that they let loose.
    private static final Duration BEGINNING = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> command;
    private Client process;
    private JsonObject ready;

    private ServerProcess(List<String> command) {
        this.command = command;
        process = Client.start("server", command);
        ready = process.await("ready", BEGINNING);
    }

    static ServerProcess start(Path data) throws IOException {
        return new ServerProcess(command(data, "127.0.0.1"));
    }

    /// Which tells everybody that it can be reached there.
    static ServerProcess start(Path data, URI publicUrl) throws IOException {
        var command = command(data, "127.0.0.1");
        command.addAll(List.of("--public-url", publicUrl.toString()));
        return new ServerProcess(command);
    }

    /// On its end of the island's wire, where this process reaches it as well.
    ///
    /// @param passphrase of SRT
    static ServerProcess start(Path data, Island island, String passphrase) throws IOException {
        var file = Files.writeString(
                Files.createDirectories(data).resolve("glasscast.yaml"), "srt:\n  passphrase: " + passphrase + "\n");
        var command = command(data, island.there());
        command.addAll(List.of("--config", file.toString()));
        return new ServerProcess(island.command(command));
    }

    /// With every door open, and more that the operator says.
    static ServerProcess start(Path data, String configuration) throws IOException {
        var file = Files.writeString(Files.createDirectories(data).resolve("glasscast.yaml"), configuration);
        var command = command(data, "127.0.0.1", "0");
        command.addAll(List.of("--config", file.toString()));
        return new ServerProcess(command);
    }

    private static List<String> command(Path data, String address) throws IOException {
        return command(data, address, "off");
    }

    private static List<String> command(Path data, String address, String rtmps) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.glasscast.app.Main"));
        command.addAll(List.of("serve", "--json", "--bind", address, "--data", data.toString()));
        command.addAll(List.of("--http", port(), "--rtmp", port(), "--rtmps", rtmps));
        command.addAll(List.of("--webrtc", port(), "--srt", port()));
        return command;
    }

    /// Ends it as a lack of memory would: without a word.
    void kill() {
        process.kill();
    }

    void startAgain() {
        process = Client.start("server", command);
        ready = process.await("ready", BEGINNING);
    }

    URI http() {
        return URI.create(ready.get("http").getAsString());
    }

    int srtPort() {
        return port("srt");
    }

    int port(String door) {
        return ready.get(door).getAsInt();
    }

    String metrics() throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(http().resolve("/metrics")).build(), BodyHandlers.ofString())
                .body();
    }

    /// @return the field of the answer
    String post(String path, String body, String field) throws IOException, InterruptedException {
        return JsonParser.parseString(administer("POST", path, body))
                .getAsJsonObject()
                .get(field)
                .getAsString();
    }

    /// @return the answer, which is a success
    String administer(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(http().resolve(path))
                .header("Authorization", "Bearer " + ready.get("adminToken").getAsString())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) throw new AssertionError(path + ": " + answer.statusCode() + answer.body());
        return answer.body();
    }

    private static String port() {
        return String.valueOf(Ports.free());
    }

    @Override
    public void close() {
        process.terminate();
        process.close();
    }
}
