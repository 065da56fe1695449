package io.glasscast.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams that publishers open by naming them: only where that is allowed, so many, and not for longer than they last.
class NamedStreamsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final List<Track> TRACKS = List.of(new Track(0, Codec.H264));

    private final List<String> events = new ArrayList<>();
    private final Hub hub = hub(2);

    private Hub hub(int named) {
        return new Hub(
                HubLimits.DEFAULT.withNamed(named), (names, event) -> events.add(names.streamId() + " " + event));
    }

    @Test
    void nobodyOpensOneUnlessTheOperatorAllowsIt() {
        var closed = new Hub(HubLimits.DEFAULT, (_, _) -> {});
        assertThat(closed.admits("my-stream")).isFalse();
        assertThat(closed.forPublisher("my-stream", 0)).isEmpty();
        assertThat(closed.named()).isEmpty();
    }

    @Test
    void isPublishedAndWatchedByOneName() {
        assertThat(hub.admits("my-stream")).isTrue();
        assertThat(hub.streams()).isEmpty();
        var stream = hub.forPublisher("my-stream", 0).orElseThrow();
        assertThat(hub.byPlaybackId("my-stream")).contains(stream);
        assertThat(hub.forPublisher("my-stream", SECOND)).contains(stream);
        assertThat(hub.named()).containsExactly("my-stream");
        publish(stream, SECOND);
        assertThat(events).containsExactly("my-stream PLAYABLE");
    }

    @Test
    void thereAreNoMoreThanAllowed() {
        hub.forPublisher("one", 0);
        hub.forPublisher("two", 0);
        assertThat(hub.admits("three")).isFalse();
        assertThat(hub.forPublisher("three", 0)).isEmpty();
        assertThat(hub.forPublisher("two", 0)).isPresent();
        hub.close("one", 0);
        assertThat(hub.admits("three")).isTrue();
    }

    @Test
    void aNameThatMeansSomethingElseIsNotTaken() {
        hub.open(new StreamNames("m1", "ingest-key", "playback-id"));
        assertThat(hub.admits("ingest-key")).isTrue();
        assertThat(hub.forPublisher("ingest-key", 0)).isEqualTo(hub.byStreamId("m1"));
        for (var taken : List.of("m1", "playback-id")) {
            assertThat(hub.admits(taken)).as(taken).isFalse();
            assertThat(hub.forPublisher(taken, 0)).as(taken).isEmpty();
        }
        assertThat(hub.named()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", ".", "..", "a b", "a/b", "a%2Fb", "ä", "123456789012345678901234567890123"})
    void aNameThatIsNoneOpensNothing(String name) {
        assertThat(hub.admits(name)).isFalse();
        assertThat(hub.forPublisher(name, 0)).isEmpty();
    }

    @Test
    void whoNeverPublishesLeavesNothingBehind() {
        hub.forPublisher("my-stream", 0);
        assertThat(hub.deadlineNanos()).isEqualTo(20 * SECOND);
        hub.elapse(19 * SECOND);
        assertThat(hub.named()).hasSize(1);
        hub.elapse(20 * SECOND);
        assertThat(hub.named()).isEmpty();
        assertThat(hub.streams()).isEmpty();
        assertThat(hub.deadlineNanos()).isEqualTo(Machine.NEVER);
    }

    @Test
    void itLastsAsLongAsItsPublisherAndTheGrace() {
        var stream = hub.forPublisher("my-stream", 0).orElseThrow();
        var first = publish(stream, SECOND);
        pass(SECOND, 100 * SECOND);
        assertThat(hub.named()).hasSize(1);
        first.end(100 * SECOND);
        pass(100 * SECOND, 150 * SECOND);
        var second = publish(hub.forPublisher("my-stream", 150 * SECOND).orElseThrow(), 150 * SECOND);
        assertThat(hub.byPlaybackId("my-stream")).contains(stream);
        second.end(160 * SECOND);
        pass(160 * SECOND, 219 * SECOND);
        assertThat(hub.named()).hasSize(1);
        pass(219 * SECOND, 221 * SECOND);
        assertThat(hub.named()).isEmpty();
        assertThat(stream.closed()).isTrue();
        assertThat(hub.byPlaybackId("my-stream")).isEmpty();
    }

    private void pass(long from, long until) {
        for (long now = Math.max(from, hub.deadlineNanos()); now <= until; now = Math.max(now + 1, hub.deadlineNanos()))
            hub.elapse(now);
    }

    private Publication publish(Stream stream, long now) {
        var publication = stream.publish(new Sender(), TRACKS, now);
        publication.frame(new Frame(0, now, true, Bytes.of(new byte[1])), now);
        return publication;
    }

    private static final class Sender implements Publisher {
        @Override
        public void requestKeyframe(long nowNanos) {}

        @Override
        public void dismissed(Dismissal why, long nowNanos) {}
    }
}
