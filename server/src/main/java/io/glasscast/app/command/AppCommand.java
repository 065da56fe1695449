package io.glasscast.app.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "app",
        description = "Miniapps: who may ask for a camera.",
        mixinStandardHelpOptions = true,
        subcommands = {AppCommand.Add.class, AppCommand.Ls.class, AppCommand.Remove.class})
public final class AppCommand {
    private static final String APPS = "/api/v1/apps";

    @Command(
            name = "add",
            description = "Adds an app and prints its API key, this once.",
            mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        @Mixin
        private final RemoteOptions remote = new RemoteOptions();

        @Parameters(paramLabel = "PACKAGE", description = "Such as com.example.live.")
        private String packageName = "";

        @Option(
                names = "--permission",
                paramLabel = "NAME",
                description = "Such as CAMERA; may be given several times.")
        private List<String> permissions = List.of();

        @Option(names = "--webhook", paramLabel = "URL", description = "Base address of the app's own server.")
        private @Nullable String webhook;

        @Override
        public Integer call() throws CommandProblem {
            var body = new JsonObject();
            body.addProperty("packageName", packageName);
            var array = new JsonArray();
            permissions.forEach(array::add);
            body.add("permissions", array);
            if (webhook != null) body.addProperty("webhook", webhook);
            var answer = remote.api().post(APPS, body).orElseThrow();
            var printed = new JsonObject();
            printed.add("packageName", answer.get("packageName"));
            printed.add("apiKey", answer.get("apiKey"));
            remote.print(
                    printed,
                    packageName + "\nAPI key (not shown again): "
                            + answer.get("apiKey").getAsString());
            return 0;
        }
    }

    @Command(name = "list", description = "Lists the apps.", mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {
        @Mixin
        private final RemoteOptions remote = new RemoteOptions();

        @Override
        public Integer call() throws CommandProblem {
            for (var app : remote.api().list(APPS, "apps"))
                remote.print(app, Words.of(app, "packageName", "permissions", "webhook"));
            return 0;
        }
    }

    @Command(name = "remove", description = "Removes an app; its sessions end.", mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {
        @Mixin
        private final RemoteOptions remote = new RemoteOptions();

        @Parameters(paramLabel = "PACKAGE")
        private String packageName = "";

        @Override
        public Integer call() throws CommandProblem {
            remote.api().delete(APPS + "/" + ServerApi.part(packageName));
            return 0;
        }
    }
}
