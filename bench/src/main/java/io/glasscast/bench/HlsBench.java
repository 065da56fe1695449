package io.glasscast.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "hls",
        description = {
            "One stream of 720p30 at 2 Mbit/s with sound to many players of LL-HLS, which wait for each playlist and fetch",
            "each part: what each Gbit and each answer costs the server, and how old a part is when it is there. With",
            "--saturate: one part, as often as it can be fetched, beside nginx with a file of the same bytes."
        },
        mixinStandardHelpOptions = true)
final class HlsBench implements Callable<Integer> {
    private static final String METHOD = """
            One publisher shows 720p30 H.264 at 2 Mbit/s with sound, coded beforehand, in real time. Each viewer has a
            connection (HTTP/1.1 in clear, kept) for pictures and one for sound; on each it asks for the playlist that will
            have the next part, fetches that part, and asks again, without compression. CPU is what the kernel charges the
            server's process and its children within the window, which begins two seconds after everybody has their first
            part; Gbit are those of bodies. Memory is the proportional set size. A part's age is the time from its last
            picture's leaving the publisher to the whole part's being at one of five viewers, who ask for it as soon as the
            playlist has it.
            """;

    @Option(
            names = "--viewers",
            split = ",",
            paramLabel = "N",
            description = "How many at once, one measurement each (default: 1,10,50,100,200).")
    private List<Integer> viewers = List.of(1, 10, 50, 100, 200);

    @Option(
            names = "--saturate",
            description =
                    "Fetch one of the newest parts by so many connections as fast as it goes, beside nginx if it is"
                            + " installed.")
    private boolean saturate;

    @Option(
            names = "--connections",
            split = ",",
            paramLabel = "N",
            description = "With --saturate: how many at once, one measurement each (default: 16,64).")
    private List<Integer> connections = List.of(16, 64);

    @Mixin
    private final ContestOptions options = new ContestOptions();

    @Option(
            names = "--against",
            paramLabel = "name=N,publish=URL,hls=URL,pid=P",
            description =
                    "Another server that runs already: where to publish to it (WHIP, SRT, RTMP), its multivariant playlist,"
                            + " and its process. With --saturate: name=N,static=URL,pid=P, a file of a part's size. May be given"
                            + " more than once.",
            split = "\\|")
    private List<String> against = List.of();

    @Override
    public Integer call() throws Exception {
        ContestOptions.atLeastOne("--viewers", viewers);
        ContestOptions.atLeastOne("--connections", connections);
        var kit = Publisher.Kit.create();
        if (saturate) saturate(kit);
        else follow(kit);
        return 0;
    }

    private void follow(Publisher.Kit kit) throws Exception {
        var others = against.stream().map(text -> HlsServer.parse(text, kit)).toList();
        var topic = new Topic<>(
                "hls",
                "LL-HLS",
                "viewers",
                HlsSample.CPU,
                HlsSample.OTHERS,
                List.of(HlsSample.CPU, HlsSample.ANSWERS, HlsSample.AGE),
                HlsSample::broken,
                METHOD);
        Contest.hold(topic, options, viewers, (folder, all) -> {
            all.add(OurServer.start(folder).hls(kit));
            all.addAll(others);
        });
    }

    private void saturate(Publisher.Kit kit) throws Exception {
        var others = against.stream().map(StaticFile::parse).toList();
        Contest.hold(PartSample.TOPIC, options, connections, (folder, all) -> {
            var part = new ReferencePart(folder);
            all.add(new NewestPart(OurServer.start(folder).hls(kit), part));
            all.addAll(others);
            if (others.isEmpty()) Nginx.start(folder, part).ifPresent(all::add);
        });
    }
}
