package io.glasscast.app.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "streams", description = "Lists the streams that are open.", mixinStandardHelpOptions = true)
public final class Streams implements Callable<Integer> {
    @Mixin
    private final RemoteOptions remote = new RemoteOptions();

    @Override
    public Integer call() throws CommandProblem {
        for (var stream : remote.api().list("/api/v1/streams", "streams"))
            remote.print(stream, Words.of(stream, "streamId", "user", "kind", "state", "viewers", "bitrate"));
        return 0;
    }
}
