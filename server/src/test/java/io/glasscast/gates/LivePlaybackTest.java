package io.glasscast.gates;

import static io.glasscast.protocol.fmp4.Camera.MS;
import static io.glasscast.protocol.fmp4.Camera.SECOND;
import static io.glasscast.protocol.fmp4.Camera.UNIX;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.gates.PlaybackDoor.Answer;
import io.glasscast.gates.PlaybackDoor.Body;
import io.glasscast.gates.PlaybackDoor.Refusal;
import io.glasscast.gates.PlaybackDoor.Request;
import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.Stream;
import io.glasscast.hub.StreamNames;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.protocol.dash.Manifest;
import io.glasscast.protocol.dash.MpdClient;
import io.glasscast.protocol.fmp4.Camera;
import io.glasscast.protocol.fmp4.PackagingTerms;
import io.glasscast.protocol.hls.Client;
import io.glasscast.protocol.hls.Listed;
import io.glasscast.protocol.hls.Shelf;
import io.glasscast.protocol.hls.Variants;
import io.glasscast.protocol.mpegts.TsMuxer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Ten minutes of what a publisher sends by SRT, its 33-bit clock wrapping in their middle, and players of HLS and DASH
/// that know the rules: from the transport stream to the answers that go out by HTTP.
class LivePlaybackTest {
    private static final long TEN_MINUTES = 600 * SECOND;
    /// What the publisher's clock, which starts near 0, is moved by: in five minutes it wraps.
    private static final long AHEAD = (1L << 33) - 300 * 90_000;

    /// By how much the network delays some frames more than others: it must not be seen in their times.
    private static final long TREMBLE = 30 * MS;
    /// Pictures from keyframe to keyframe, and how long they last.
    private static final int GROUP = 50;

    private static final double GROUP_SECONDS = 2;
    /// What following a clock may stretch in that time.
    private static final Offset<Double> FOLLOWED = Offset.offset(0.002);

    private static final Body NOBODY = new Body() {
        @Override
        public boolean chunk(Bytes bytes) {
            return false;
        }

        @Override
        public void end(boolean whole) {}
    };

    private record Version(String text, Listed listed) {}

    private final Hub hub = new Hub(new HubTerms(HubLimits.DEFAULT, (_, _) -> {}, Transcoder.NONE, UNIX));
    private final Stream stream =
            hub.open(new StreamNames("s", "ingest", "play")).orElseThrow();
    private final PackagingGate gate = new PackagingGate(hub, PackagingTerms.DEFAULT, UNIX, () -> new Manifest()::of);
    private final SrtPublisher publisher = new SrtPublisher(stream, SrtMeter.NONE);
    private final List<Client> clients = List.of(new Client(Codec.Kind.VIDEO), new Client(Codec.Kind.AUDIO));
    private final List<Blocked> blocked =
            clients.stream().map(client -> new Blocked(client.name())).toList();
    private final Variants variants = new Variants(clients, true);
    private final MpdClient dash = new MpdClient();
    private final Shelf shelf = new Shelf() {
        @Override
        public Listed listed(String name) {
            return LivePlaybackTest.this.listed(name, playlist(name, false));
        }

        @Override
        public String playlist(String name, boolean delta) {
            return text(ask(name, delta ? "_HLS_skip=YES" : "").orElseThrow());
        }

        @Override
        public Optional<List<Bytes>> media(String uri) {
            return LivePlaybackTest.this.media(uri);
        }
    };
    private final Map<String, Version> latest = new HashMap<>();
    private long now;

    @Test
    void keepsToEveryRuleWhileThePublishersClockWraps() throws Exception {
        var random = new SplittableRandom(11);
        var camera = new Camera()
                .reordered()
                .pictures(n -> n * SECOND / 25)
                .group(GROUP)
                .restless(_ -> random.nextInt(900));
        var muxer = new TsMuxer(camera.tracks());
        var clock = new MovedClock(AHEAD);
        long packaged = 0;
        for (var frame : camera.film(100 * MS, TEN_MINUTES)) {
            long late = now == 0 ? 0 : random.nextLong(TREMBLE);
            now = Math.max(now, frame.dtsNanos() + late);
            tick();
            publisher.received(clock.move(muxer.mux(frame)), now);
            if (packaged == 0 && stream.live() && ask("index.m3u8", "").isPresent()) packaged = now;
            if (packaged > 0) watch(now - packaged > SECOND);
        }
        for (var client : clients) {
            assertThat(client.versions()).isGreaterThan(2_900);
            assertThat(client.skips()).isGreaterThan(400);
            assertThat(client.listed().entries().getLast().discontinuitySequence())
                    .as("nothing breaks off")
                    .isZero();
        }
        for (var player : blocked) assertThat(player.answered).isGreaterThan(2_900);
        assertThat(dash.versions()).isGreaterThan(250);
        assertThat(dash.segments()).isGreaterThan(550);
    }

    private void tick() {
        if (hub.deadlineNanos() <= now) hub.elapse(now);
        if (gate.deadlineNanos() <= now) gate.elapse(now);
    }

