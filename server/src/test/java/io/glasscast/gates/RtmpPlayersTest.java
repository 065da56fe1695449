package io.glasscast.gates;

import static io.glasscast.gates.RtmpTown.MS;
import static io.glasscast.gates.RtmpTown.PICTURES;
import static io.glasscast.gates.RtmpTown.SOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.hub.Publication;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.AudioTag;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.VideoTag;
import io.glasscast.protocol.rtmp.TestPlayer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Players at our gate, in virtual time: what they share must be whole for each of them.
class RtmpPlayersTest {
    private final RtmpTown town = new RtmpTown(1);

    private final class Player implements Wire {
        private final TestPlayer player;
        private final WireEnd end;
        private int turns;
        private long lastWriteNanos = -1;
        private boolean reads = true;
        private boolean closed;

        Player() {
            end = town.gate.accepted(this, false, town.simulation.now());
            player = new TestPlayer("play-there", bytes -> end.received(bytes, town.simulation.now()));
        }

        @Override
        public TransportAddress remote() {
            return TransportAddress.tcp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000));
        }

        @Override
        public void write(Bytes bytes) {
            long now = town.simulation.now();
            if (now > lastWriteNanos) turns++;
            lastWriteNanos = now;
            town.simulation.after(MS, () -> player.receive(bytes));
        }

        @Override
        public boolean writable() {
            return reads;
        }

        @Override
        public void close() {
            closed = true;
        }

        List<FlvTag> pictures() {
            return player.tags.stream()
                    .filter(tag -> VideoTag.parse(tag.body()) instanceof Parsed.Ok<VideoTag>(VideoTag.Picture _)
                            && tag.kind() == FlvTag.Kind.VIDEO)
                    .toList();
        }

        List<FlvTag> sounds() {
            return player.tags.stream()
                    .filter(tag -> tag.kind() == FlvTag.Kind.AUDIO
                            && AudioTag.parse(tag.body()) instanceof Parsed.Ok<AudioTag>(AudioTag.Sound _))
                    .toList();
        }

        void assertWhole(int most) {
            assertThat(player.tags.getFirst().kind()).isEqualTo(FlvTag.Kind.DATA);
            assertThat(player.tags.getFirst().timestampMillis()).isZero();
            assertThat(pictures().getFirst().timestampMillis()).isZero();
            assertThat(isKeyframe(pictures().getFirst())).isTrue();
            assertEvery(pictures(), 40, most);
            assertEvery(sounds(), 20, most);
        }
    }

    private static boolean isKeyframe(FlvTag tag) {
        return VideoTag.parse(tag.body()) instanceof Parsed.Ok<VideoTag>(VideoTag.Picture picture)
                && picture.keyframe();
    }

    private static void assertEvery(List<FlvTag> tags, long millis, int count) {
        assertThat(tags).hasSizeGreaterThan(count);
        for (int i = 1; i < tags.size(); i++)
            assertThat(tags.get(i).timestampMillis() - tags.get(i - 1).timestampMillis())
                    .as("between %d and the next", i - 1)
                    .isBetween(millis - 3, millis + 3);
    }

    /// They come so much later, one soon after the other.
    private List<Player> join(int count, long afterMillis) {
        var players = new ArrayList<Player>();
        for (int i = 0; i < count; i++) town.simulation.after((afterMillis + i) * MS, () -> players.add(new Player()));
        return players;
    }

    private Publication live(List<Track> tracks) {
        town.push(RtmpTown.KEY);
        return town.publish(tracks);
    }

    @Test
    void whoeverComesWheneverGetsEverythingFromAKeyframeOnInATimeOfItsOwn() {
        var publication = live(List.of(PICTURES, SOUND));
        var players = List.of(join(1, 1_500), join(1, 2_130), join(2, 3_000), join(1, 4_444), join(1, 5_990));
        town.film(publication, true, 10_000);
        town.pass(500);
        var all = players.stream().flatMap(List::stream).toList();
        for (var player : all) player.assertWhole(80);
        var last = all.getFirst().pictures().getLast();
        for (var player : all) assertThat(player.pictures().getLast().body()).isEqualTo(last.body());
    }

    @Test
    void whereManyPlayPicturesLeaveTogetherAndNoneIsLost() {
        var publication = live(List.of(PICTURES, SOUND));
        var players = join(100, 1_500);
        town.film(publication, true, 8_000);
        town.pass(500);
        for (var player : players) {
            player.assertWhole(120);
            // 200 ms are five pictures with their sound.
            assertThat(player.turns).isLessThan(60);
        }
    }

    @Test
    void aPlayerThatCannotKeepUpGoesOnWithAKeyframeInItsTime() {
        var publication = live(List.of(PICTURES, SOUND));
        var players = join(2, 1_500);
        town.film(publication, true, 4_000);
        players.getFirst().reads = false;
        town.film(publication, true, 8_000);
        players.getFirst().reads = true;
        town.film(publication, true, 3_000);
        town.pass(500);

        players.getLast().assertWhole(300);
        var pictures = players.getFirst().pictures();
        var gaps = IntStream.range(1, pictures.size())
                .filter(i ->
                        pictures.get(i).timestampMillis() - pictures.get(i - 1).timestampMillis() > 41)
                .boxed()
                .toList();
        assertThat(gaps).hasSize(1);
        assertThat(isKeyframe(pictures.get(gaps.getFirst()))).isTrue();
        assertThat(pictures.getLast().timestampMillis())
                .isEqualTo(players.getLast().pictures().getLast().timestampMillis());
    }

    @Test
    void aPlayerThatPausesGoesOnWithAKeyframe() {
        var publication = live(List.of(PICTURES, SOUND));
        var players = join(1, 1_500);
        town.film(publication, true, 3_000);
        var player = players.getFirst();
        player.player.pause(true);
        town.film(publication, true, 2_000);
        int before = player.pictures().size();
        player.player.pause(false);
        town.film(publication, true, 2_000);
        town.pass(500);
        assertThat(isKeyframe(player.pictures().get(before))).isTrue();
        assertThat(player.pictures().getLast().timestampMillis()).isGreaterThan(5_000);
    }

    @Test
    void noPictureComesTwiceWhenSoundComesLater() {
        var silent = live(List.of(PICTURES));
        var players = join(2, 1_500);
        town.film(silent, false, 4_000);
        var publication = town.publish(List.of(PICTURES, SOUND));
        town.film(publication, true, 4_000);
        town.pass(500);
        for (var player : players) {
            var times = player.pictures().stream().map(FlvTag::timestampMillis).toList();
            assertThat(times).isSorted().doesNotHaveDuplicates();
            assertThat(player.pictures()).hasSizeGreaterThan(120);
            assertThat(player.sounds()).hasSizeGreaterThan(100);
        }
    }

    @Test
    void whoIsThereStaysAndANewOneHearsThatItIsTooMuch() {
        var publication = live(List.of(PICTURES, SOUND));
        var there = join(2, 1_500);
        town.film(publication, true, 3_000);
        long now = town.simulation.now();
        for (int i = 0; i < 40; i++) town.overload.turned(1_000 * MS, now + i * 1_000 * MS);
        assertThat(town.overload.lasts()).isTrue();
        var late = join(2, 0);
        town.film(publication, true, 3_000);
        town.pass(500);

        for (var player : late) {
            assertThat(player.player.refusals).containsExactly("NetStream.Play.Failed: " + Overload.SENTENCE);
            assertThat(player.player.tags).isEmpty();
            assertThat(player.closed).isTrue();
        }
        assertThat(town.counted.stream().filter("refused rtmp-overloaded"::equals))
                .hasSize(2);
        for (var player : there) player.assertWhole(80);

        // One turn that is in time, and there is room again.
        town.overload.turned(0, town.simulation.now());
        var next = join(1, 0);
        town.film(publication, true, 3_000);
        assertThat(next.getFirst().player.refusals).isEmpty();
        assertThat(next.getFirst().pictures()).isNotEmpty();
    }

    @Test
    void whatWaitsForItsPlaceComesWhenTheStreamEnds() {
        var publication = live(List.of(PICTURES, SOUND));
        var players = join(3, 1_500);
        town.film(publication, true, 4_000);
        town.there.close("there", town.simulation.now());
        town.pass(500);
        for (var player : players) {
            assertThat(player.closed).isTrue();
            player.assertWhole(60);
        }
    }
}
