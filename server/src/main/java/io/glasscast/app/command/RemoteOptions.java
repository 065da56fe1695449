package io.glasscast.app.command;

import com.google.gson.JsonObject;
import io.glasscast.app.house.AdminToken;
import io.glasscast.app.house.ServerAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which server a command talks to, and how it answers.
final class RemoteOptions {
    @Option(names = "--server", paramLabel = "URL", description = "The server; otherwise the one of the data folder.")
    private @Nullable String server;

    @Option(names = "--admin-token", paramLabel = "TOKEN", description = "Otherwise the one in the data folder.")
    private @Nullable String token;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of the server.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print JSON, one object a line.")
    private boolean json;

    boolean json() {
        return json;
    }

    ServerApi api() throws CommandProblem {
        var folder = data == null ? ServeOptions.standardData() : data;
        return new ServerApi(server(folder), token == null ? stored(folder) : token);
    }

    /// Prints one object: as it is, or as words.
    void print(JsonObject object, String words) {
        System.out.println(json ? object.toString() : words);
    }

    private URI server(Path folder) throws CommandProblem {
        try {
            if (server == null) return ServerAddress.in(folder);
            return URI.create(server.replaceAll("/+$", ""));
        } catch (IllegalArgumentException _) {
            throw new CommandProblem("--server must be a URL, not '" + server + "'");
        }
    }

    private static String stored(Path folder) throws CommandProblem {
        try {
            return Files.readString(folder.resolve(AdminToken.FILE)).strip();
        } catch (IOException _) {
            throw new CommandProblem("no admin token in " + folder + "; say --admin-token TOKEN or --data DIR");
        }
    }
}
