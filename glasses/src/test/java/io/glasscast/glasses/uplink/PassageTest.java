package io.glasscast.glasses.uplink;

import static io.glasscast.sim.Simulation.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.glasscast.kernel.Chance;
import io.glasscast.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassageTest {
    private static final int DATAGRAMS = 2000, LENGTH = 1000;

    private record Arrival(long atNanos, int number) {}

    @Test
    void fairWeatherChangesNothing() {
        var arrivals = send(Weather.FAIR, 1, MS);
        assertThat(numbers(arrivals))
                .isEqualTo(IntStream.range(0, DATAGRAMS).boxed().toList());
        assertThat(arrivals.get(7).atNanos()).isEqualTo(7 * MS);
    }

    @Test
    void losesTheShareItIsToldTo() {
        assertThat(send(Weather.FAIR.withLoss(0.05), 1, MS)).hasSizeBetween(DATAGRAMS * 93 / 100, DATAGRAMS * 97 / 100);
        assertThat(send(Weather.FAIR.withLoss(1), 1, MS)).isEmpty();
    }

    @Test
    void doublesTheShareItIsToldTo() {
        assertThat(send(Weather.FAIR.withDuplicate(0.1), 1, MS))
                .hasSizeBetween(DATAGRAMS * 107 / 100, DATAGRAMS * 113 / 100);
    }

    @Test
    void delaysAndJittersWithoutOvertaking() {
        var arrivals = send(Weather.FAIR.withDelayMillis(80).withJitterMillis(30), 1, MS);
        assertThat(numbers(arrivals)).isSorted().hasSize(DATAGRAMS);
        for (var arrival : arrivals)
            assertThat(arrival.atNanos() - arrival.number() * MS).isBetween(80 * MS, 110 * MS);
    }

    @Test
    void lateOnesAreOvertaken() {
        var numbers = numbers(send(Weather.FAIR.withReorder(0.02).withDelayMillis(5), 1, MS));
        assertThat(numbers).hasSize(DATAGRAMS).doesNotHaveDuplicates();
        long overtaken = IntStream.range(1, numbers.size())
                .filter(i -> numbers.get(i) < numbers.get(i - 1))
                .count();
        assertThat(overtaken).isBetween(20L, 60L);
    }

    @Test
    void aNarrowPathLetsItsRateThroughAndDropsTheRest() {
        // 8 Mbit/s offered, 4 let through.
        var arrivals = send(Weather.FAIR.withRate(4_000_000), 1, MS);
        double seconds = (arrivals.getLast().atNanos() - arrivals.getFirst().atNanos()) / 1e9;
        assertThat(arrivals.size() * LENGTH * 8 / seconds).isCloseTo(4e6, within(4e4));
        for (var arrival : arrivals)
            assertThat(arrival.atNanos() - arrival.number() * MS).isLessThanOrEqualTo(Passage.QUEUE_NANOS + 2 * MS);
    }

    @Test
    void theSameSeedGivesTheSameWeather() {
        var storm = new Weather(0.1, 0.05, 0.05, 40 * MS, 20 * MS, 6_000_000);
        assertThat(send(storm, 7, MS)).isEqualTo(send(storm, 7, MS)).isNotEqualTo(send(storm, 8, MS));
    }

    @Test
    void aFullPathForgets() {
        assertThat(send(Weather.FAIR.withDelayMillis(60_000), 1, 0)).hasSize(DATAGRAMS);
        var passage = new Passage<Integer>(Weather.FAIR.withDelayMillis(1), Chance.seeded(1), i -> LENGTH);
        for (int i = 0; i < Passage.MAX_UNDERWAY + 5; i++) passage.handle(i, 0, d -> {});
        assertThat(passage.lost()).isEqualTo(5);
    }

    @Test
    void refusesWeatherThatCannotBe() {
        assertThatThrownBy(() -> Weather.FAIR.withLoss(1.5)).hasMessageContaining("loss");
        assertThatThrownBy(() -> Weather.FAIR.withReorder(Double.NaN)).hasMessageContaining("reorder");
        assertThatThrownBy(() -> Weather.FAIR.withDelayMillis(-1)).hasMessageContaining("delay");
    }

    private static List<Arrival> send(Weather weather, long seed, long spacingNanos) {
        var simulation = new Simulation(0);
        var passage = new Passage<Integer>(weather, Chance.seeded(seed), i -> LENGTH);
        var arrivals = new ArrayList<Arrival>();
        simulation.keepTime(
                passage::deadlineNanos, now -> passage.elapse(now, number -> arrivals.add(new Arrival(now, number))));
        for (int i = 0; i < DATAGRAMS; i++) {
            int number = i;
            simulation.after(
                    i * spacingNanos,
                    () -> passage.handle(
                            number, simulation.now(), n -> arrivals.add(new Arrival(simulation.now(), n))));
        }
        simulation.runUntil(200 * Simulation.SECOND);
        return arrivals;
    }

    private static List<Integer> numbers(List<Arrival> arrivals) {
        return arrivals.stream().map(Arrival::number).toList();
    }
}
