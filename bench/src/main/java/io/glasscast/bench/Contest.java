package io.glasscast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Contestants take turns: each round measures all of them at every step, in another order, so that what else a
/// machine does meets everybody.
final class Contest<S extends Sample> {
    /// Gets contestants ready.
    @FunctionalInterface
    interface Gathering<S extends Sample> {
        /// @param folder that is gone after the contest
        /// @param all    those that are ready; whoever is here is closed, even when the next one cannot come
        void into(Path folder, List<Contestant<S>> all) throws IOException, InterruptedException;
    }

    private final Topic<S> topic;
    private final ContestOptions options;
    private final Results<S> results;
    private final boolean narrowing;
    /// From where on each is not asked any more.
    private final Map<String, Integer> limits = new HashMap<>();
    /// The most that each has held.
    private final Map<String, Integer> held = new HashMap<>();

    private Contest(Topic<S> topic, ContestOptions options, boolean narrowing) {
        this.topic = topic;
        this.options = options;
        this.narrowing = narrowing;
        this.results = new Results<>(topic, Machine.here(), options.window());
    }

    /// Who breaks at one of `steps` is not asked for more.
    static <S extends Sample> void hold(
            Topic<S> topic, ContestOptions options, List<Integer> steps, Gathering<S> gathering)
            throws IOException, InterruptedException {
        hold(topic, options, steps, Collections.max(steps), false, gathering);
    }

    /// Asks for more and more until everybody has broken, and then for what lies between, until the most that one has
    /// held and the least that it has not are within a tenth of each other.
    static <S extends Sample> void untilBreak(Topic<S> topic, ContestOptions options, int first, Gathering<S> gathering)
            throws IOException, InterruptedException {
        hold(topic, options, Steps.rising(first), first, true, gathering);
    }

    private static <S extends Sample> void hold(
            Topic<S> topic,
            ContestOptions options,
            Iterable<Integer> steps,
            int warmUpStep,
            boolean narrowing,
            Gathering<S> gathering)
            throws IOException, InterruptedException {
        options.check();
        var folder = Files.createTempDirectory("glasscast-bench");
        var contestants = new ArrayList<Contestant<S>>();
        try {
            gathering.into(folder, contestants);
            if (!options.warmUp().isZero()) for (var contestant : contestants) warmUp(contestant, warmUpStep, options);
            new Contest<>(topic, options, narrowing).play(contestants, steps);
        } finally {
            for (var contestant : contestants) contestant.close();
            delete(folder);
        }
    }

    /// Who breaks already now is measured all the same: at less, perhaps.
    private static void warmUp(Contestant<?> contestant, int step, ContestOptions options) throws InterruptedException {
        try {
            contestant.warmUp(step, options.warmUp());
        } catch (IOException e) {
            System.err.println(contestant.name() + " broke while it warmed up with " + step + ": " + e.getMessage());
        }
    }

    private void play(List<Contestant<S>> contestants, Iterable<Integer> steps)
            throws IOException, InterruptedException {
        for (int round = 0; round < options.rounds(); round++) {
            var order = new ArrayList<>(contestants);
            Collections.rotate(order, round);
            for (int step : steps) {
                var asked = order.stream().filter(one -> step < limit(one)).toList();
                if (asked.isEmpty()) break;
                for (var contestant : asked) ask(contestant, step);
            }
            if (narrowing) for (var contestant : order) narrow(contestant);
        }
        if (!options.json()) System.out.print(results.table());
        if (options.report().isPresent()) results.write(options.report().get());
    }

    private void narrow(Contestant<S> contestant) throws InterruptedException {
        int most;
        while (limit(contestant) - (most = held.getOrDefault(contestant.name(), 0)) > Math.max(1, most / 10))
            ask(contestant, (most + limit(contestant)) / 2);
    }

    private int limit(Contestant<S> contestant) {
        return limits.getOrDefault(contestant.name(), Integer.MAX_VALUE);
    }

    private void ask(Contestant<S> contestant, int step) throws InterruptedException {
        var broken = measure(contestant, step);
        if (broken.isPresent()) {
            limits.put(contestant.name(), step);
            results.broke(contestant.name(), step, broken.get());
        } else held.merge(contestant.name(), step, Math::max);
    }

    private Optional<String> measure(Contestant<S> contestant, int step) throws InterruptedException {
        try {
            var sample = contestant.sample(step, options.window());
            results.add(sample);
            if (options.json()) System.out.println(results.json(sample));
            else System.err.println(results.line(sample));
            return topic.broken().apply(sample);
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
