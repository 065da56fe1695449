package io.glasscast.app.command;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "start",
        description = "Starts an app for a user, as their phone would.",
        mixinStandardHelpOptions = true)
public final class Start implements Callable<Integer> {
    @Mixin
    private final RemoteOptions remote = new RemoteOptions();

    @Parameters(index = "0", paramLabel = "EMAIL")
    private String email = "";

    @Parameters(index = "1", paramLabel = "PACKAGE")
    private String packageName = "";

    @Override
    public Integer call() throws CommandProblem {
        var body = new JsonObject();
        body.addProperty("user", email);
        body.addProperty("packageName", packageName);
        remote.api().post("/api/v1/sessions", body);
        return 0;
    }
}
