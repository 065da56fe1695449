package io.glasscast.protocol.srt;

import static io.glasscast.sim.Simulation.MS;
import static io.glasscast.sim.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Chance;
import io.glasscast.sim.Link.Conditions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both sides against each other, over paths of every kind.
class SrtSimulationTest {
    /// More with `-Dseeds=20000`.
    private static final int SEEDS = Integer.getInteger("seeds", 200);

    /// Where not chance but the case is what matters.
    private static final int FEW_SEEDS = Math.max(1, SEEDS / 20);

    /// 250 packets a second for two seconds.
    private static final int PACKETS = 500;

    private static final long PERIOD = 4 * MS;

    @Test
    void aPerfectPathLosesNothingAndRepeatsNothing() {
        var pair = transferred(1, Pair.Setting.of(Duration.ofMillis(120)));
        complete(pair, 1);
        assertThat(pair.caller.statistics().retransmitted()).isZero();
        assertThat(pair.caller.statistics().sent()).isEqualTo(PACKETS);
        assertThat(pair.listener.statistics().received()).isEqualTo(PACKETS);
    }

    @Test
    void twoPercentAt80MsWith400MsLatencyLosesNothing() {
        long retransmitted = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var path = new Conditions(0.02, 0, 40 * MS, 0);
            var pair = transferred(seed, Pair.Setting.of(Duration.ofMillis(400)).path(path));
            complete(pair, seed);
            retransmitted += pair.caller.statistics().retransmitted();
        }
        // What is lost is sent again once, and next to nothing else is.
        assertThat((double) retransmitted / SEEDS / PACKETS).isBetween(0.015, 0.03);
    }

    @Test
    void tenPercentAt150MsWithASecondLosesUnderAThousandth() {
        long missing = 0;
        long retransmitted = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            var path = new Conditions(0.1, 0, 75 * MS, 0);
            var pair = transferred(seed, Pair.Setting.of(Duration.ofSeconds(1)).path(path));
            missing += PACKETS - pair.numbers().size();
            assertThat(pair.numbers()).as("seed " + seed).isSorted().doesNotHaveDuplicates();
            retransmitted += pair.caller.statistics().retransmitted();
        }
        assertThat((double) missing / SEEDS / PACKETS).isLessThan(0.001);
        assertThat((double) retransmitted / SEEDS / PACKETS).isBetween(0.09, 0.15);
    }

    @Test
    void reorderingLosesNothingAndIsLearned() {
        for (int seed = 0; seed < FEW_SEEDS; seed++) {
            // Overtakes by up to three.
            var path = new Conditions(0, 0, 40 * MS, 12 * MS);
            var pair = transferred(seed, Pair.Setting.of(Duration.ofMillis(200)).path(path));
            complete(pair, seed);
            assertThat(pair.caller.statistics().retransmitted())
                    .as("seed " + seed)
                    .isLessThan(PACKETS / 20);
        }
    }

    @Test
    void duplicationDoublesNothing() {
        for (int seed = 0; seed < FEW_SEEDS; seed++) {
            var path = new Conditions(0.02, 0.3, 40 * MS, 5 * MS);
            complete(transferred(seed, Pair.Setting.of(Duration.ofMillis(400)).path(path)), seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void encryptedItIsTheSame(int keyLength) {
        for (int seed = 0; seed < 3; seed++) {
            var path = new Conditions(0.02, 0, 40 * MS, 0);
            var pair = transferred(
                    seed,
                    Pair.Setting.of(Duration.ofMillis(400)).encrypted(keyLength).path(path));
            assertThat(pair.listener.connected.orElseThrow().encrypted()).isTrue();
            complete(pair, seed);
        }
    }

    @Test
    void keysAreRenewedWithoutALossThoughTheNewsOfThemAreLost() {
        for (int seed = 0; seed < FEW_SEEDS; seed++) {
            var path = new Conditions(0.1, 0, 40 * MS, 0);
            // A key is forgotten a second after its last use: longer than any packet waits to be sent again.
            var setting = Pair.Setting.of(Duration.ofMillis(600))
                    .encrypted(16)
                    .path(path)
                    .refresh(300, 50);
            int packets = 1_000;
            var pair = new Pair(seed, setting).transfer(packets, PERIOD, 2 * SECOND);
            complete(pair.numbers(), packets, seed);
            assertThat(pair.listener.discarded).as("seed " + seed).doesNotContain("srt-key-unknown");
        }
    }

    @Test
    void aListenerThatSendsRenewsItsKeysToo() {
        var setting = Pair.Setting.of(Duration.ofMillis(120)).encrypted(32).refresh(100, 50);
        var pair = new Pair(1, setting).connect();
        var next = new int[1];
        pair.simulation.every(PERIOD, pair.simulation.now() + 499 * PERIOD, () -> pair.listener.send(next[0]++));
        pair.simulation.runUntil(pair.simulation.now() + 3 * SECOND);
        assertThat(pair.caller.received).hasSize(PACKETS);
        assertThat(pair.caller.discarded).isEmpty();
    }

    @Test
    void sequenceNumbersWrap() {
        Chance ones = target -> Arrays.fill(target, (byte) 0xFF);
        for (int seed = 0; seed < FEW_SEEDS; seed++) {
            var path = new Conditions(0.05, 0, 40 * MS, 0);
            var pair = new Pair(seed, Pair.Setting.of(Duration.ofMillis(600)).path(path), ones);
            complete(pair.transfer(PACKETS, PERIOD, 2 * SECOND), seed);
        }
    }

    @Test
    void timestampsWrapAfterSeventyOneMinutes() {
        var pair = new Pair(1, Pair.Setting.of(Duration.ofMillis(120)).path(new Conditions(0, 0, 20 * MS, 0)));
        int seconds = 4_400;
        pair.transfer(seconds, SECOND, 2 * SECOND);
        assertThat(pair.numbers()).hasSize(seconds);
        assertThat(gaps(pair)).allMatch(gap -> Math.abs(gap - SECOND) < MS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0001, 0.9999})
    void aClockThatIsOffBy100PpmIsFollowed(double rate) {
        var setting = Pair.Setting.of(Duration.ofMillis(120))
                .path(new Conditions(0, 0, 20 * MS, 0))
                .clockRate(rate);
        var pair = new Pair(1, setting);
        int packets = 30_000; // ten minutes, in which the clocks part by 60 ms
        pair.transfer(packets, 20 * MS, SECOND);
        assertThat(pair.numbers()).hasSize(packets);
        long first = pair.listener.received.getFirst().atNanos();
        long last = pair.listener.received.getLast().atNanos();
        assertThat(last - first - (packets - 1) * 20 * MS).isBetween(-8 * MS, 8 * MS);
    }

    @Test
    void keepsTheSendersPace() {
        var path = new Conditions(0.05, 0, 40 * MS, 10 * MS);
        var pair = transferred(3, Pair.Setting.of(Duration.ofMillis(500)).path(path));
        complete(pair, 3);
        // The path's jitter and its losses are gone: what is left is the clock's grain.
        assertThat(gaps(pair)).allMatch(gap -> Math.abs(gap - PERIOD) < MS);
    }

    @Test
    void aLargeKeyframeArrivesInTime() {
        var path = new Conditions(0.01, 0, 20 * MS, 0);
        for (int seed = 0; seed < FEW_SEEDS; seed++) {
            var pair = new Pair(seed, Pair.Setting.of(Duration.ofMillis(200)).path(path)).connect();
            var next = new int[1];
            pair.simulation.every(33 * MS, pair.simulation.now() + SECOND, () -> pair.caller.send(next[0]++));
            pair.simulation.runUntil(pair.simulation.now() + SECOND);
            for (int i = 0; i < 300; i++) pair.caller.send(next[0]++);
            pair.simulation.runUntil(pair.simulation.now() + SECOND);
            complete(pair.numbers(), next[0], seed);
        }
    }

    /// A radio that is away for most of the latency, on a path that carries twice the stream: there is just enough time
    /// to send all of it again beside what is new.
    @ParameterizedTest
    @ValueSource(ints = {1_000, 2_000})
    void anOutageOfMostOfTheLatencyIsMadeGoodAndHoldsNothingUp(int latencyMs) {
        // 8 Mbit/s.
        int length = 1_316;
        long period = length * MS / 1_000;
        var path = new Conditions(0.01, 0, 40 * MS, 0).withRate(16_000_000).withQueue(100 * MS);
        for (int seed = 0; seed < FEW_SEEDS; seed++) {
            var pair =
                    new Pair(seed, Pair.Setting.of(Duration.ofMillis(latencyMs)).path(path)).connect();
            var caller = pair.caller;
            long start = pair.simulation.now();
            int[] next = {0, 0};
            pair.simulation.every(period, start + 8 * SECOND, () -> {
                if (!caller.machine().writable(caller.now())) next[1]++;
                caller.send(next[0]++, length);
            });
            pair.simulation.runUntil(start + 5 * SECOND);
            pair.there.conditions(path.withLoss(1));
            pair.back.conditions(path.withLoss(1));
            pair.simulation.runUntil(start + 5 * SECOND + latencyMs * MS * 7 / 10);
            pair.there.conditions(path);
            pair.back.conditions(path);
            pair.simulation.runUntil(start + 12 * SECOND);
            complete(pair.numbers(), next[0], seed);
            assertThat(next[1]).as("held up, seed " + seed).isZero();
        }
    }

    /// A player that the listener's answer did not reach asks again a quarter of a second later. All that was sent
    /// until then found nobody there.
    @Test
    void aCallerThatMissedTheAnswerIsSentEverythingAgain() {
        var path = new Conditions(0, 0, 40 * MS, 0);
        var pair = new Pair(1, Pair.Setting.of(Duration.ofMillis(400)).path(path));
        var simulation = pair.simulation;
        while (pair.there.sent() < 2) simulation.runUntil(simulation.now() + MS);
        pair.back.conditions(path.withLoss(1));
        while (pair.listener.connected.isEmpty()) simulation.runUntil(simulation.now() + MS);
        var next = new int[1];
        // The pictures of two seconds, since the last keyframe, and then as they come: 8 Mbit/s.
        for (int i = 0; i < 1_500; i++) pair.listener.send(next[0]++, 1_316);
        simulation.every(PERIOD / 3, simulation.now() + 3 * SECOND, () -> pair.listener.send(next[0]++, 1_316));
        simulation.runUntil(simulation.now() + 100 * MS);
        assertThat(pair.caller.connected).isEmpty();
        pair.back.conditions(path);
        simulation.runUntil(simulation.now() + 5 * SECOND);
        assertThat(pair.caller.received.stream().map(Pair.Arrival::number))
                .hasSize(next[0])
                .isSorted();
    }

    private static Pair transferred(long seed, Pair.Setting setting) {
        return new Pair(seed, setting).transfer(PACKETS, PERIOD, 2 * SECOND);
    }

    private static void complete(Pair pair, long seed) {
        complete(pair.numbers(), PACKETS, seed);
    }

    private static void complete(List<Integer> numbers, int count, long seed) {
        var missing = new TreeSet<>(IntStream.range(0, count).boxed().toList());
        numbers.forEach(missing::remove);
        assertThat(missing).as("seed " + seed).isEmpty();
        assertThat(numbers).as("seed " + seed).isSorted().hasSize(count);
    }

    /// Nanoseconds between what came out and what came out next.
    private static List<Long> gaps(Pair pair) {
        var received = pair.listener.received;
        return IntStream.range(1, received.size())
                .mapToObj(i -> received.get(i).atNanos() - received.get(i - 1).atNanos())
                .toList();
    }
}
