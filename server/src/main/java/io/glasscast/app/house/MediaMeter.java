package io.glasscast.app.house;

import io.glasscast.gates.WebRtcMeter;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Counts for Prometheus what happens to media.
final class MediaMeter implements WebRtcMeter {
    private static final Duration[] JOINING = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofMillis(700),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final Consumer<String> discarded;
    private final Consumer<String> closed;
    private final Consumer<Duration> joins;
    private final Consumer<Duration> publishes;
    private final LongAdder droppedFrames;

    MediaMeter(Metrics metrics) {
        discarded = metrics.byCause("glasscast.discarded", "Packets and messages that were dropped");
        closed = metrics.byCause("glasscast.peers.closed", "WebRTC peers that are gone");
        joins = metrics.timer("glasscast.join", "WHEP offer to the first keyframe sent", JOINING);
        publishes = metrics.timer("glasscast.publish", "WHIP offer to the first keyframe received", JOINING);
        droppedFrames = metrics.counter("glasscast.frames.dropped", "Frames not sent to viewers that were too slow");
    }

    @Override
    public void discarded(String why) {
        discarded.accept(why);
    }

    @Override
    public void viewerStarted(long nanosSinceOffer) {
        joins.accept(Duration.ofNanos(nanosSinceOffer));
    }

    @Override
    public void publisherStarted(long nanosSinceOffer) {
        publishes.accept(Duration.ofNanos(nanosSinceOffer));
    }

    @Override
    public void closed(String why) {
        closed.accept(why);
    }

    @Override
    public void dropped(long frames) {
        droppedFrames.add(frames);
    }
}
