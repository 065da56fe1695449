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

    @Option(
            names = "--viewers",
            split = ",",
            paramLabel = "N",
            description = "How many at once, one measurement each (default: 1,10,50,100,200).")
    private List<Integer> viewers = List.of(1, 10, 50, 100, 200);

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
        var kit = Publisher.Kit.create();
        var others = against.stream().map(text -> RtmpServer.parse(text, kit)).toList();
        var topic = new Topic<>(
                "rtmp",
                "RTMP fan-out",
                "viewers",
                RtmpSample.CPU,
                RtmpSample.OTHERS,
                List.of(RtmpSample.CPU, RtmpSample.MEMORY),
                RtmpSample::broken,
                METHOD);
        Contest.hold(topic, options, viewers, (folder, all) -> {
            all.add(OurServer.start(folder).rtmp(kit));
            all.addAll(others);
        });
        return 0;
    }
}
