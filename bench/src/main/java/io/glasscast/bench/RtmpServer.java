package io.glasscast.bench;

import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.rtmp.RtmpUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// A server that takes a stream by some way and plays it by RTMP.
///
/// @param publish where to send to: WHIP, SRT or RTMP
/// @param pid     the process whose costs are counted, with its children
record RtmpServer(String name, String publish, RtmpUrl play, long pid, Publisher.Kit kit, AutoCloseable process)
        implements Contestant<RtmpSample> {
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Map<String, Pattern> ADDRESSES =
            Map.of("publish", Pattern.compile("https?:|srt:|rtmps?:"), "play", Pattern.compile("rtmp:"));

    /// @throws IllegalArgumentException in words
    static RtmpServer parse(String text, Publisher.Kit kit) {
        var against = Against.parse(text, ADDRESSES);
        return new RtmpServer(
                against.name(), against.address("publish"), url(against.address("play")), against.pid(), kit, () -> {});
    }

    static RtmpUrl url(String text) {
        return switch (RtmpUrl.parse(text)) {
            case Parsed.Ok<RtmpUrl>(var url) -> url;
            case Parsed.Malformed<RtmpUrl>(var why) ->
                throw new IllegalArgumentException("'" + text + "' is no address of RTMP: " + why);
        };
    }

    @Override
    public RtmpSample sample(int viewers, Duration window) throws IOException, InterruptedException {
        try (var stage = Stage.open(publish, 1, kit);
                var gallery = new Gallery()) {
            long alone = Usage.of(pid).residentBytes();
            var players = new CopyOnWriteArrayList<RtmpPlayer>();
            players.add(Stage.awaitPlayable(() -> join(gallery, 0)));
            Abreast.times(viewers - 1, number -> players.add(join(gallery, number + 1)));
            Contestant.settle(SETTLING, window);
            long before = gallery.ask(() -> bytes(players));
            var clock = Measured.begin(pid);
            Thread.sleep(window);
            var costs = clock.end();
            double gbit = 8 * (gallery.ask(() -> bytes(players)) - before) / 1e9;
            stage.check();
            double whole = viewers * costs.seconds() * stage.film().bitsPerSecond() / 1e9;
            return new RtmpSample(name, viewers, costs, gbit, gbit / whole, alone);
        }
    }

    private RtmpPlayer join(Gallery gallery, int number) throws IOException, InterruptedException {
        var player = RtmpPlayer.open(gallery, play, number);
        try {
            player.started().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return player;
        } catch (TimeoutException _) {
            throw new IOException("no pictures came");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
    }

    private static long bytes(List<RtmpPlayer> players) throws IOException {
        long bytes = 0;
        for (var player : players) bytes += player.bytes();
        return bytes;
    }

    @Override
    public void close() throws IOException {
        try {
            process.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
