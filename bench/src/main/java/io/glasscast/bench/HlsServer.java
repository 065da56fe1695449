package io.glasscast.bench;

import io.glasscast.kernel.Bytes;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/// A server that takes a stream by some way and has it for players of LL-HLS.
///
/// @param publish where to send to: WHIP, SRT or RTMP
/// @param hls     its multivariant playlist
/// @param pid     the process whose costs are counted, with its children
record HlsServer(String name, String publish, URI hls, long pid, Publisher.Kit kit, AutoCloseable process)
        implements Contestant<HlsSample> {
    /// Viewers whose parts are looked into, for their age.
    private static final int WHOLE = 5;
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Map<String, Pattern> ADDRESSES =
            Map.of("publish", Pattern.compile("https?:|srt:|rtmps?:"), "hls", Pattern.compile("http:"));

    /// @throws IllegalArgumentException in words
    static HlsServer parse(String text, Publisher.Kit kit) {
        var against = Against.parse(text, ADDRESSES);
        return new HlsServer(
                against.name(),
                against.address("publish"),
                URI.create(against.address("hls")),
                against.pid(),
                kit,
                () -> {});
    }

    @Override
    public HlsSample sample(int viewers, Duration window) throws IOException, InterruptedException {
        var ages = new ConcurrentLinkedQueue<Double>();
        try (var stage = Stage.open(publish, 1, kit);
                var gallery = new Gallery()) {
            var playlists = Stage.awaitPlayable(() -> Playlists.of(hls, kit.http()));
            var all = new ArrayList<List<HlsFollower>>();
            for (int i = 0; i < viewers; i++) {
                boolean whole = i < WHOLE;
                var renditions = new ArrayList<HlsFollower>();
                for (var playlist : playlists)
                    renditions.add(new HlsFollower(
                            playlist.getRawPath(),
                            // Sound has no pictures to know the time by.
                            whole && renditions.isEmpty(),
                            part -> aged(part, stage, ages)));
                all.add(renditions);
            }
            long alone = Usage.of(pid).residentBytes();
            Abreast.times(viewers, number -> {
                for (var follower : all.get(number)) {
                    var line = HttpLine.open(gallery, hls, follower);
                    gallery.ask(() -> {
                        follower.begin(line);
                        return true;
                    });
                }
            });
            awaitParts(gallery, all);
            Contestant.settle(SETTLING, window);
            ages.clear();
            var before = gallery.ask(() -> counts(all));
            var clock = Measured.begin(pid);
            Thread.sleep(window);
            var costs = clock.end();
            var after = gallery.ask(() -> counts(all));
            stage.check();
            var answers = HlsFollower.Count.NOTHING;
            long most = 0;
            for (int i = 0; i < viewers; i++) {
                var its = after.get(i).minus(before.get(i));
                answers = answers.plus(its);
                most = Math.max(most, its.parts());
            }
            return new HlsSample(name, viewers, costs, answers, most, alone, Spread.of(ages));
        }
    }

    private void aged(byte[] part, Stage stage, Queue<Double> ages) {
        stage.film().find(FragmentPictures.units(Bytes.of(part))).ifPresent(index -> {
            long left = stage.publisher(0).leftNanos(index);
            if (left != 0) ages.add((kit.time().nanos() - left) / 1e6);
        });
    }

    private static List<HlsFollower.Count> counts(List<List<HlsFollower>> viewers) throws IOException {
        var counts = new ArrayList<HlsFollower.Count>();
        for (var renditions : viewers) {
            var count = HlsFollower.Count.NOTHING;
            for (var follower : renditions) {
                if (!follower.trouble().isEmpty()) throw new IOException(follower.trouble());
                count = count.plus(follower.count());
            }
            counts.add(count);
        }
        return counts;
    }

    private void awaitParts(Gallery gallery, List<List<HlsFollower>> viewers) throws IOException, InterruptedException {
        long until = kit.time().nanos() + PATIENCE.toNanos();
        while (gallery.ask(() -> counts(viewers)).stream().anyMatch(count -> count.parts() == 0)) {
            if (kit.time().nanos() > until) throw new IOException("parts do not come");
            Thread.sleep(50);
        }
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
