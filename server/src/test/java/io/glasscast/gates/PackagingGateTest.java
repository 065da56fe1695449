package io.glasscast.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.bitstream.AudioSpecificConfig;
import io.glasscast.bitstream.Samples;
import io.glasscast.gates.PlaybackDoor.Answer;
import io.glasscast.gates.PlaybackDoor.Body;
import io.glasscast.gates.PlaybackDoor.Refusal;
import io.glasscast.gates.PlaybackDoor.Request;
import io.glasscast.hub.Attendance;
import io.glasscast.hub.Door;
import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.Link;
import io.glasscast.hub.Publication;
import io.glasscast.hub.Publisher;
import io.glasscast.hub.Stream;
import io.glasscast.hub.StreamNames;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Digest;
import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.fmp4.PackagingTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PackagingGateTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final long UNIX = 1_767_225_600L * SECOND;
    private static final Bytes KEYFRAME = Samples.H264.frames().getFirst();
    private static final Bytes DELTA = Bytes.hex("00000006419a22334455");
    private static final Bytes SOUND = Bytes.hex("21004990021900238000");
    private static final List<Track> TRACKS = List.of(
            new Track(0, Codec.H264),
            new Track(1, Codec.AAC, AudioSpecificConfig.lc(48_000, 2).write()));
    private static final Pattern HINT = Pattern.compile("PRELOAD-HINT:TYPE=PART,URI=\"([^\"]+)\"");

    private final Hub hub = new Hub(HubLimits.DEFAULT, (_, _) -> {});
    private final Stream stream =
            hub.open(new StreamNames("s", "ingest", "play")).orElseThrow();
    private final PackagingGate gate =
            new PackagingGate(hub, PackagingTerms.DEFAULT, UNIX, () -> window -> "MPD of " + window.terms());
    private final Sender sender = new Sender();
    private long now;
    private int pictures;
    private int sounds;

    private static final class Sender implements Publisher {
        private int asked;

        @Override
        public void requestKeyframe(long nowNanos) {
            asked++;
        }

        @Override
        public void dismissed(Dismissal why, long nowNanos) {}
    }

    /// What became of a request, and the body if it grew.
    private static final class Asked implements Body {
        private final List<Answer> answers = new ArrayList<>();
        private final List<Bytes> chunks = new ArrayList<>();
        private final List<Boolean> ends = new ArrayList<>();
        private boolean gone;

        @Override
        public boolean chunk(Bytes bytes) {
            if (gone) return false;
            chunks.add(bytes);
            return true;
        }

        @Override
        public void end(boolean whole) {
            ends.add(whole);
        }

        private Answer.Found found() {
            assertThat(answers).hasSize(1);
            assertThat(answers.getFirst()).isInstanceOf(Answer.Found.class);
            return (Answer.Found) answers.getFirst();
        }

        private String text() {
            return found().body().getFirst().utf8();
        }

        private Refusal refusal() {
            assertThat(answers).hasSize(1);
            assertThat(answers.getFirst()).isInstanceOf(Answer.Refused.class);
            return ((Answer.Refused) answers.getFirst()).refusal();
        }
    }

    private Asked ask(String file, String query) {
        return ask("play", file, query);
    }

    private Asked ask(String name, String file, String query) {
        var asked = new Asked();
        gate.playback(new Request(name, file, query), asked, now, asked.answers::add);
        return asked;
    }

    private Publication publish() {
        pictures = 0;
        sounds = 0;
        return stream.publish(sender, TRACKS, now);
    }

    /// Lets time pass, with frames in groups of two seconds.
    private void film(Publication publication, long nanos) {
        long start = now - pictures * SECOND / 30;
        for (long until = now + nanos; start + pictures * SECOND / 30 < until; pictures++) {
            now = start + pictures * SECOND / 30;
            tick();
            boolean key = pictures % 60 == 0;
            publication.frame(new Frame(0, now - start, key, key ? KEYFRAME : DELTA), now);
            for (; sounds * SECOND * 1_024 / 48_000 < now - start; sounds++)
                publication.frame(new Frame(1, sounds * SECOND * 1_024 / 48_000, true, SOUND), now);
        }
    }

    private void pass(long nanos) {
        for (long until = now + nanos; now < until; now += 100 * MS) tick();
    }

    private void tick() {
        if (hub.deadlineNanos() <= now) hub.elapse(now);
        if (gate.deadlineNanos() <= now) gate.elapse(now);
    }

    /// Films until a player that asks gets its playlist at once.
    private void packaged(Publication publication) {
        film(publication, 100 * MS);
        ask("index.m3u8", "");
        film(publication, 2_600 * MS);
    }

    private static String hint(String playlist) {
        var found = HINT.matcher(playlist);
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void theFirstWhoAsksBeginsWithTheGroupThatIsThereAndWaitsForItsSegmentToBeWhole() {
        var publication = publish();
        film(publication, 1_500 * MS);
        assertThat(gate.streams()).isZero();
        var index = ask("index.m3u8", "");
        var video = ask("video.m3u8", "");
        assertThat(index.answers).isEmpty();
        assertThat(ask("manifest.mpd", "").text()).startsWith("MPD of");
        film(publication, 600 * MS);
        assertThat(index.text()).contains("RESOLUTION=320x180", "video.m3u8", "audio.m3u8");
        assertThat(video.text()).contains("#EXT-X-PART:", "#EXTINF:2");
        assertThat(ask("audio.m3u8", "").text()).contains("#EXT-X-PART:", "#EXTINF:2");
        assertThat(stream.viewers()).isEqualTo(1);
    }

    @Test
    void theFirstWhoAsksWaitsForAKeyframeAndMakesOneCome() {
        var publication = publish();
        var asked = ask("index.m3u8", "");
        assertThat(asked.answers).isEmpty();
        assertThat(sender.asked).isPositive();
        film(publication, 2_100 * MS);
        assertThat(asked.text()).startsWith("#EXTM3U");
    }

    @Test
    void whoCameByALinkGetsNothingMoreOnceItIsRevoked() {
        hub.add(stream, new Link("l1", Digest.sha256("secret"), 3_600 * SECOND));
        var publication = publish();
        packaged(publication);
        var playlist = ask("secret", "video.m3u8", "").text();
        assertThat(playlist).contains("#EXT-X-PART:").doesNotContain("secret", "play");
        assertThat(gate.attendance(stream, now))
                .extracting(Attendance::viewerId)
                .containsExactlyInAnyOrder("hls", "hls-l1");
        var waits = ask("secret", hint(playlist), "");
        var ownWaits = ask(hint(playlist), "");
        var growing = "video-" + number(hint(playlist)) + ".m4s";
        var grows = ask("secret", growing, "");
        var ownGrows = ask(growing, "");
        assertThat(List.of(grows.answers.getFirst(), ownGrows.answers.getFirst()))
                .allMatch(Answer.Streaming.class::isInstance);

        hub.revoke(stream, "l1", now);
        assertThat(waits.refusal()).isEqualTo(Refusal.NOT_FOUND);
        assertThat(grows.ends).containsExactly(false);
        assertThat(ownGrows.ends).isEmpty();
        assertThat(ask("secret", "video.m3u8", "").refusal()).isEqualTo(Refusal.NOT_FOUND);
        assertThat(ask("secret", "index.m3u8", "").refusal()).isEqualTo(Refusal.NOT_FOUND);
        assertThat(gate.attendance(stream, now))
                .extracting(Attendance::viewerId)
                .containsExactly("hls");
        film(publication, 2_600 * MS);
        assertThat(ownWaits.found().length()).isPositive();
        assertThat(ownGrows.ends).containsExactly(true);
        assertThat(hub.turnedAway()).containsEntry(Door.HLS, 2L);
    }

    @Test
    void whoWaitsForAStreamThatShowsNothingIsToldSo() {
        publish();
        var asked = ask("video.m3u8", "");
        pass(6 * SECOND);
        assertThat(asked.refusal()).isEqualTo(Refusal.TOO_LATE);
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aBlockedReloadIsAnsweredWithThePartItWaitsFor() {
        var publication = publish();
        packaged(publication);
        var playlist = ask("video.m3u8", "").text();
        var name = hint(playlist);
        var numbers = name.split("[-.]");
        var reload = ask("video.m3u8", "_HLS_msn=" + numbers[1] + "&_HLS_part=" + numbers[2]);
        var part = ask(name, "");
        assertThat(reload.answers).isEmpty();
        assertThat(part.answers).isEmpty();
        assertThat(gate.waiting()).isEqualTo(2);
        film(publication, 300 * MS);
        assertThat(reload.text()).contains(name);
        assertThat(reload.found().caching().immutable()).isFalse();
        assertThat(part.found().caching().immutable()).isTrue();
        assertThat(gate.waiting()).isZero();
        assertThat(ask(name, "").found().body().getFirst())
                .isSameAs(part.found().body().getFirst());
    }

    @Test
    void aBlockedReloadThatGetsNothingIsTooLateAfterThreeTargetDurations() {
        packaged(publish());
        var first = ask("video.m3u8", "").text();
        var numbers = hint(first).split("[-.]");
        var reload = ask("video.m3u8", "_HLS_msn=" + (Long.parseLong(numbers[1]) + 1));
        pass(11_900 * MS);
        assertThat(reload.answers).isEmpty();
        pass(200 * MS);
        assertThat(reload.refusal()).isEqualTo(Refusal.TOO_LATE);
    }

    @Test
    void refusesWhatIsNonsenseAndWhatIsNotThere() {
        film(publish(), SECOND);
        ask("index.m3u8", "");
        assertThat(ask("video.m3u8", "_HLS_part=1").refusal()).isEqualTo(Refusal.MALFORMED);
        assertThat(ask("video.m3u8", "_HLS_msn=99999999999").refusal()).isEqualTo(Refusal.MALFORMED);
        assertThat(ask("../secret", "").refusal()).isEqualTo(Refusal.NOT_FOUND);
        assertThat(ask("video-5.m4s", "").refusal()).isEqualTo(Refusal.NOT_FOUND);
        assertThat(ask("video-99999999999.0.m4s", "").refusal()).isEqualTo(Refusal.NOT_FOUND);
        assertThat(ask("init-video-0.mp4", "").refusal()).isEqualTo(Refusal.NOT_FOUND);
        var asked = new Asked();
        gate.playback(new Request("other", "index.m3u8", ""), asked, now, asked.answers::add);
        assertThat(asked.refusal()).isEqualTo(Refusal.NOT_FOUND);
    }

    @Test
    void aStreamThatNobodyPublishesIsNotLive() {
        assertThat(ask("index.m3u8", "").refusal()).isEqualTo(Refusal.NOT_LIVE);
    }

    @Test
    void everythingThatAPlaylistNamesCanBeFetched() {
        var publication = publish();
        film(publication, SECOND);
        ask("index.m3u8", "");
        film(publication, 5 * SECOND);
        for (var kind : new String[] {"video", "audio"}) {
            var playlist = ask(kind + ".m3u8", "").text();
            Pattern.compile("(?m)^[a-z].*m4s$|(?<=PART:DURATION=[0-9.]{1,9},URI=\")[^\"]+|(?<=MAP:URI=\")[^\"]+")
                    .matcher(playlist)
                    .results()
                    .forEach(found -> assertThat(ask(found.group(), "").found().contentType())
                            .isEqualTo(kind + "/mp4"));
        }
    }

    @Test
    void aSegmentThatGrowsComesPartByPart() {
        var publication = publish();
        packaged(publication);
        var playlist = ask("video.m3u8", "").text();
        var msn = hint(playlist).split("[-.]")[1];
        var segment = ask("video-" + msn + ".m4s", "");
        var left = ask("video-" + msn + ".m4s", "");
        left.gone = true;
        assertThat(segment.answers.getFirst()).isInstanceOf(Answer.Streaming.class);
        int there = segment.chunks.size();
        assertThat(there).isPositive();
        film(publication, 500 * MS);
        assertThat(segment.chunks.size()).isBetween(there + 2, there + 3);
        assertThat(segment.ends).isEmpty();
        film(publication, 1_500 * MS);
        assertThat(segment.ends).containsExactly(true);
        assertThat(left.ends).isEmpty();
        assertThat(ask("video-" + msn + ".m4s", "").found().body()).isEqualTo(segment.chunks);
    }

    @Test
    void aSegmentIsHadByItsTimeToo() {
        var publication = publish();
        packaged(publication);
        var playlist = ask("video.m3u8", "").text();
        long msn = number(hint(playlist)) - 1;
        var whole = ask("video-" + msn + ".m4s", "").found();
        var first = "video-" + msn + "-";
        // Its start, and a time that lies in it.
        assertThat(ask(first + "0.m4s", "").found().body()).isEqualTo(whole.body());
        assertThat(ask(first + "90000.m4s", "").found().body()).isEqualTo(whole.body());
        // The one that grows, and what will be certain only when that one has ended.
        var grows = ask(first + "180000.m4s", "");
        var later = ask(first + "270000.m4s", "");
        var next = ask(first + "360000.m4s", "");
        assertThat(grows.answers.getFirst()).isInstanceOf(Answer.Streaming.class);
        assertThat(later.answers).isEmpty();
        assertThat(next.answers).isEmpty();
        film(publication, 2 * SECOND);
        assertThat(grows.ends).containsExactly(true);
        assertThat(later.found().body()).isEqualTo(grows.chunks);
        assertThat(next.answers.getFirst()).isInstanceOf(Answer.Streaming.class);
        assertThat(ask("video-" + (msn + 1) + "-0.m4s", "").refusal()).isEqualTo(Refusal.NOT_FOUND);
    }

    @Test
    void aSegmentThatBreaksOffSaysSo() {
        var publication = publish();
        packaged(publication);
        var msn = hint(ask("video.m3u8", "").text()).split("[-.]")[1];
        var segment = ask("video-" + msn + ".m4s", "");
        gate.closeAll(now);
        assertThat(segment.ends).containsExactly(false);
        assertThat(stream.viewers()).isZero();
    }

    @Test
    void keepsNothingOfAStreamThatIsOverForGood() {
        var publication = publish();
        packaged(publication);
        assertThat(gate.bytes()).isPositive();
        hub.close(stream.names().streamId(), now);
        assertThat(gate.deadlineNanos()).isLessThanOrEqualTo(now);
        gate.elapse(now);
        assertThat(gate.streams()).isZero();
        assertThat(gate.bytes()).isZero();
        assertThat(gate.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void stopsAMinuteAfterTheLastRequestAndNeverNumbersTwiceAlike() {
        var publication = publish();
        packaged(publication);
        var first = hint(ask("video.m3u8", "").text());
        film(publication, 59 * SECOND);
        assertThat(gate.streams()).isEqualTo(1);
        ask("video.m3u8", "");
        film(publication, 59 * SECOND);
        var last = hint(ask("video.m3u8", "").text());
        film(publication, 61 * SECOND);
        assertThat(gate.streams()).isZero();
        assertThat(gate.bytes()).isZero();
        assertThat(stream.viewers()).isZero();
        packaged(publication);
        var again = hint(ask("video.m3u8", "").text());
        assertThat(number(again)).isGreaterThan(number(last));
        assertThat(number(last)).isGreaterThan(number(first));
    }

    private static long number(String name) {
        return Long.parseLong(name.split("[-.]")[1]);
    }

    @Test
    void goesOnThroughAnotherPublisherAndEndsWhenNobodyComesBack() {
        var publication = publish();
        film(publication, 3 * SECOND);
        ask("video.m3u8", "");
        film(publication, SECOND);
        publication.end(now);
        pass(5 * SECOND);
        var next = publish();
        film(next, 3 * SECOND);
        assertThat(ask("video.m3u8", "").text())
                .contains("#EXT-X-DISCONTINUITY\n")
                .doesNotContain("ENDLIST");
        next.end(now);
        for (int i = 0; i < 62; i++) {
            pass(SECOND);
            ask("video.m3u8", "");
        }
        assertThat(ask("video.m3u8", "").text()).endsWith("#EXT-X-ENDLIST\n");
        packaged(publish());
        assertThat(ask("video.m3u8", "").text()).doesNotContain("ENDLIST");
    }

    @Test
    void asksForAKeyframeWhereGroupsAreLong() {
        var publication = publish();
        publication.frame(new Frame(0, 0, true, KEYFRAME), 0);
        ask("video.m3u8", "");
        int before = sender.asked;
        for (int n = 1; n < 75; n++) {
            now = n * SECOND / 30;
            tick();
            publication.frame(new Frame(0, now, false, DELTA), now);
        }
        assertThat(sender.asked).isGreaterThan(before);
    }
}
