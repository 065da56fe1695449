package io.glasscast.app.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Stops an app for a user, as their phone would.", mixinStandardHelpOptions = true)
public final class Stop implements Callable<Integer> {
    @Mixin
    private final RemoteOptions remote = new RemoteOptions();

    @Parameters(index = "0", paramLabel = "EMAIL")
    private String email = "";

    @Parameters(index = "1", paramLabel = "PACKAGE")
    private String packageName = "";

    @Override
    public Integer call() throws CommandProblem {
        remote.api().delete("/api/v1/sessions/" + ServerApi.part(email) + "/" + ServerApi.part(packageName));
        return 0;
    }
}
