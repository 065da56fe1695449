package io.glasscast.app.command;

import com.google.gson.GsonBuilder;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "stream", description = "Tells everything about one stream.", mixinStandardHelpOptions = true)
public final class StreamCommand implements Callable<Integer> {
    @Mixin
    private final RemoteOptions remote = new RemoteOptions();

    @Parameters(paramLabel = "ID")
    private String id = "";

    @Override
    public Integer call() throws CommandProblem {
        var stream = remote.api().get("/api/v1/streams/" + ServerApi.part(id));
        remote.print(
                stream,
                new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(stream));
        return 0;
    }
}
