package io.glasscast.app.command;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "user",
        description = "Users: who wears glasses.",
        mixinStandardHelpOptions = true,
        subcommands = {UserCommand.Add.class, UserCommand.Ls.class, UserCommand.Remove.class})
public final class UserCommand {
    private static final String USERS = "/api/v1/users";

    @Command(
            name = "add",
            description = "Adds a user and prints the token of their glasses, this once.",
            mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        @Mixin
        private final RemoteOptions remote = new RemoteOptions();

        @Parameters(paramLabel = "EMAIL")
        private String email = "";

        @Override
        public Integer call() throws CommandProblem {
            var body = new JsonObject();
            body.addProperty("user", email);
            var answer = remote.api().post(USERS, body).orElseThrow();
            var printed = new JsonObject();
            printed.add("user", answer.get("user"));
            printed.add("glassesToken", answer.get("glassesToken"));
            remote.print(
                    printed,
                    email + "\nToken of the glasses (not shown again): "
                            + answer.get("glassesToken").getAsString());
            return 0;
        }
    }

    @Command(name = "list", description = "Lists the users.", mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {
        @Mixin
        private final RemoteOptions remote = new RemoteOptions();

        @Override
        public Integer call() throws CommandProblem {
            for (var user : remote.api().list(USERS, "users"))
                remote.print(user, Words.of(user, "user", "glassesConnected"));
            return 0;
        }
    }

    @Command(name = "remove", description = "Removes a user; their sessions end.", mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {
        @Mixin
        private final RemoteOptions remote = new RemoteOptions();

        @Parameters(paramLabel = "EMAIL")
        private String email = "";

        @Override
        public Integer call() throws CommandProblem {
            remote.api().delete(USERS + "/" + ServerApi.part(email));
            return 0;
        }
    }
}
