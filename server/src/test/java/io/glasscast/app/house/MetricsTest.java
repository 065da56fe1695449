package io.glasscast.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MetricsTest {
    private final Metrics metrics = new Metrics();
    private final AtomicLong counted = new AtomicLong();

    @Test
    @Timeout(20)
    void aCounterThatSomebodyElseKeepsIsReadWhateverTheCollectorTakes() {
        metrics.counted("glasscast.things", "Things", counted::get);
        var garbage = new WeakReference<>(new Object());
        while (garbage.get() != null) System.gc();

        counted.set(7);
        assertThat(metrics.scrape()).contains("glasscast_things_total 7.0");
    }
}
