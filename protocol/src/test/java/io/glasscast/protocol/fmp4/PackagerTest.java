package io.glasscast.protocol.fmp4;

import static io.glasscast.protocol.fmp4.Camera.MS;
import static io.glasscast.protocol.fmp4.Camera.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.Samples;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackagerTest {
    private final Packager packager = Camera.packager();

    private Window film(Camera camera, long startNanos, long lengthNanos) {
        camera.film(startNanos, lengthNanos).forEach(packager::frame);
        return packager.window().orElseThrow();
    }

    private Window live(Camera camera, long startNanos, long lengthNanos) {
        packager.begin(camera.tracks(), List.of());
        return film(camera, startNanos, lengthNanos);
    }

    /// The samples of all segments listed; none may be missing or overlap between them.
    private static List<Boxes.Told> told(Rendition rendition) {
        var all = new ArrayList<Boxes.Told>();
        for (var segment : rendition.segments())
            for (var part : segment.parts()) all.addAll(Boxes.samples(part.bytes()));
        return all;
    }

    private static void assertSeamless(Rendition rendition) {
        var samples = told(rendition);
        for (int i = 1; i < samples.size(); i++)
            assertThat(samples.get(i).ticks())
                    .isEqualTo(samples.get(i - 1).ticks() + samples.get(i - 1).duration());
        for (int i = 1; i < rendition.segments().size(); i++) {
            var before = rendition.segments().get(i - 1);
            var segment = rendition.segments().get(i);
            assertThat(segment.msn()).isEqualTo(before.msn() + 1);
            assertThat(segment.startTicks()).isEqualTo(before.startTicks() + before.durationTicks());
        }
    }

    private static void assertAligned(Window window) {
        var video = window.video().orElseThrow();
        var audio = window.audio().orElseThrow();
        for (var segment : video.segments())
            audio.segment(segment.msn()).ifPresent(other -> {
                long apart = nanos(segment) - nanos(other);
                assertThat(Math.abs(apart)).isLessThan(25 * MS);
                assertThat(other.discontinuitySequence()).isEqualTo(segment.discontinuitySequence());
                assertThat(other.discontinuity()).isEqualTo(segment.discontinuity());
            });
        assertThat(Math.abs(video.last().msn() - audio.last().msn())).isLessThanOrEqualTo(1);
        assertThat(video.mediaSequence()).isEqualTo(audio.mediaSequence());
    }

    private static long nanos(Segment segment) {
        return new Timescale(segment.init().timescale()).nanos(segment.startTicks());
    }

    @Test
    void cutsSegmentsAtKeyframesAndPartsBetweenThem() {
        var window = live(new Camera(), 5 * SECOND, 7 * SECOND);
        var video = window.video().orElseThrow();
        assertThat(video.segments().stream().map(Segment::durationNanos))
                .containsExactly(2 * SECOND, 2 * SECOND, 2 * SECOND, 800 * MS);
        assertThat(video.segments().stream().map(segment -> segment.parts().size()))
                .containsExactly(10, 10, 10, 4);
        assertThat(video.segments().stream()
                        .flatMap(segment -> segment.parts().stream())
                        .map(Part::durationNanos))
                .containsOnly(200 * MS);
        for (var segment : video.segments()) {
            assertThat(segment.parts().getFirst().independent()).isTrue();
            assertThat(segment.parts().stream().filter(Part::independent)).hasSize(1);
        }
        assertThat(video.frameRate()).isEqualTo(30.0);
        assertThat(video.init().codecs()).isEqualTo("avc1.42c00d");
        assertThat(nanos(video.segments().getFirst())).isEqualTo(5 * SECOND);
        assertThat(video.segments().getFirst().unixNanos()).isEqualTo(Camera.UNIX + 5 * SECOND);
        assertSeamless(video);
        assertSeamless(window.audio().orElseThrow());
        assertAligned(window);
    }

    @Test
    void keepsParameterSetsOutOfTheSamplesForTheEntryHasThem() {
        var window = live(new Camera(), 0, SECOND);
        var key = told(window.video().orElseThrow()).getFirst();
        assertThat(key.sync()).isTrue();
        // 5 is an IDR slice; SEI may be in front of it.
        for (var nal : io.glasscast.bitstream.NalUnits.split(key.payload()).orThrow())
            assertThat(nal.u8(0) & 0x1F).isIn(5, 6);
    }

    @Test
    void showsReorderedPicturesAtTheirTimesAndASegmentFromItsStart() {
        var camera = new Camera().reordered();
        var window = live(camera, 3 * SECOND, 5 * SECOND);
        var timescale = new Timescale(90_000);
        var told = told(window.video().orElseThrow());
        var frames = camera.film(3 * SECOND, 5 * SECOND).stream()
                .filter(frame -> frame.track() == 0)
                .toList();
        for (int i = 0; i < told.size(); i++)
            assertThat(told.get(i).shown())
                    .isEqualTo(timescale.ticks(frames.get(i).ptsNanos()));
        // FFmpeg would show everything later if an offset were negative.
        assertThat(told.stream().allMatch(sample -> sample.offset() >= 0)).isTrue();
        for (var segment : window.video().orElseThrow().segments())
            assertThat(Boxes.samples(segment.parts().getFirst().bytes())
                            .getFirst()
                            .shown())
                    .isEqualTo(segment.startTicks());
        assertSeamless(window.video().orElseThrow());
        assertAligned(window);
    }

    /// A clock that has run for a month, and NTSC's pictures for four hours: every sample is where its frame was.
    @Test
    void staysExactHoweverLongItRuns() {
        long start = 30 * 86_400 * SECOND;
        var camera = new Camera().pictures(n -> n * 1_001 * SECOND / 30_000).group(60);
        packager.begin(camera.tracks(), List.of());
        var last = new ArrayList<Frame>();
        for (var frame : camera.film(start, 4 * 3_600 * SECOND)) {
            packager.frame(frame);
            if (frame.track() == 0) last.add(frame);
            if (last.size() > 100) last.removeFirst();
        }
        var window = packager.window().orElseThrow();
        var video = told(window.video().orElseThrow());
        var ticks = video.subList(video.size() - 20, video.size()).stream()
                .map(Boxes.Told::ticks)
                .toList();
        assertThat(last.stream().map(frame -> new Timescale(90_000).ticks(frame.dtsNanos())))
                .containsSubsequence(ticks);
        var audio = window.audio().orElseThrow();
        long heard = told(audio).getLast().ticks();
        assertThat((heard - start / SECOND * 48_000) % 1_024).isZero();
        assertThat(window.video().orElseThrow().frameRate()).isEqualTo(29.97);
        assertSeamless(audio);
        assertAligned(window);
    }

    @Test
    void cutsALongGroupWithoutAKeyframeBeforeItIsTooLong() {
        var window = live(new Camera().group(300), 0, 25 * SECOND);
        var video = window.video().orElseThrow();
        for (var segment : video.segments()) {
            assertThat(Math.round(segment.durationNanos() / 1e9)).isLessThanOrEqualTo(4);
            boolean starts = nanos(segment) % (10 * SECOND) == 0;
            assertThat(segment.parts().getFirst().independent()).isEqualTo(starts);
        }
        assertThat(video.segments().stream().filter(segment -> nanos(segment) % (10 * SECOND) == 0))
                .hasSize(3);
        assertSeamless(video);
        assertAligned(window);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 8, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 120})
    void partsAreAWholeNumberOfFramesNearTheLengthWishedFor(int rate) {
        var window = live(new Camera().pictures(n -> n * SECOND / rate).group(2 * rate), 0, 9 * SECOND);
        var video = window.video().orElseThrow();
        assertThat(video.partTargetNanos()).isBetween(150 * MS, 300 * MS);
        for (var segment : video.segments())
            for (int i = 0; i < segment.parts().size(); i++) {
                long duration = segment.parts().get(i).durationNanos();
                assertThat(duration).isLessThanOrEqualTo(video.partTargetNanos());
                boolean exempt = i == segment.parts().size() - 1
                        || segment.parts().get(i).independent();
                if (!exempt) assertThat(duration).isGreaterThanOrEqualTo(video.partTargetNanos() * 85 / 100);
            }
        assertThat(video.frameRate()).isEqualTo(rate, within(0.01));
    }

    @Test
    void anIrregularCameraKeepsToThePartTargetItBeganWith() {
        var random = new SplittableRandom(7);
        var times = new ArrayList<Long>();
        long at = 0;
        for (int i = 0; i < 2_000; i++) {
            times.add(at);
            // Late by up to 8 ms, sometimes three frames long, slower in the dark.
            at += 33 * MS
                    + random.nextLong(8 * MS)
                    + (random.nextInt(40) == 0 ? 100 * MS : 0)
                    + (i > 700 ? 30 * MS : 0);
        }
        var camera = new Camera().pictures(times::get).group(45);
        packager.begin(camera.tracks(), List.of());
        long target = 0;
        for (var frame : camera.film(0, 60 * SECOND)) {
            packager.frame(frame);
            if (packager.window().isEmpty() || packager.window().get().video().isEmpty()) continue;
            var video = packager.window().get().video().get();
            if (target == 0) target = video.partTargetNanos();
            assertThat(video.partTargetNanos()).isEqualTo(target);
            assertThat(video.last().parts().getLast().durationNanos()).isLessThanOrEqualTo(target);
        }
        var window = packager.window().orElseThrow();
        assertSeamless(window.video().orElseThrow());
        assertAligned(window);
    }

    @Test
    void silenceStandsInForSoundThatIsNotThereYet() {
        var camera = new Camera().soundFrom(9 * SECOND);
        var window = live(camera, 0, 15 * SECOND);
        var audio = window.audio().orElseThrow();
        assertSeamless(audio);
        assertAligned(window);
        assertThat(nanos(audio.segments().getFirst())).isZero();
        // Sound has come to its place: the last frames are those of the camera, at their times.
        var grid = told(audio).stream().map(Boxes.Told::ticks).toList();
        long nearest = grid.stream()
                .mapToLong(ticks -> Math.abs(ticks - 12 * 48_000L))
                .min()
                .orElseThrow();
        assertThat(nearest).isLessThan(1_024);
    }

    @Test
    void aStreamWithoutSoundHasSilenceSoThatSoundMayComeAtAnyTime() {
        var mute = new Camera().deaf();
        live(mute, 0, 5 * SECOND);
        var before = packager.window().orElseThrow();
        assertThat(before.audio().orElseThrow().init().codecs()).isEqualTo("mp4a.40.2");
        assertAligned(before);
        // The same publication, now with sound: the group that is being packaged comes again.
        var shown = mute.film(0, 5 * SECOND);
        var group = shown.subList(120, shown.size());
        assertThat(group.getFirst().keyframe()).isTrue();
        packager.begin(List.of(Camera.PICTURES, Camera.HEARD), group);
        new Camera()
                .film(0, 9 * SECOND).stream()
                        .filter(frame -> frame.ptsNanos() >= 5 * SECOND)
                        .forEach(packager::frame);
        var after = packager.window().orElseThrow();
        assertSeamless(after.video().orElseThrow());
        assertSeamless(after.audio().orElseThrow());
        assertAligned(after);
        assertThat(after.audio().orElseThrow().segments()).noneMatch(Segment::discontinuity);
    }

    @Test
    void soundInAnotherCodingWaitsForAKeyframeAndBreaksBothRenditionsThere() {
        live(new Camera().deaf(), 0, 5 * SECOND);
        var shown = new Camera().deaf().film(0, 5 * SECOND);
        var other = new Camera().sound(1_024, 44_100);
        packager.begin(other.tracks(), shown.subList(120, shown.size()));
        other.film(0, 11 * SECOND).stream()
                .filter(frame -> frame.ptsNanos() >= 5 * SECOND)
                .forEach(packager::frame);
        var window = packager.window().orElseThrow();
        var broken = window.video().orElseThrow().segments().stream()
                .filter(Segment::discontinuity)
                .toList();
        assertThat(broken).hasSize(1);
        assertThat(nanos(broken.getFirst())).isEqualTo(6 * SECOND);
        assertThat(broken.getFirst().parts().getFirst().independent()).isTrue();
        assertAligned(window);
        assertThat(window.audio().orElseThrow().init().sampleRate()).isEqualTo(44_100);
    }

    @Test
    void soundThatStopsIsFollowedBySilence() {
        packager.begin(new Camera().tracks(), List.of());
        for (var frame : new Camera().film(0, 20 * SECOND))
            if (frame.track() == 0 || frame.ptsNanos() < 7 * SECOND) packager.frame(frame);
        var window = packager.window().orElseThrow();
        assertSeamless(window.audio().orElseThrow());
        assertAligned(window);
        var last = window.audio().orElseThrow().last();
        assertThat(nanos(last) + last.durationNanos()).isGreaterThan(19 * SECOND);
    }

    @Test
    void soundAloneCutsByItself() {
        var window = live(new Camera().blind(), SECOND, 11 * SECOND);
        assertThat(window.video()).isEmpty();
        var audio = window.audio().orElseThrow();
        assertSeamless(audio);
        for (var segment : audio.segments().subList(0, audio.segments().size() - 1))
            assertThat(segment.durationNanos()).isCloseTo(2 * SECOND, within(30 * MS));
        assertThat(audio.segments()).hasSize(6);
    }

    @Test
    void soundKeepsItsTimeWhenItsClockIsOffAndFramesAreLost() {
        var camera = new Camera();
        packager.begin(camera.tracks(), List.of());
        var random = new SplittableRandom(3);
        // Half a thousandth too slow, and one frame in two hundred missing.
        for (var frame : camera.film(0, 300 * SECOND)) {
            if (frame.track() == 1 && random.nextInt(200) == 0) continue;
            long pts = frame.track() == 1 ? frame.ptsNanos() + frame.ptsNanos() / 2_000 : frame.ptsNanos();
            packager.frame(new Frame(frame.track(), pts, frame.keyframe(), marked(frame, pts)));
        }
        var timescale = new Timescale(48_000);
        var audio = packager.window().orElseThrow().audio().orElseThrow();
        assertSeamless(audio);
        for (var sample : told(audio)) {
            if (sample.payload().length() != 16) continue;
            long wanted = sample.payload().i64(8);
            assertThat(Math.abs(timescale.nanos(sample.ticks()) - wanted)).isLessThan(40 * MS);
        }
    }

    /// Sound with its own time written behind it.
    private static Bytes marked(Frame frame, long pts) {
        return frame.track() == 0
                ? frame.payload()
                : new io.glasscast.kernel.ByteWriter(16).zeros(8).u64(pts).toBytes();
    }

    @Test
    void anotherPublisherIsADiscontinuityInBothRenditions() {
        live(new Camera(), 0, 5 * SECOND);
        packager.interrupted();
        var other = new Camera();
        packager.begin(other.tracks(), List.of());
        var window = film(other, 9 * SECOND, 5 * SECOND);
        var video = window.video().orElseThrow();
        assertThat(video.segments().stream().map(Segment::discontinuity))
                .containsExactly(false, false, false, true, false, false);
        assertThat(video.segments().get(3).discontinuitySequence()).isEqualTo(1);
        assertThat(nanos(video.segments().get(3))).isEqualTo(9 * SECOND);
        assertThat(video.segments().get(2).complete()).isTrue();
        assertThat(video.segments().get(2).durationNanos()).isEqualTo(SECOND);
        assertAligned(window);
    }

    @Test
    void anotherPictureSizeIsADiscontinuityWithAnotherInit() {
        packager.begin(new Camera().tracks(), List.of());
        film(new Camera(), 0, 3 * SECOND);
        var other = Samples.H264_SLICES.frames().getFirst();
        for (var frame : new Camera().film(3 * SECOND, 3 * SECOND))
            packager.frame(
                    frame.keyframe() && frame.track() == 0 ? new Frame(0, frame.ptsNanos(), true, other) : frame);
        var window = packager.window().orElseThrow();
        var video = window.video().orElseThrow();
        assertThat(video.segments().stream().map(segment -> segment.init().id()).distinct())
                .hasSize(2);
        assertThat(video.segments().stream().filter(Segment::discontinuity)).hasSize(1);
        assertAligned(window);
    }

    @Test
    void aGapOfTenSecondsBreaksTheStreamAndNothingElse() {
        live(new Camera(), 0, 5 * SECOND);
        var window = film(new Camera(), 15 * SECOND, 5 * SECOND);
        var video = window.video().orElseThrow();
        assertThat(video.segments().stream().filter(Segment::discontinuity)).hasSize(1);
        assertThat(video.segments().stream().allMatch(segment -> segment.durationNanos() < 4_500 * MS))
                .isTrue();
        assertAligned(window);
    }

    @Test
    void picturesThatStayAwayLeaveGapsWhileSoundGoesOn() {
        packager.begin(new Camera().tracks(), List.of());
        for (var frame : new Camera().film(0, 20 * SECOND)) {
            boolean away = frame.ptsNanos() > 5 * SECOND && frame.ptsNanos() < 13 * SECOND;
            if (frame.track() == 1 || !away) packager.frame(frame);
        }
        var window = packager.window().orElseThrow();
        var video = window.video().orElseThrow();
        var audio = window.audio().orElseThrow();
        assertSeamless(audio);
        assertAligned(window);
        assertThat(video.segments().stream().filter(Segment::gap)).hasSizeBetween(3, 6);
        assertThat(audio.segments()).noneMatch(Segment::gap);
        assertThat(video.segments()).noneMatch(Segment::discontinuity);
        assertThat(video.last().gap()).isFalse();
    }

    @Test
    void holdsTheWindowAndNoMore() {
        var big = new Camera();
        packager.begin(big.tracks(), List.of());
        var payload = Bytes.of(new byte[8_000]);
        long most = 0;
        for (var frame : big.film(0, 600 * SECOND)) {
            boolean delta = frame.track() == 0 && !frame.keyframe();
            packager.frame(delta ? new Frame(0, frame.ptsNanos(), false, payload) : frame);
            most = Math.max(most, packager.bytes());
        }
        // 30 pictures of 8 kB a second for: 28 s listed, up to 2 s more, 8 s retired, 2 s growing.
        assertThat(most).isLessThan(41L * 30 * 8_200);
        var video = packager.window().orElseThrow().video().orElseThrow();
        long listed =
                video.segments().stream().mapToLong(Segment::durationNanos).sum();
        assertThat(listed).isBetween(28 * SECOND, 32 * SECOND);
        assertThat(video.bandwidth()).isCloseTo(1_920_000, within(20_000L));
    }

    @Test
    void aRichStreamShortensTheWindowToWhatItMayHold() {
        var camera = new Camera();
        packager.begin(camera.tracks(), List.of());
        var payload = Bytes.of(new byte[130_000]);
        long most = 0;
        for (var frame : camera.film(0, 60 * SECOND)) {
            boolean delta = frame.track() == 0 && !frame.keyframe();
            packager.frame(delta ? new Frame(0, frame.ptsNanos(), false, payload) : frame);
            most = Math.max(most, packager.bytes());
        }
        assertThat(most).isLessThan(100 << 20);
        long listed = packager.window().orElseThrow().video().orElseThrow().segments().stream()
                .mapToLong(Segment::durationNanos)
                .sum();
        assertThat(listed).isGreaterThanOrEqualTo(12 * SECOND);
    }

    @Test
    void startsWithTheWholeGroupThatItIsGiven() {
        var film = new Camera().film(0, 1_500 * MS);
        packager.begin(new Camera().tracks(), film);
        var window = packager.window().orElseThrow();
        assertThat(window.video().orElseThrow().last().parts()).hasSize(7);
        assertThat(window.audio()).isPresent();
    }

    @Test
    void askForAKeyframeWhenASegmentIsRipe() {
        packager.begin(new Camera().tracks(), List.of());
        assertThat(packager.wantsKeyframe()).isTrue();
        film(new Camera().group(600), 0, 1_900 * MS);
        assertThat(packager.wantsKeyframe()).isFalse();
        film(new Camera().group(600).pictures(n -> (n + 57) * SECOND / 30), 0, 2_200 * MS);
        assertThat(packager.wantsKeyframe()).isFalse();
    }

    @Test
    void endsForGood() {
        live(new Camera(), 0, 5 * SECOND);
        packager.end();
        var window = packager.window().orElseThrow();
        assertThat(window.ended()).isTrue();
        assertThat(window.video().orElseThrow().last().complete()).isTrue();
        packager.frame(new Frame(0, 6 * SECOND, true, Camera.KEYFRAME));
        assertThat(packager.window().orElseThrow()).isSameAs(window);
    }

    @Test
    void takesNothingThatHasNoPlaceInMp4() {
        packager.begin(List.of(new Track(0, Codec.VP8), new Track(1, Codec.AAC, Bytes.EMPTY)), List.of());
        packager.frame(new Frame(0, 0, true, Samples.VP8.frames().getFirst()));
        packager.frame(new Frame(1, 0, true, Camera.SOUND));
        assertThat(packager.window().flatMap(Window::video)).isEmpty();
        assertThat(AudioSpecificConfig.parse(Bytes.EMPTY)).isNotNull();
    }
}
