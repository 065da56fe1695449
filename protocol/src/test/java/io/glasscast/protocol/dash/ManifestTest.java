package io.glasscast.protocol.dash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.glasscast.protocol.dash.Mpd.Listed;
import io.glasscast.protocol.fmp4.Window;
import io.glasscast.protocol.hls.PlaybackFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final int TEN_MINUTES_OF_PARTS = 10 * 60 * 5;
    private static final String[] KINDS = {"video", "audio"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void tenMinutesHoldTogether(long seed) throws Exception {
        var studio = new Studio(seed);
        var manifest = new Manifest();
        @Nullable Mpd before = null;
        for (int i = 0; i < TEN_MINUTES_OF_PARTS; i++) {
            studio.part();
            if (i % 700 == 699) studio.cut(5_000_000_000L);
            if (i % 900 == 899) studio.hole();
            if (i == 1_000) studio.keyframeEvery(3_600_000_000L);
            if (i == 2_000) studio.keyframeEvery(2_000_000_000L);
            var window = studio.window();
            var mpd = Mpd.parse(manifest.of(window));
            agreesWith(window, mpd);
            holdsTogether(mpd);
            if (before != null) continues(before, mpd);
            before = mpd;
        }
    }

    private static void agreesWith(Window window, Mpd mpd) {
        for (var rendition : window.renditions()) {
            var word = rendition.kind().name().toLowerCase(java.util.Locale.ROOT);
            var wanted = rendition.segments().stream()
                    .filter(segment -> !segment.gap())
                    .toList();
            var listed = mpd.listed(word);
            assertThat(listed).hasSameSizeAs(wanted).extracting(Listed::name).doesNotHaveDuplicates();
            for (int i = 0; i < listed.size(); i++) {
                assertThat(listed.get(i).at()).isEqualTo(wanted.get(i).startTicks());
                if (wanted.get(i).complete())
                    assertThat(listed.get(i).ticks()).isEqualTo(wanted.get(i).durationTicks());
                else
                    assertThat(listed.get(i).ticks())
                            .isGreaterThanOrEqualTo(wanted.get(i).durationTicks());
                // Presentation time is the stream's timeline.
                double start = wanted.get(i).startTicks()
                        / (double) wanted.get(i).init().timescale();
                assertThat(listed.get(i).start()).isCloseTo(start, within(0.0001));
            }
        }
    }

    private static void holdsTogether(Mpd mpd) {
        double end = 0;
        for (var period : mpd.periods()) {
            assertThat(period.start()).isGreaterThanOrEqualTo(end - 0.002);
            for (var set : period.sets())
                for (int i = 1; i < set.segments().size(); i++) {
                    var one = set.segments().get(i - 1);
                    var next = set.segments().get(i);
                    assertThat(next.at()).as("no hole inside a period").isEqualTo(one.at() + one.ticks());
                }
            if (period != mpd.periods().getLast()) {
                assertThat(period.duration()).isPositive();
                end = period.start() + period.duration();
            } else {
                assertThat(period.duration()).isNaN();
            }
        }
    }

    private static void continues(Mpd before, Mpd now) {
        for (var constant : List.of("availabilityStartTime", "timeShiftBufferDepth", "maxSegmentDuration"))
            assertThat(now.root().getAttribute(constant))
                    .isEqualTo(before.root().getAttribute(constant));
        assertThat(Instant.parse(now.root().getAttribute("publishTime")))
                .isAfterOrEqualTo(Instant.parse(before.root().getAttribute("publishTime")));
        Map<String, Double> starts = new HashMap<>();
        for (var period : before.periods()) starts.put(period.id(), period.start());
        for (var period : now.periods())
            assertThat(period.start()).isEqualTo(starts.getOrDefault(period.id(), period.start()));
        for (var kind : KINDS) {
            var known = before.listed(kind);
            Map<String, Listed> then = new HashMap<>();
            for (var segment : known) then.put(segment.name(), segment);
            for (var segment : now.listed(kind)) {
                var same = then.get(segment.name());
                if (same == null) continue;
                assertThat(segment.at()).isEqualTo(same.at());
                if (same != known.getLast()) assertThat(segment.ticks()).isEqualTo(same.ticks());
            }
        }
    }

    /// dash.js asks for what is shown right after the end it was told; Shaka appends what ends later than all it
    /// knows. Both look at the manifest now and then only.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void playersFindEverySegmentOnce(long seed) throws Exception {
        var studio = new Studio(seed);
        var manifest = new Manifest();
        var dashJs = new ArrayList<Long>();
        var shaka = new ArrayList<Long>();
        var all = new ArrayList<Long>();
        @Nullable Listed last = null;
        double end = 0;
        for (int i = 0; i < TEN_MINUTES_OF_PARTS; i++) {
            studio.part();
            if (i == 1_000) studio.keyframeEvery(3_000_000_000L);
            if (i % 4 != 0) continue;
            var listed = Mpd.parse(manifest.of(studio.window())).listed("video");
            for (var segment : listed) {
                if (all.isEmpty() || segment.at() > all.getLast()) all.add(segment.at());
                if (segment.end() > end) {
                    end = segment.end();
                    shaka.add(segment.at());
                }
            }
            double wanted = last == null ? listed.getLast().start() : last.end() + 0.01;
            for (var segment : listed) {
                if (segment.start() <= wanted && wanted < segment.end()) {
                    last = segment;
                    dashJs.add(segment.at());
                }
            }
        }
        for (var seen : List.of(dashJs, shaka)) {
            assertThat(seen).hasSizeGreaterThan(150);
            int twice = 0;
            for (int i = 1; i < seen.size(); i++) {
                assertThat(all.indexOf(seen.get(i)) - all.indexOf(seen.get(i - 1)))
                        .as("none is left out")
                        .isBetween(0, 1);
                if (seen.get(i).equals(seen.get(i - 1))) twice++;
            }
            // When the camera makes its keyframes at another distance, some are fetched again.
            assertThat(twice).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aCutBeginsAPeriodWithItsOwnInitialisation() throws Exception {
        var studio = new Studio(1);
        var manifest = new Manifest();
        for (int i = 0; i < 23; i++) studio.part();
        manifest.of(studio.window());
        studio.cut(5_000_000_000L);
        var mpd = Mpd.parse(manifest.of(studio.window()));
        assertThat(mpd.periods()).hasSize(2);
        var first = mpd.periods().getFirst();
        var second = mpd.periods().getLast();
        assertThat(first.sets().getFirst().init()).isEqualTo("init-video-v0.mp4");
        assertThat(second.sets().getFirst().init()).isEqualTo("init-video-v1.mp4");
        assertThat(second.sets().getLast().init()).isEqualTo("init-audio-a1.mp4");
        assertThat(second.start() - first.start() - first.duration())
                .as("nothing is claimed for the silence")
                .isCloseTo(5, within(0.01));
        assertThat(second.sets().getFirst().segments().getFirst().start()).isCloseTo(second.start(), within(0.001));
    }

    /// dash.js would play it without sound, or rather: not at all.
    @Test
    void aPeriodIsNotHeardOfBeforeItsSoundHasBegun() throws Exception {
        var studio = new Studio(1);
        var manifest = new Manifest();
        for (int i = 0; i < 23; i++) studio.part();
        studio.cut(5_000_000_000L);
        var early = Mpd.parse(manifest.of(studio.windowWithoutNewSound()));
        assertThat(early.periods()).hasSize(1);
        assertThat(early.periods().getFirst().duration()).isNaN();
        var mpd = Mpd.parse(manifest.of(studio.window()));
        assertThat(mpd.periods()).hasSize(2);
        assertThat(mpd.periods().getLast().sets()).extracting(Mpd.Set::type).containsExactly("video", "audio");
    }

    @Test
    void aPeriodWhoseFirstSegmentIsWholeWaitsForNoSound() throws Exception {
        var studio = new Studio(1);
        var manifest = new Manifest();
        for (int i = 0; i < 23; i++) studio.part();
        studio.cut(5_000_000_000L);
        for (int i = 0; i < 12; i++) studio.part();
        var mpd = Mpd.parse(manifest.of(studio.windowWithoutNewSound()));
        assertThat(mpd.periods()).hasSize(2);
        assertThat(mpd.periods().getLast().sets()).extracting(Mpd.Set::type).containsExactly("video");
    }

    @Test
    void aHoleIsNotAskedFor() throws Exception {
        var studio = new Studio(1);
        for (int i = 0; i < 23; i++) studio.part();
        studio.hole();
        studio.part();
        var mpd = Mpd.parse(new Manifest().of(studio.window()));
        assertThat(mpd.periods()).hasSize(3);
        assertThat(mpd.periods().get(1).sets()).extracting(Mpd.Set::type).containsExactly("audio");
    }

    @Test
    void saysWhatPlayersOfLowLatencyNeed() throws Exception {
        var studio = new Studio(1);
        for (int i = 0; i < 23; i++) studio.part();
        var text = new Manifest().of(studio.window());
        var root = Mpd.parse(text).root();
        assertThat(root.getAttribute("type")).isEqualTo("dynamic");
        assertThat(root.getAttribute("availabilityStartTime")).isEqualTo("2025-06-15T15:06:40.123Z");
        assertThat(Duration.parse(root.getAttribute("minimumUpdatePeriod"))).isLessThan(Duration.ofSeconds(1));
        assertThat(Mpd.children(root, "UTCTiming").getFirst().getAttribute("schemeIdUri"))
                .isEqualTo("urn:mpeg:dash:utc:http-iso:2014");
        assertThat(text)
                .contains("<Latency referenceId=\"0\" target=\"2000\"")
                .contains("availabilityTimeComplete=\"false\"")
                .contains("availabilityTimeOffset=\"4.300\"")
                .contains("inband=\"true\"")
                .contains("codecs=\"avc1.42e01f\"", "codecs=\"mp4a.40.2\"")
                .contains("frameRate=\"30000/1001\"");
        var time = java.net
                .URI
                .create("https://example.org/dash/some-id/manifest.mpd")
                .resolve(Mpd.children(root, "UTCTiming").getFirst().getAttribute("value"));
        assertThat(time).hasToString("https://example.org/time");
    }

    @Test
    void theNextSegmentIsListedAsSoonAsOneIsWhole() throws Exception {
        var studio = new Studio(1);
        for (int i = 0; i < 23; i++) studio.part();
        studio.turn();
        var window = studio.window();
        var mpd = Mpd.parse(new Manifest().of(window));
        for (var rendition : window.renditions()) {
            var last = rendition.last();
            var listed = mpd.listed(rendition.kind().name().toLowerCase(java.util.Locale.ROOT));
            assertThat(listed).hasSize(rendition.segments().size() + 1);
            assertThat(listed.getLast().at()).isEqualTo(last.startTicks() + last.durationTicks());
            assertThat(listed.getLast().name())
                    .isEqualTo(new PlaybackFile.At(
                                    rendition.kind(), 7, listed.getLast().at())
                            .name());
        }
    }

    @Test
    void anEndHasADuration() throws Exception {
        var studio = new Studio(1);
        studio.part();
        var window = studio.window();
        var ended = new Window(
                window.terms(),
                window.video(),
                window.audio(),
                window.unixNanosAtZero(),
                window.partHoldBackNanos(),
                true);
        var mpd = Mpd.parse(new Manifest().of(ended));
        assertThat(mpd.root().hasAttribute("minimumUpdatePeriod")).isFalse();
        assertThat(Mpd.seconds(mpd.root().getAttribute("mediaPresentationDuration")))
                .isCloseTo(mpd.periods().getLast().start() + 0.4, within(0.01));
        assertThat(mpd.periods().getLast().duration()).isCloseTo(0.4, within(0.01));
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "29.97, 30000/1001", "23.976, 24000/1001", "14.8, 1480/100", "25.001, 25", "0.5, 50/100"})
    void frameRatesAreNumbersOrFractions(double picturesPerSecond, String text) {
        assertThat(Manifest.frameRate(picturesPerSecond)).isEqualTo(text);
    }
}
