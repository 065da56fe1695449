package io.glasscast.app.house;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the commands find the server of a data folder, whatever port it took.
public final class ServerAddress {
    private static final String FILE = "server-url";
    private static final URI STANDARD = URI.create("http://127.0.0.1:8080");

    private ServerAddress() {}

    static void write(Path data, String http) throws IOException {
        Files.writeString(data.resolve(FILE), http + "\n");
    }

    /// What the last server of this folder wrote, or where one is usually.
    public static URI in(Path data) {
        try {
            return URI.create(Files.readString(data.resolve(FILE)).strip());
        } catch (IOException | IllegalArgumentException _) {
            return STANDARD;
        }
    }
}
