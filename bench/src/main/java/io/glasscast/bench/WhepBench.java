package io.glasscast.bench;

import io.glasscast.media.Codec;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "whep",
        description = {
            "One stream of 720p30 at 2 Mbit/s with sound to many WebRTC viewers: what each Gbit costs the server, what",
            "latency it adds, how quickly a viewer joins, how much memory it takes. Contestants take turns: each round",
            "measures all of them, in another order."
        },
        mixinStandardHelpOptions = true)
final class WhepBench implements Callable<Integer> {
    private static final String METHOD = """
            Each stream's publisher shows 720p30 H.264 at 2 Mbit/s with sound, coded beforehand, in real time. Viewers
            are spread evenly over the streams; they do real ICE and DTLS; all but five decrypt until their first
            keyframe and then only count packets, by the first header of those that come together, twenty times a
            second; a shorter packet behind a picture's is one of sound. CPU is what the kernel charges the server's
            process and its children (user and system) within the window, which begins three seconds after the last
            viewer has its keyframe; Gbit are those of RTP packets on UDP that arrived. Memory is the proportional set
            size. Latency is from a picture's leaving the publisher to its being whole and decrypted at one of the five.
            Join is from the WHEP request to the first packet of the first keyframe, one viewer at a time, at any moment
            of the stream. Contestants take turns within each round. `floor` is a process that only seals the same
            packets (AES-128-GCM) and sends them in segments.
            """;

    @Option(
            names = "--viewers",
            split = ",",
            paramLabel = "N",
            description = "How many at once, one measurement each (default: 1,10,50,100,200). Until something breaks;"
                    + " with --until-break, the first is where to begin.")
    private List<Integer> viewers = List.of(1, 10, 50, 100, 200);

    @Option(
            names = "--streams",
            paramLabel = "M",
            description = "Over how many streams the viewers are spread (default: 1).")
    private int streams = 1;

    @Option(
            names = "--until-break",
            description =
                    "Half as many viewers again each time, until packets are lost (1 %%), viewers are sent less (95 %%),"
                            + " nobody can join any more or the machine's cores are full, and then what lies between;"
                            + " says which it was.")
    private boolean untilBreak;

    @Mixin
    private final ContestOptions options = new ContestOptions();

    @Option(
            names = "--against",
            paramLabel = "name=N,publish=URL,whep=URL,pid=P",
            description =
                    "Another server that runs already: where to publish to it (WHIP, SRT, RTMP), where to watch, and"
                            + " its process; {n} in addresses is the stream's number. May be given more than once.",
            split = "\\|")
    private List<String> against = List.of();

    @Option(names = "--no-floor", description = "Leave out the least that this machine can do for the same packets.")
    private boolean noFloor;

    @Override
    public Integer call() throws Exception {
        ContestOptions.atLeastOne("--viewers", viewers);
        ContestOptions.atLeastOne("--streams", streams);
        var kit = Publisher.Kit.create();
        var others = against.stream()
                .map(text -> WhepServer.parse(text, streams, kit))
                .toList();
        Contest.Gathering<WhepSample> gathering = (folder, all) -> {
            all.add(OurServer.start(folder).whep(streams, kit));
            all.addAll(others);
            if (!noFloor) all.add(new Floor());
        };
        if (untilBreak) Contest.untilBreak(topic(), options, viewers.getFirst(), gathering);
        else Contest.hold(topic(), options, viewers, gathering);
        return 0;
    }

    private Topic<WhepSample> topic() {
        var limits = untilBreak ? WhepLimits.LAST : WhepLimits.FIRST;
        return new Topic<>(
                "whep",
                streams == 1 ? "WHEP fan-out" : "WHEP fan-out of " + streams + " streams",
                "viewers",
                WhepSample.CPU,
                WhepSample.OTHERS,
                List.of(WhepSample.CPU, WhepSample.LATENCY, WhepSample.MEMORY),
                sample -> limits.broken(
                        sample, options.window(), Film.of(Codec.OPUS).bitsPerSecond()),
                METHOD);
    }
}