    /// Every player looks, once something has changed.
    private void watch(boolean live) throws Exception {
        boolean anything = false;
        for (var player : blocked) {
            var before = latest.get(player.name);
            var text = shelf.playlist(player.name, false);
            boolean changed = before == null || !text.equals(before.text());
            player.look(text, listed(player.name, text), changed);
            anything |= changed;
        }
        if (!anything) return;
        for (var client : clients) client.read(shelf, now, live);
        // The camera's keyframes, by its own clock: nothing is stretched or lost where that wraps.
        for (var entry : clients.getFirst().listed().whole())
            assertThat(entry.duration().orElseThrow().doubleValue())
                    .as("length of %d", entry.msn())
                    .isCloseTo(GROUP_SECONDS, FOLLOWED);
        variants.read(shelf);
        for (var player : blocked) player.askAnew();
        if (clients.getFirst().versions() % 10 == 0)
            dash.read(shelf.playlist("manifest.mpd", false), this::media, Instant.ofEpochSecond(0, UNIX + now));
    }

    /// Reads a version once for all.
    private Listed listed(String name, String text) {
        return Objects.requireNonNull(latest.compute(
                        name,
                        (_, known) -> known != null && known.text().equals(text)
                                ? known
                                : new Version(text, Listed.read(text))))
                .listed();
    }

    private Optional<Answer> ask(String file, String query) {
        var answers = later(file, query);
        return answers.isEmpty() ? Optional.empty() : Optional.of(answers.getFirst());
    }

    /// The answer comes into the list when there is one.
    private List<Answer> later(String file, String query) {
        var answers = new ArrayList<Answer>(1);
        gate.playback(new Request("play", file, query), NOBODY, now, answers::add);
        return answers;
    }

    private Optional<List<Bytes>> media(String uri) {
        return ask(uri, "").filter(Answer.Found.class::isInstance).map(answer -> ((Answer.Found) answer).body());
    }

    private static String text(Answer answer) {
        if (answer instanceof Answer.Found found) return found.body().getFirst().utf8();
        throw new AssertionError(answer);
    }

    /// A player that asks for what comes next, and must get it when it is there, neither before nor after
    /// (draft-pantos-hls-rfc8216bis §6.2.5.2).
    private final class Blocked {
        private final String name;
        private Listed known = Listed.read("#EXTM3U");
        private List<Answer> part = List.of();
        private List<Answer> media = List.of();
        private String hint = "";
        private final Map<Long, List<Answer>> segments = new HashMap<>();
        private int answered;

        Blocked(String name) {
            this.name = name;
        }

        /// Right after the publisher has sent something.
        ///
        /// @param changed whether the playlist is another one now
        void look(String present, Listed listed, boolean changed) {
            if (!changed) {
                assertThat(part).isEmpty();
                assertThat(media).isEmpty();
                return;
            }
            if (hint.isEmpty()) {
                known = listed;
                return;
            }
            boolean there = isThere(listed);
            assertThat(part.isEmpty()).as("%s waits for %s", name, hint).isEqualTo(!there);
            if (!there) {
                assertThat(media).isEmpty();
            } else {
                assertThat(text(part.getFirst())).as("the newest playlist").isEqualTo(present);
                // A segment may have ended without the part: then there is none, and that is known.
                boolean ended = !present.contains("URI=\"" + hint + "\"");
                assertThat(media).hasSize(1);
                if (ended) assertThat(refusal(media.getFirst())).isEqualTo(Refusal.NOT_FOUND);
                else assertThat(media.getFirst()).isInstanceOf(Answer.Found.class);
                answered++;
                hint = "";
                part = List.of();
                media = List.of();
            }
            segments.entrySet().removeIf(waiting -> {
                boolean whole = listed.whole().getLast().msn() >= waiting.getKey();
                assertThat(!waiting.getValue().isEmpty()).isEqualTo(whole);
                if (whole) assertThat(text(waiting.getValue().getFirst())).isEqualTo(present);
                return whole;
            });
            known = listed;
        }

        /// Whether that playlist has the part hinted at, or something behind it.
        private boolean isThere(Listed listed) {
            var last = listed.entries().getLast();
            var before = known.entries().getLast();
            return last.msn() > before.msn()
                    || last.parts().size() > before.parts().size()
                    || last.uri().isPresent() != before.uri().isPresent();
        }

        void askAnew() {
            if (!hint.isEmpty()) return;
            hint = known.hint().orElseThrow();
            long last = known.entries().getLast().msn();
            var numbers = hint.substring(0, hint.length() - ".m4s".length()).split("[-.]");
            long msn = Long.parseLong(numbers[1]);
            int next = Integer.parseInt(numbers[2]);
            part = later(name, "_HLS_msn=" + msn + "&_HLS_part=" + next);
            media = later(hint, "");
            assertThat(part).isEmpty();
            assertThat(media).isEmpty();
            segments.computeIfAbsent(last + 2, wanted -> later(name, "_HLS_msn=" + wanted));
            assertThat(refused("_HLS_msn=" + (last + 3))).isEqualTo(Refusal.MALFORMED);
            assertThat(refused("_HLS_part=" + next)).isEqualTo(Refusal.MALFORMED);
            long limit = (long) Math.ceil(3 / known.partTarget().doubleValue());
            assertThat(refused("_HLS_msn=" + msn + "&_HLS_part=" + (next + limit)))
                    .isEqualTo(Refusal.MALFORMED);
        }

        private Refusal refused(String query) {
            return refusal(ask(name, query).orElseThrow());
        }

        private static Refusal refusal(Answer answer) {
            if (answer instanceof Answer.Refused refused) return refused.refusal();
            throw new AssertionError(answer);
        }
    }
}
