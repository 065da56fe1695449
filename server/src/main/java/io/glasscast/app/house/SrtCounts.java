package io.glasscast.app.house;

import io.glasscast.gates.SrtMeter;
import io.glasscast.protocol.srt.SrtStatistics;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Counts for Prometheus what happens at the SRT door. Bytes and packets are those of connections that are over.
final class SrtCounts implements SrtMeter {
    private final Consumer<String> discarded;
    private final Consumer<String> refused;
    private final Consumer<String> closed;
    private final Consumer<Duration> joins;
    private final Consumer<Duration> publishes;
    private final LongAdder droppedFrames;
    private final LongAdder lost;
    private final LongAdder late;
    private final LongAdder again;
    private final HouseListener listener;

    SrtCounts(Metrics metrics, HouseListener listener) {
        this.listener = listener;
        discarded = metrics.byCause("glasscast.srt.discarded", "SRT packets that were dropped");
        refused = metrics.byCause("glasscast.srt.refused", "SRT callers that were turned away");
        closed = metrics.byCause("glasscast.srt.closed", "SRT connections that are gone");
        joins = metrics.timer("glasscast.srt.join", "SRT connection to the first keyframe sent", MediaMeter.JOINING);
        publishes = metrics.timer("glasscast.srt.publish", "SRT connection to known tracks", MediaMeter.JOINING);
        droppedFrames =
                metrics.counter("glasscast.srt.frames.dropped", "Frames not sent to SRT viewers that were too slow");
        lost = metrics.counter("glasscast.srt.lost", "SRT packets that were missing for a while, or for good");
        late = metrics.counter("glasscast.srt.late", "SRT packets given up because they came too late");
        again = metrics.counter("glasscast.srt.again", "SRT packets sent again");
    }

    @Override
    public void discarded(String why) {
        discarded.accept(why);
    }

    @Override
    public void refused(String why) {
        refused.accept(why);
    }

    @Override
    public void publisherStarted(long nanosSinceConnected) {
        publishes.accept(Duration.ofNanos(nanosSinceConnected));
    }

    @Override
    public void viewerStarted(long nanosSinceConnected) {
        joins.accept(Duration.ofNanos(nanosSinceConnected));
        listener.viewerJoined(Duration.ofNanos(nanosSinceConnected));
    }

    @Override
    public void closed(String why, SrtStatistics all) {
        closed.accept(why);
        lost.add(all.lost());
        late.add(all.dropped() + all.sendDropped());
        again.add(all.retransmitted());
    }

    @Override
    public void dropped(long frames) {
        droppedFrames.add(frames);
    }
}
