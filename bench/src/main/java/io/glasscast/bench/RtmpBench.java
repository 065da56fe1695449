package io.glasscast.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "rtmp",
        description = {
            "One stream of 720p30 at 2 Mbit/s with sound to many players of RTMP: what each Gbit costs the server, and how",
            "much memory it takes."
        },
        mixinStandardHelpOptions = true)
final class RtmpBench implements Callable<Integer> {
    private static final String METHOD = """
            One publisher shows 720p30 H.264 at 2 Mbit/s with AAC, coded beforehand, in real time, by RTMP. Viewers shake hands,
            connect and play, and then only count bytes; from loopback they come from several addresses, a hundred from each.
            CPU is what the kernel charges the server's process and its children within the window, which begins two seconds
            after everybody has pictures; Gbit are those that arrived on TCP. Memory is the proportional set size.
            """;

    private static final String PUSH_METHOD = """
            Apps ask for users' cameras, each for a stream with ten destinations; glasses bring 720p30 H.264 at 2 Mbit/s with
            sound the way they are told to. All destinations are one RTMP server in the process that measures, which reads
            everything. CPU is what the kernel charges the server's process and its children within the window, which begins
            two seconds after every destination has media, and so has the streams' coming in as well; Gbit are those that
            arrived on TCP. Memory is the proportional set size.
            """;

    @Option(
            names = "--viewers",
            split = ",",
            paramLabel = "N",
            description = "How many at once, one measurement each (default: 1,10,50,100,200).")
    private List<Integer> viewers = List.of(1, 10, 50, 100, 200);

    @Option(
            names = "--pushes",
            split = ",",
            paramLabel = "N",
            description = "Instead of players: to how many destinations streams of this server go on, ten each.")
    private List<Integer> pushes = List.of();

    @Mixin
    private final ContestOptions options = new ContestOptions();

    @Option(
            names = "--against",
            paramLabel = "name=N,publish=URL,play=URL,pid=P",
            description =
                    "Another server that runs already: where to publish to it (WHIP, SRT, RTMP), where to play (RTMP), and its"
                            + " process. May be given more than once.",
            split = "\\|")
    private List<String> against = List.of();

    @Override
    public Integer call() throws Exception {
        ContestOptions.atLeastOne("--viewers", viewers);
        ContestOptions.atLeastOne("--pushes", pushes);
        if (!pushes.isEmpty() && !against.isEmpty())
            throw new IllegalArgumentException("--pushes measures this server only, without --against");
        var kit = Publisher.Kit.create();
        var others = against.stream().map(text -> RtmpServer.parse(text, kit)).toList();
        if (pushes.isEmpty()) {
            Contest.hold(topic("rtmp", "RTMP fan-out", "viewers", METHOD), options, viewers, (folder, all) -> {
                all.add(OurServer.start(folder).rtmp(kit));
                all.addAll(others);
            });
        } else {
            Contest.hold(
                    topic("rtmp-pushes", "RTMP restreams", "destinations", PUSH_METHOD),
                    options,
                    pushes,
                    (folder, all) -> all.add(RtmpPushServer.of(OurServer.start(folder), kit)));
        }
        return 0;
    }

    private static Topic<RtmpSample> topic(String name, String title, String steps, String method) {
        return new Topic<>(
                name,
                title,
                steps,
                RtmpSample.CPU,
                RtmpSample.OTHERS,
                List.of(RtmpSample.CPU, RtmpSample.MEMORY),
                RtmpSample::broken,
                method);
    }
}
