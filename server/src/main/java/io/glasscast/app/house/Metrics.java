package io.glasscast.app.house;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What is counted and measured, for Prometheus. `docs/metrics.md` explains every name.
///
/// Other rooms do not know this class: they are handed a `Consumer<String>`, a [LongAdder] or a `Consumer<Duration>`.
public final class Metrics {
    /// Causes come from the code, never from input, so there are some dozens; this guards against a mistake there.
    private static final int CAUSES = 512;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /// The registry holds what it reads counters from weakly: what is collected stands still for ever.
    private final List<Supplier<Number>> counts = new CopyOnWriteArrayList<>();

    /// Counts events that have a cause, such as malformed input.
    ///
    /// @param name in Micrometer's form, `glasscast.malformed`; Prometheus sees `glasscast_malformed_total`
    public Consumer<String> byCause(String name, String help) {
        Map<String, Counter> counters = new ConcurrentHashMap<>();
        return cause -> {
            var counter = counters.get(cause);
            if (counter == null) {
                var label = counters.size() < CAUSES ? cause : "other";
                counter = counters.computeIfAbsent(
                        label,
                        known -> Counter.builder(name)
                                .description(help)
                                .tag("cause", known)
                                .register(registry));
            }
            counter.increment();
        };
    }

    public LongAdder counter(String name, String help, String... labels) {
        var adder = new LongAdder();
        FunctionCounter.builder(name, adder, LongAdder::sum)
                .description(help)
                .tags(labels)
                .register(registry);
        return adder;
    }

    /// A counter that somebody else keeps: read when Prometheus asks.
    public void counted(String name, String help, Supplier<Number> count, String... labels) {
        counts.add(count);
        FunctionCounter.builder(name, count, from -> from.get().doubleValue())
                .description(help)
                .tags(labels)
                .register(registry);
    }

    /// A value that goes up and down: read when Prometheus asks.
    public void gauge(String name, String help, Supplier<Number> value, String... labels) {
        Gauge.builder(name, value).description(help).tags(labels).register(registry);
    }

    /// @param buckets upper bounds of the histogram
    public Consumer<Duration> timer(String name, String help, Duration... buckets) {
        var timer = Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(buckets)
                .register(registry);
        return timer::record;
    }

    /// Everything, in the Prometheus text format.
    public String scrape() {
        return registry.scrape();
    }
}
