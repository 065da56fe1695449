package io.glasscast.bench;

import io.glasscast.glasses.uplink.Transport;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "ingest",
        description = {
            "Many streams of 720p30 at 2 Mbit/s with sound that nobody watches: what CPU and memory each takes, and each",
            "further one."
        },
        mixinStandardHelpOptions = true)
final class IngestBench implements Callable<Integer> {
    private static final String METHOD = """
            One process publishes the same 720p30 H.264 at 2 Mbit/s with sound, coded beforehand, so many times in real time,
            each at another place of it. Nobody watches. CPU is what the kernel charges the server's process and its children
            within the window, which begins two seconds after all are taken; memory is the proportional set size. A further
            stream is the difference to the step before, divided by the streams that came; the first step's is to none at all.
            """;

    @Option(
            names = "--streams",
            split = ",",
            paramLabel = "M",
            description = "How many at once, one measurement each, fewer first (default: 1,2,50,100,200).")
    private List<Integer> streams = List.of(1, 2, 50, 100, 200);

    @Option(names = "--by", paramLabel = "WAY", description = "whip, srt or rtmp (default: whip).")
    private String by = Transport.WHIP.word();

    @Mixin
    private final ContestOptions options = new ContestOptions();

    @Option(
            names = "--against",
            paramLabel = "name=N,publish=URL,pid=P",
            description =
                    "Another server that runs already: where to publish to it, with {n} for the stream's number, and its"
                            + " process. May be given more than once.",
            split = "\\|")
    private List<String> against = List.of();

    @Override
    public Integer call() throws Exception {
        ContestOptions.atLeastOne("--streams", streams);
        var way = Arrays.stream(Transport.values())
                .filter(transport -> transport.word().equals(by))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--by must be one of "
                        + Arrays.stream(Transport.values()).map(Transport::word).collect(Collectors.joining(", "))
                        + ", not '" + by + "'"));
        var kit = Publisher.Kit.create();
        var others = against.stream().map(text -> IngestServer.parse(text, kit)).toList();
        var topic = new Topic<>(
                "ingest-" + by,
                "Streams by " + way,
                "streams",
                IngestSample.CPU,
                IngestSample.OTHERS,
                List.of(IngestSample.CPU, IngestSample.FURTHER, IngestSample.MEMORY),
                IngestSample::broken,
                METHOD);
        Contest.hold(topic, options, streams.stream().sorted().distinct().toList(), (folder, all) -> {
            all.add(OurServer.start(folder).ingest(way, kit));
            all.addAll(others);
        });
        return 0;
    }
}
