package io.glasscast.gates;

import static io.glasscast.gates.RestreamerBench.MS;
import static io.glasscast.gates.RestreamerBench.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.gates.Output.State;
import io.glasscast.gates.RestreamerBench.FakePush;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Destinations of every temper, in virtual time.
final class RestreamerTest {
    private static final String GOOD = "rtmp://good/live/key-of-good";
    private static final String BAD = "rtmp://bad/live/key-of-bad";
    private static final Function<FakePush, FakePush> ACCEPTS = push -> push.accepting(Duration.ofMillis(300));

    private final RestreamerBench bench = new RestreamerBench(1);

    private static Duration seconds(double count) {
        return Duration.ofMillis((long) (count * 1000));
    }

    // ---- the good course

    @Test
    void waitsForThePictureAndThenBeginsAtOnce() {
        bench.destinations.put(GOOD, ACCEPTS);
        bench.add("o1", GOOD);
        bench.pass(seconds(20));
        assertThat(bench.attempts).isEmpty();
        assertThat(bench.last("o1").message()).isEqualTo("Waiting for the picture.");
        bench.film();
        assertThat(bench.attempts).hasSize(1);
        assertThat(bench.last("o1").message()).isEqualTo("Connecting to good.");
        bench.pass(seconds(1));
        assertThat(bench.states("o1")).containsExactly(State.CONNECTING, State.CONNECTING, State.ACTIVE);
        assertThat(bench.last("o1").atMs()).isEqualTo(20_300);
        bench.pass(seconds(600));
        assertThat(bench.attempts).hasSize(1);
        assertThat(bench.news).hasSize(3);
    }

