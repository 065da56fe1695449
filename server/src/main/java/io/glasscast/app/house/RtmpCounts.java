package io.glasscast.app.house;

import io.glasscast.gates.RtmpMeter;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Counts for Prometheus what happens at the RTMP doors.
final class RtmpCounts implements RtmpMeter {
    private final Consumer<String> discarded;
    private final Consumer<String> refused;
    private final Consumer<String> closed;
    private final Consumer<Duration> joins;
    private final Consumer<Duration> publishes;
    private final LongAdder opened;
    private final LongAdder openedTls;
    private final LongAdder droppedFrames;
    private final HouseListener listener;

    RtmpCounts(Metrics metrics, HouseListener listener) {
        this.listener = listener;
        opened = metrics.counter("glasscast.rtmp.opened", "RTMP connections that were taken", "tls", "no");
        openedTls = metrics.counter("glasscast.rtmp.opened", "RTMP connections that were taken", "tls", "yes");
        discarded = metrics.byCause("glasscast.rtmp.discarded", "RTMP messages that were passed over");
        refused = metrics.byCause("glasscast.rtmp.refused", "RTMP connections and requests that were turned away");
        closed = metrics.byCause("glasscast.rtmp.closed", "RTMP connections that are gone");
        joins = metrics.timer("glasscast.rtmp.join", "RTMP connection to the first keyframe sent", MediaMeter.JOINING);
        publishes = metrics.timer(
                "glasscast.rtmp.publish", "RTMP connection to the first keyframe received", MediaMeter.JOINING);
        droppedFrames =
                metrics.counter("glasscast.rtmp.frames.dropped", "Frames not sent to RTMP players that were too slow");
    }

    @Override
    public void opened(boolean tls) {
        (tls ? openedTls : opened).increment();
    }

    @Override
    public void closed(String why) {
        closed.accept(why);
    }

    @Override
    public void refused(String why) {
        refused.accept(why);
    }

    @Override
    public void discarded(String why) {
        discarded.accept(why);
    }

    @Override
    public void publisherStarted(long nanosSinceConnect) {
        publishes.accept(Duration.ofNanos(nanosSinceConnect));
    }

    @Override
    public void viewerStarted(long nanosSinceConnect) {
        joins.accept(Duration.ofNanos(nanosSinceConnect));
        listener.viewerJoined(Duration.ofNanos(nanosSinceConnect));
    }

    @Override
    public void dropped(long frames) {
        droppedFrames.add(frames);
    }
}
