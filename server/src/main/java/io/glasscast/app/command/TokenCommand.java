package io.glasscast.app.command;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "token",
        description = "Tokens of programs that use the API: what each may do.",
        mixinStandardHelpOptions = true,
        subcommands = {TokenCommand.Add.class, TokenCommand.Ls.class, TokenCommand.Remove.class})
public final class TokenCommand {
    private static final String TOKENS = "/api/v1/tokens";

    @Command(name = "add", description = "Adds a token and prints it, this once.", mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        @Mixin
        private final RemoteOptions remote = new RemoteOptions();

        @Parameters(paramLabel = "NAME", description = "For people, such as 'dashboard'.")
        private String name = "";

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                required = true,
                description = "read: look; control: also start, stop, share; admin: everything.")
        private String scope = "";

        @Option(names = "--expires", paramLabel = "TIME", description = "Such as 12h or 30d; otherwise never.")
        private @Nullable String expires;

        @Override
        public Integer call() throws CommandProblem, WrongValue {
            var body = new JsonObject();
            body.addProperty("name", name);
            body.addProperty("scope", scope);
            if (expires != null)
                body.addProperty(
                        "expiresIn", Values.duration("--expires", expires).toSeconds());
            var answer = remote.api().post(TOKENS, body).orElseThrow();
            var printed = new JsonObject();
            for (var member : new String[] {"tokenId", "name", "scope", "expiresAt", "token"})
                if (answer.has(member)) printed.add(member, answer.get(member));
            remote.print(
                    printed,
                    Words.of(printed, "tokenId", "name", "scope", "expiresAt") + "\nToken (not shown again): "
                            + answer.get("token").getAsString());
            return 0;
        }
    }

    @Command(name = "list", description = "Lists the tokens.", mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {
        @Mixin
        private final RemoteOptions remote = new RemoteOptions();

        @Override
        public Integer call() throws CommandProblem {
            for (var token : remote.api().list(TOKENS, "tokens"))
                remote.print(token, Words.of(token, "tokenId", "name", "scope", "expiresAt"));
            return 0;
        }
    }

    @Command(name = "remove", description = "Ends a token at once.", mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {
        @Mixin
        private final RemoteOptions remote = new RemoteOptions();

        @Parameters(paramLabel = "ID", description = "As token list shows it.")
        private String id = "";

        @Override
        public Integer call() throws CommandProblem {
            remote.api().delete(TOKENS + "/" + ServerApi.part(id));
            return 0;
        }
    }
}
