package io.glasscast.app.house;

import io.glasscast.api.ControlObserver;
import java.time.Duration;
import java.util.function.Consumer;

/// Counts for Prometheus what happens at the control doors.
final class ControlMeter implements ControlObserver {
    private static final Duration[] ACTIVE = {
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(25)
    };

    private final HouseListener listener;
    private final Consumer<Duration> active;
    private final Consumer<String> malformed;
    private final Consumer<String> refused;
    private final Consumer<String> webhooks;

    ControlMeter(Metrics metrics, HouseListener listener) {
        this.listener = listener;
        active = metrics.timer("glasscast.time.to.active", "From a request for a stream to its first picture", ACTIVE);
        malformed = metrics.byCause("glasscast.control.malformed", "Control messages that were not understood");
        refused = metrics.byCause("glasscast.control.refused", "Control sockets and API calls that were not let in");
        webhooks = metrics.byCause("glasscast.webhooks", "Webhooks called, by outcome");
    }

    @Override
    public void active(long nanos) {
        active.accept(Duration.ofNanos(nanos));
        listener.active(Duration.ofNanos(nanos));
    }

    @Override
    public void malformed(String why) {
        malformed.accept(why);
    }

    @Override
    public void refused(String why) {
        refused.accept(why);
    }

    @Override
    public void webhook(String outcome) {
        webhooks.accept(outcome);
    }
}