    @Test
    void oneThatJoinsALiveStreamBeginsAtOnce() {
        bench.destinations.put(GOOD, ACCEPTS);
        bench.film();
        bench.pass(seconds(5));
        bench.add("o1", GOOD);
        assertThat(bench.attempts).hasSize(1);
        bench.pass(seconds(1));
        assertThat(bench.last("o1").state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void aChangeOfPublisherAndAnInterruptionLeaveTheConnectionAlone() {
        bench.destinations.put(GOOD, ACCEPTS);
        bench.film();
        bench.add("o1", GOOD);
        bench.pass(seconds(3));
        bench.film();
        bench.pass(seconds(3));
        bench.lose();
        bench.pass(seconds(40));
        bench.film();
        bench.pass(seconds(20));
        assertThat(bench.attempts).hasSize(1);
        assertThat(bench.attempt(GOOD).closed).isFalse();
        assertThat(bench.last("o1").state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void goodbyeIsSaidWhenItIsRemovedAndWhenTheStreamIsOver() {
        bench.destinations.put(GOOD, ACCEPTS);
        bench.destinations.put(BAD, ACCEPTS);
        bench.film();
        bench.add("o1", GOOD);
        bench.add("o2", BAD);
        bench.pass(seconds(1));
        bench.restreamer.remove("o1", bench.now);
        assertThat(bench.attempt(GOOD).closed).isTrue();
        assertThat(bench.attempt(BAD).closed).isFalse();
        assertThat(bench.last("o1").state()).isEqualTo(State.STOPPED);
        bench.restreamer.streamClosed(STREAM, bench.now);
        assertThat(bench.attempt(BAD).closed).isTrue();
        assertThat(bench.last("o2").state()).isEqualTo(State.STOPPED);
        bench.pass(seconds(100));
        assertThat(bench.attempts).hasSize(2);
        assertThat(bench.restreamer.deadlineNanos()).isEqualTo(io.glasscast.kernel.Machine.NEVER);
        assertThat(bench.restreamer.statistics()).isEmpty();
    }

    @Test
    void countsOverAllAttempts() {
        bench.destinations.put(GOOD, ACCEPTS);
        bench.film();
        bench.add("o1", GOOD);
        bench.pass(seconds(10));
        long first = bench.restreamer.statistics(STREAM).getFirst().bytes();
        assertThat(first).isBetween(96 * 100L, 98 * 100L);
        bench.attempt(GOOD).die("good closed the connection");
        var between = bench.restreamer.statistics(STREAM).getFirst();
        assertThat(between.activeSince()).isEmpty();
        assertThat(between.bytes()).isEqualTo(first);
        bench.pass(seconds(10));
        var then = bench.restreamer.statistics(STREAM).getFirst();
        assertThat(then.bytes()).isGreaterThan(first);
        assertThat(then.attempts()).isEqualTo(2);
        assertThat(then.activeSince()).isPresent();
        assertThat(bench.restreamer.statistics("mother")).isEmpty();
    }

    // ---- destinations that are not good

    @Test
    void aRefusalIsTriedAgainEverMoreSlowlyAndForever() {
        bench.destinations.put(BAD, push -> push.ending(seconds(0.2), "bad refused the stream key"));
        bench.film();
        bench.add("o1", BAD);
        bench.pass(seconds(3600));
        var starts = bench.attempts.stream().map(it -> it.startedNanos).toList();
        long before = 0;
        long usual = 1_000 * MS;
        for (int i = 1; i < starts.size(); i++) {
            long gap = starts.get(i) - starts.get(i - 1) - 200 * MS;
            assertThat(gap).isBetween(usual / 100 * 80, Math.min(usual / 100 * 120, 30_000 * MS));
            if (usual < 30_000 * MS) assertThat(gap).isGreaterThan(before);
            before = gap;
            usual = Math.min(2 * usual, 30_000 * MS);
        }
        assertThat(starts).hasSizeBetween(120, 160);
        assertThat(bench.states("o1")).startsWith(State.CONNECTING, State.CONNECTING, State.ERROR);
        assertThat(bench.newsOf("o1").stream().skip(2)).allSatisfy(news -> {
            assertThat(news.state()).isEqualTo(State.ERROR);
            assertThat(news.message()).matches("bad refused the stream key\\. Next attempt in \\d+ s\\.");
        });
    }

    @Test
    void oneThatIsKilledComesBack() {
        bench.destinations.put(GOOD, ACCEPTS);
        bench.film();
        bench.add("o1", GOOD);
        bench.pass(seconds(60));
        bench.destinations.put(GOOD, push -> push.ending(seconds(0.01), "good refuses connections"));
        bench.attempt(GOOD).die("good closed the connection");
        assertThat(bench.last("o1").message()).matches("good closed the connection\\. Next attempt in [12] s\\.");
        bench.pass(seconds(10));
        assertThat(bench.last("o1").message()).startsWith("good refuses connections. Next attempt in ");
        bench.destinations.put(GOOD, ACCEPTS);
        bench.pass(seconds(20));
        assertThat(bench.last("o1").state()).isEqualTo(State.ACTIVE);
        assertThat(bench.last("o1").message()).isEmpty();
        bench.attempt(GOOD).die("good closed the connection");
        assertThat(bench.last("o1").message())
                .as("less than half a minute is no proof")
                .doesNotContain("in 1 s.", "in 2 s.");
        bench.pass(seconds(90));
        bench.attempt(GOOD).die("good closed the connection");
        assertThat(bench.last("o1").message()).matches("good closed the connection\\. Next attempt in [12] s\\.");
    }

    @Test
    void oneThatNeverAnswersIsGivenUpAndTriedAgain() {
        bench.film();
        bench.add("o1", BAD);
        bench.pass(seconds(26));
        assertThat(bench.attempts.getFirst().closed).isTrue();
        assertThat(bench.newsOf("o1").get(2).message())
                .startsWith("bad did not accept the stream in time. Next attempt");
        bench.pass(seconds(5));
        assertThat(bench.attempts).hasSize(2);
    }

    @Test
    void oneThatAcceptsAndThenStallsIsToldApart() {
        bench.destinations.put(BAD, push -> push.accepting(seconds(0.3)));
        bench.film();
        bench.add("o1", BAD);
        bench.pass(seconds(20));
        bench.attempt(BAD).stall();
        bench.pass(seconds(13));
        assertThat(bench.attempts).hasSize(1);
        bench.pass(seconds(4));
        assertThat(bench.last("o1").state()).isEqualTo(State.ACTIVE);
        assertThat(bench.newsOf("o1").stream().map(RestreamerBench.News::message))
                .anyMatch(words ->
                        words.startsWith("bad accepted the stream and then stopped taking it. Next attempt in"));
        assertThat(bench.attempts).hasSize(2);
        assertThat(bench.attempts.getFirst().closed).isTrue();
        assertThat(bench.restreamer.statistics(STREAM).getFirst().dropped()).isPositive();
    }

    @Test
    void aSlowOneIsLeftToItself() {
        bench.destinations.put(BAD, push -> push.accepting(seconds(20)));
        bench.film();
        bench.add("o1", BAD);
        bench.pass(seconds(60));
        assertThat(bench.attempts).hasSize(1);
        assertThat(bench.last("o1").state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void withoutPictureNothingIsTriedAndNothingHeldAgainstIt() {
        bench.destinations.put(GOOD, ACCEPTS);
        bench.film();
        bench.add("o1", GOOD);
        bench.pass(seconds(5));
        bench.lose();
        bench.pass(seconds(5));
        bench.attempt(GOOD).die("good closed the connection");
        assertThat(bench.last("o1").message())
                .isEqualTo("good closed the connection. Next attempt when the picture is back.");
        bench.pass(seconds(30));
        assertThat(bench.attempts).hasSize(1);
        bench.film();
        assertThat(bench.attempts).hasSize(2);
        bench.pass(seconds(1));
        assertThat(bench.last("o1").state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void aPauseThatEndsWithoutPictureSaysSo() {
        bench.destinations.put(BAD, push -> push.ending(seconds(0.2), "bad refused"));
        bench.film();
        bench.add("o1", BAD);
        bench.pass(seconds(0.3));
        bench.lose();
        bench.pass(seconds(3));
        assertThat(bench.last("o1").message()).isEqualTo("bad refused. Next attempt when the picture is back.");
        assertThat(bench.restreamer.deadlineNanos()).isEqualTo(io.glasscast.kernel.Machine.NEVER);
    }

    @Test
    void whatCanNeverSucceedIsNotTried() {
        bench.film();
        bench.add("o1", "nonsense");
        bench.pass(seconds(100));
        assertThat(bench.attempts).isEmpty();
        assertThat(bench.news).hasSize(1);
        assertThat(bench.last("o1").state()).isEqualTo(State.ERROR);
        assertThat(bench.last("o1").message()).isEqualTo("This is no address.");
    }

    @Test
    void anEndInTheFirstCallIsAnEnd() {
        bench.destinations.put(BAD, push -> {
            push.die("bad is unknown: check the address");
            return push;
        });
        bench.film();
        bench.add("o1", BAD);
        assertThat(bench.last("o1").message()).startsWith("bad is unknown: check the address. Next attempt in ");
        bench.pass(seconds(10));
        assertThat(bench.attempts.size()).isGreaterThan(2);
    }

    @Test
    void theDestinationsWordsLoseTheKey() {
        bench.destinations.put(BAD, push -> push.ending(seconds(0.1), "bad says: 'key-of-bad is already publishing'"));
        bench.film();
        bench.add("o1", BAD);
        bench.pass(seconds(60));
        assertThat(bench.news.toString())
                .contains("'*** is already publishing'")
                .doesNotContain("key-of-bad");
    }

    @Test
    void anUnknownStreamHasNoOutputs() {
        bench.restreamer.add("mother", new OutputOrder("o1", GOOD), 0);
        assertThat(bench.news).isEmpty();
        assertThat(bench.restreamer.statistics()).isEmpty();
    }

    // ---- each for itself

    @Test
    void whatBecomesOfOneTheOthersDoNotNotice() {
        bench.destinations.put(GOOD, ACCEPTS);
        bench.destinations.put("rtmp://refuses/a/b", push -> push.ending(seconds(0.1), "refused"));
        bench.destinations.put(
                "rtmp://stalls/a/b", push -> push.accepting(seconds(0.1)).stall());
        bench.destinations.put("rtmp://breaks/a/b", FakePush::throwing);
        bench.film();
        bench.add("o1", GOOD);
        bench.add("o2", "rtmp://refuses/a/b");
        bench.add("o3", "rtmp://stalls/a/b");
        bench.add("o4", "rtmp://breaks/a/b");
        bench.add("o5", "rtmp://silent/a/b");
        bench.pass(seconds(300));
        assertThat(bench.attemptsAt(GOOD)).hasSize(1);
        assertThat(bench.states("o1")).containsExactly(State.CONNECTING, State.CONNECTING, State.ACTIVE);
        assertThat(bench.restreamer.statistics(STREAM).getFirst().bytes()).isGreaterThan(2_990 * 100L);
        assertThat(bench.restreamer.statistics(STREAM).getFirst().dropped()).isZero();
        for (var id : new String[] {"o2", "o3", "o4", "o5"})
            assertThat(bench.states(id)).as(id).contains(State.ERROR);
        assertThat(bench.last("o4").message()).startsWith("This server failed to go on");
        assertThat(bench.mishaps)
                .hasSameSizeAs(bench.attemptsAt("rtmp://breaks/a/b"))
                .containsOnly("the turn of an output of stream " + STREAM);
    }

    @Test
    void oneThatFailsAgainWhenItIsEndedWaitsAsOthersDoBeforeItIsTriedAgain() {
        bench.destinations.put(GOOD, ACCEPTS);
        bench.destinations.put(BAD, push -> push.throwing().stubborn());
        bench.film();
        bench.add("o1", BAD);
        bench.add("o2", GOOD);
        bench.pass(seconds(300));
        assertThat(bench.attemptsAt(BAD)).hasSizeBetween(10, 20).allMatch(push -> push.closed);
        assertThat(bench.mishaps).hasSize(2 * bench.attemptsAt(BAD).size());
        assertThat(bench.last("o1").message()).startsWith("This server failed to go on");
        assertThat(bench.states("o2")).containsExactly(State.CONNECTING, State.CONNECTING, State.ACTIVE);
    }

    @Test
    void oneThatFailsWhenItIsTakenAwayIsGone() {
        bench.destinations.put(BAD, FakePush::stubborn);
        bench.film();
        bench.add("o1", BAD);
        bench.restreamer.remove("o1", bench.now);
        assertThat(bench.last("o1").state()).isEqualTo(State.STOPPED);
        assertThat(bench.mishaps).hasSize(1);
        assertThat(bench.restreamer.statistics()).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("sim.seeds", 200));
    }

    /// Ten destinations that come and go as they like, a camera that does so too: whenever both have been well for
    /// a minute, the output is active; nothing is told twice; no attempt is left open.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyOutputRecovers(long seed) {
        var random = new SplittableRandom(seed);
        var world = new RestreamerBench(seed);
        var urls = new ArrayList<String>();
        for (int i = 0; i < 10; i++) {
            var url = "rtmp://host" + i + "/live/secret-of-" + i;
            urls.add(url);
            world.destinations.put(url, temper(random));
            world.add("o" + i, url);
        }
        for (int step = 0; step < 60; step++) {
            var url = urls.get(random.nextInt(urls.size()));
            switch (random.nextInt(5)) {
                case 0 -> world.film();
                case 1 -> world.lose();
                case 2 -> world.destinations.put(url, temper(random));
                case 3 -> {
                    var open = world.attemptsAt(url).stream()
                            .filter(it -> !it.closed)
                            .toList();
                    if (!open.isEmpty()) open.getLast().die("killed");
                }
                default -> {
                    var open = world.attemptsAt(url).stream()
                            .filter(it -> !it.closed)
                            .toList();
                    if (!open.isEmpty()) open.getLast().stall();
                }
            }
            world.pass(Duration.ofMillis(random.nextInt(8_000)));
        }
        for (var url : urls) world.destinations.put(url, ACCEPTS);
        world.film();
        world.pass(seconds(60));
        for (int i = 0; i < 10; i++) {
            assertThat(world.last("o" + i).state()).isEqualTo(State.ACTIVE);
            var news = world.newsOf("o" + i);
            for (int n = 1; n < news.size(); n++)
                assertThat(news.get(n).state() == news.get(n - 1).state()
                                && news.get(n).message().equals(news.get(n - 1).message()))
                        .isFalse();
        }
        assertThat(world.news.toString()).doesNotContain("secret-of");
        world.restreamer.closeAll(world.now);
        assertThat(world.restreamer.statistics()).isEmpty();
    }

    private static Function<FakePush, FakePush> temper(SplittableRandom random) {
        var wait = Duration.ofMillis(random.nextInt(5_000));
        return switch (random.nextInt(5)) {
            case 0 -> push -> push.ending(wait, "refused secret");
            case 1 -> push -> push.accepting(wait).ending(wait.multipliedBy(3).plusMillis(1), "closed");
            case 2 -> push -> push.accepting(wait).stall();
            case 3 -> push -> push;
            default -> push -> push.accepting(wait);
        };
    }
}
