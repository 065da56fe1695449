package io.glasscast.protocol.hls;

import static io.glasscast.protocol.fmp4.Camera.MS;
import static io.glasscast.protocol.fmp4.Camera.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.Samples;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.fmp4.Camera;
import io.glasscast.protocol.fmp4.Packager;
import io.glasscast.protocol.fmp4.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Live playlists of every kind of camera, each version of which a client reads that knows the rules.
class LivePlaylistTest {
    private static final long TEN_MINUTES = 600 * SECOND;
    private static final long A_MINUTE = 60 * SECOND;

    private final Packager packager = Camera.packager();
    private final List<Client> clients = new ArrayList<>();
    private boolean steady = true;
    private long revision = -1;

    private LivePlaylistTest watching(Codec.Kind... kinds) {
        for (var kind : kinds) clients.add(new Client(kind));
        return this;
    }

    /// A camera whose frames come when they come.
    private LivePlaylistTest moody() {
        steady = false;
        return this;
    }

    private void begin(Camera camera) {
        packager.begin(camera.tracks(), List.of());
    }

    private void show(List<Frame> frames) {
        boolean live = false;
        for (var frame : frames) {
            packager.frame(frame);
            if (packager.revision() == revision || packager.window().isEmpty()) continue;
            revision = packager.revision();
            var window = packager.window().get();
            // Sound comes a moment after the pictures.
            if (window.renditions().size() < clients.size()) continue;
            read(window, Math.max(frame.ptsNanos(), frame.dtsNanos()), live);
            live = true;
        }
    }

    private void read(Window window, long nowNanos, boolean live) {
        var shelf = Shelf.of(window);
        for (var client : clients) client.read(shelf, nowNanos, live);
        new Variants(clients, steady).read(shelf);
    }

    private void everyRuleWasPutToTheTest(int leastVersions) {
        for (var client : clients) {
            assertThat(client.versions()).isGreaterThan(leastVersions);
            assertThat(client.skips).isPositive();
            assertThat(client.shortParts).isZero();
            if (steady) assertThat(client.strayParts).isZero();
            assertThat(client.understated).isEmpty();
        }
    }

    @Test
    void ofThirtyPicturesASecondWithSound() {
        watching(Codec.Kind.VIDEO, Codec.Kind.AUDIO).begin(new Camera());
        show(new Camera().film(0, A_MINUTE));
        everyRuleWasPutToTheTest(280);
    }

    @Test
    void ofReorderedPicturesInGroupsOfFourSeconds() {
        var camera = new Camera()
                .reordered()
                .pictures(n -> n * 1_001 * SECOND / 30_000)
                .group(120);
        watching(Codec.Kind.VIDEO, Codec.Kind.AUDIO).begin(camera);
        show(camera.film(0, A_MINUTE));
        everyRuleWasPutToTheTest(280);
    }

    /// Scenes of ten seconds in which more and less happens: what is said of rates must be true of every run of
    /// segments.
    @Test
    void ofScenesOfEveryKind() {
        var random = new SplittableRandom(7);
        var scenes = new ArrayList<Integer>();
        for (int i = 0; i < 60; i++) scenes.add(1 << random.nextInt(4, 13));
        var camera = new Camera()
                .restless(n -> scenes.get(Math.min(59, n / 300)) / 2 + random.nextInt(500))
                .group(50);
        watching(Codec.Kind.VIDEO, Codec.Kind.AUDIO).begin(camera);
        show(camera.film(0, TEN_MINUTES));
        everyRuleWasPutToTheTest(3_000);
    }

    /// Whatever they are coded in, playlists say of it what the initialisation segments say.
    @ParameterizedTest
    @EnumSource(
            value = Samples.class,
            names = {"H264_SLICES", "H265", "VP9", "AV1"})
    void ofEveryCoding(Samples samples) {
        var camera = new Camera().coded(samples).sound(1_024, 44_100);
        watching(Codec.Kind.VIDEO, Codec.Kind.AUDIO).begin(camera);
        show(camera.film(SECOND, A_MINUTE));
        everyRuleWasPutToTheTest(250);
    }

    @Test
    void ofGroupsLongerThanASegmentMayBe() {
        var camera = new Camera().pictures(n -> n * SECOND / 25).group(250);
        watching(Codec.Kind.VIDEO, Codec.Kind.AUDIO).begin(camera);
        show(camera.film(0, A_MINUTE));
        everyRuleWasPutToTheTest(280);
    }

    @Test
    void ofSoundAlone() {
        watching(Codec.Kind.AUDIO).begin(new Camera().blind());
        show(new Camera().blind().film(0, A_MINUTE));
        everyRuleWasPutToTheTest(250);
    }

    @Test
    void ofPicturesAloneWithTremblingTimes() {
        var random = new SplittableRandom(5);
        var times = new ArrayList<Long>();
        for (int i = 0; i < 18_200; i++) times.add(i * SECOND / 30 + random.nextLong(3 * MS));
        var camera = new Camera().deaf().pictures(times::get).group(45);
        watching(Codec.Kind.VIDEO, Codec.Kind.AUDIO).begin(camera);
        show(camera.film(0, A_MINUTE));
        everyRuleWasPutToTheTest(280);
    }

    /// Frames that are late, that are missing, and a camera that stops for up to half a second.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void ofACameraThatStalls(long seed) {
        var random = new SplittableRandom(seed);
        var times = new ArrayList<Long>();
        long at = 0;
        for (int i = 0; at < 2 * A_MINUTE; i++) {
            times.add(at);
            at += 66 * MS + random.nextLong(10 * MS);
            if (i > 30 && random.nextInt(12) == 0) at += 66 * MS;
            // Not again before what it has cost is made up for.
            if (i % 30 == 5) at += random.nextLong(150 * MS, 434 * MS);
        }
        var camera = new Camera().pictures(times::get).group(30);
        moody().watching(Codec.Kind.VIDEO, Codec.Kind.AUDIO).begin(camera);
        show(camera.film(0, A_MINUTE));
        everyRuleWasPutToTheTest(250);
    }

    /// Publishers that come and go, with other clocks, gaps of ten seconds, and sound that comes late.
    @Test
    void ofPublishersThatChange() {
        moody().watching(Codec.Kind.VIDEO, Codec.Kind.AUDIO);
        long now = 0;
        for (int i = 0; now < TEN_MINUTES; i++) {
            var camera = switch (i % 4) {
                case 0 -> new Camera();
                case 1 -> new Camera().deaf();
                case 2 -> new Camera().soundFrom(3 * SECOND).reordered();
                default -> new Camera().sound(1_024, 44_100).group(90);
            };
            begin(camera);
            show(camera.film(now, 20 * SECOND));
            now += 20 * SECOND;
            if (i % 3 == 0) {
                packager.interrupted();
                now += 10 * SECOND;
            }
        }
        for (var client : clients) {
            assertThat(client.versions()).isGreaterThan(2_000);
            assertThat(client.shortParts).isLessThan(client.parts / 100);
        }
    }

    @Test
    void ofAStreamThatEnds() {
        watching(Codec.Kind.VIDEO, Codec.Kind.AUDIO).begin(new Camera());
        show(new Camera().film(0, 31 * SECOND));
        packager.end();
        var window = packager.window().orElseThrow();
        read(window, 31 * SECOND, false);
        var text = MediaPlaylist.of(window, window.video().orElseThrow(), true);
        assertThat(text).endsWith("#EXT-X-ENDLIST\n").doesNotContain("PRELOAD-HINT", "EXT-X-SKIP");
    }
}
