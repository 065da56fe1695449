package io.glasscast.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Digest;
import io.glasscast.kernel.Machine;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who is let in to a stream by which name, until when, and how they are parted from.
class LinksTest {
    private static final long SECOND = 1_000_000_000L;

    private final Hub hub = new Hub(HubLimits.DEFAULT, (_, _) -> {});
    private final Stream stream =
            hub.open(new StreamNames("m1", "ingest", "playback")).orElseThrow();

    private static Link link(String id, String secret, long untilNanos) {
        return new Link(id, Digest.sha256(secret), untilNanos);
    }

    private Watcher come(String name) {
        var watcher = new Watcher(hub.admit(name, Door.WEBRTC).orElseThrow());
        assertThat(stream.join(watcher, 0)).isTrue();
        return watcher;
    }

    @Test
    void aLinkLetsInAsThePlaybackIdDoes() {
        assertThat(hub.add(stream, link("l1", "secret", 60 * SECOND))).isTrue();
        assertThat(hub.admit("secret", Door.SRT).orElseThrow().stream()).isSameAs(stream);
        assertThat(hub.admit("playback", Door.SRT).orElseThrow().link()).isEmpty();
        assertThat(hub.turnedAway()).isEmpty();
    }

    @Test
    void nothingElseLetsInAndEveryAttemptIsCounted() {
        hub.add(stream, link("l1", "secret", 60 * SECOND));
        for (var guess :
                List.of("m1", "ingest", "l1", Digest.sha256("secret"), "Secret", "secret ", "", "playback2", "-"))
            assertThat(hub.admit(guess, Door.HLS)).as(guess).isEmpty();
        assertThat(hub.turnedAway()).containsOnlyKeys(Door.HLS).containsEntry(Door.HLS, 9L);
    }

    @Test
    void whoCameByALinkIsOutAtOnceWhenItIsRevokedAndNobodyElse() {
        hub.add(stream, link("l1", "one", 60 * SECOND));
        hub.add(stream, link("l2", "two", 60 * SECOND));
        var first = come("one");
        var again = come("one");
        var other = come("two");
        var own = come("playback");

        assertThat(hub.revoke(stream, "l1", SECOND)).isTrue();
        assertThat(List.of(first.ends, again.ends, other.ends, own.ends)).containsExactly(1, 1, 0, 0);
        assertThat(other.revoked).containsExactly("l1");
        assertThat(stream.viewers()).isEqualTo(2);
        assertThat(hub.admit("one", Door.RTMP)).isEmpty();
        assertThat(hub.revoke(stream, "l1", SECOND)).isFalse();
    }

    @Test
    void aLinkEndsWhenItsTimeIsOver() {
        hub.add(stream, link("l1", "later", 20 * SECOND));
        hub.add(stream, link("l2", "sooner", 10 * SECOND));
        var watcher = come("sooner");
        assertThat(hub.deadlineNanos()).isEqualTo(10 * SECOND);
        hub.elapse(10 * SECOND - 1);
        assertThat(watcher.ends).isZero();
        hub.elapse(10 * SECOND);
        assertThat(watcher.ends).isEqualTo(1);
        assertThat(hub.admit("sooner", Door.WEBRTC)).isEmpty();
        assertThat(hub.admit("later", Door.WEBRTC)).isPresent();
        assertThat(hub.deadlineNanos()).isEqualTo(20 * SECOND);
    }

    /// As a peer does that is still connecting when its link is revoked.
    @Test
    void whoWasLetInAndComesTooLateMayNotJoin() {
        hub.add(stream, link("l1", "secret", 60 * SECOND));
        var late = new Watcher(hub.admit("secret", Door.WEBRTC).orElseThrow());
        hub.revoke(stream, "l1", SECOND);
        assertThat(stream.join(late, SECOND)).isFalse();
    }

    @Test
    void linksEndWithTheirStream() {
        hub.add(stream, link("l1", "secret", 60 * SECOND));
        hub.close("m1", SECOND);
        assertThat(hub.admit("secret", Door.WEBRTC)).isEmpty();
        assertThat(hub.add(stream, link("l2", "other", 60 * SECOND))).isFalse();
        assertThat(hub.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void oneStreamHasOnlySoManyLinksAndNobodyTakesTheNameOfAnother() {
        for (int i = 0; i < Links.A_STREAM; i++)
            assertThat(hub.add(stream, link("l" + i, "secret" + i, 60 * SECOND)))
                    .isTrue();
        assertThat(hub.add(stream, link("more", "more", 60 * SECOND))).isFalse();
        var other = hub.open(new StreamNames("m2", "ingest2", "playback2")).orElseThrow();
        assertThat(hub.add(other, link("x", "secret7", 60 * SECOND))).isFalse();
        assertThat(hub.revoke(other, "l7", SECOND)).as("another stream's link").isFalse();
        assertThat(hub.admit("secret7", Door.HLS)).isPresent();
    }

    @Test
    void whoCameByTheStreamsOwnNameIsOutWhenItIsRenewedAndLinksStay() {
        hub.add(stream, link("l1", "secret", 60 * SECOND));
        var own = come("playback");
        var linked = come("secret");
        assertThat(hub.renewPlayback("m1", "another", SECOND)).isTrue();
        assertThat(List.of(own.ends, linked.ends)).containsExactly(1, 0);
        assertThat(hub.admit("playback", Door.WEBRTC)).isEmpty();
        come("another");
        assertThat(hub.open(new StreamNames("m2", "ingest2", "playback")))
                .as("the old name is free")
                .isPresent();
        assertThat(hub.renewPlayback("m1", "playback", SECOND))
                .as("and now taken")
                .isFalse();
        assertThat(hub.renewPlayback("m9", "x", SECOND)).isFalse();
        hub.close("m1", SECOND);
        assertThat(hub.admit("another", Door.WEBRTC)).isEmpty();
    }

    @Test
    void oneViewerIsPartedFrom() {
        var stays = come("playback");
        var goes = come("playback");
        var ids = stream.attendance().stream().map(Attendance::viewerId).toList();
        assertThat(ids).doesNotHaveDuplicates().hasSize(2);
        assertThat(stream.dismiss(ids.getLast(), SECOND)).isTrue();
        assertThat(stream.dismiss(ids.getLast(), SECOND)).isFalse();
        assertThat(List.of(stays.ends, goes.ends)).containsExactly(0, 1);
        come("playback");
        assertThat(stream.attendance().getLast().viewerId()).isNotIn(ids);
    }

    private static final class Watcher implements Viewer {
        private final Pass pass;
        private final List<String> revoked = new ArrayList<>();
        private int ends;

        private Watcher(Pass pass) {
            this.pass = pass;
        }

        @Override
        public Optional<Pass> pass() {
            return Optional.of(pass);
        }

        @Override
        public void revoked(Pass other, long nowNanos) {
            revoked.add(other.link().map(Link::linkId).orElse("own"));
        }

        @Override
        public void begin(List<Track> tracks, List<Frame> group, long nowNanos) {}

        @Override
        public void frame(Frame frame, long nowNanos) {}

        @Override
        public void interrupted(long nowNanos) {}

        @Override
        public void ended(long nowNanos) {
            ends++;
        }
    }
}
