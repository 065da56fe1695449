package io.glasscast.app.house;

import io.glasscast.gates.WebRtcMeter;
import io.glasscast.hub.Door;
import io.glasscast.protocol.webrtc.PeerStatistics;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Counts for Prometheus what happens to media.
final class MediaMeter implements WebRtcMeter {
    static final Duration[] JOINING = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofMillis(700),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final HouseListener listener;
    private final Consumer<String> discarded;
    private final Consumer<String> closed;
    private final Consumer<Duration> joins;
    private final Consumer<Duration> publishes;
    private final LongAdder droppedFrames;
    private final AtomicInteger thinned = new AtomicInteger();
    private final AtomicInteger restrained = new AtomicInteger();
    private volatile Census census = Census.EMPTY;
    private volatile Map<Door, Long> turnedAway = Map.of();
    // Of peers that are gone; touched by the media thread only.
    private Census gone = Census.EMPTY;

    MediaMeter(Metrics metrics, HouseListener listener) {
        this.listener = listener;
        discarded = metrics.byCause("glasscast.discarded", "Packets and requests that were dropped");
        closed = metrics.byCause("glasscast.peers.closed", "WebRTC peers that are gone");
        joins = metrics.timer("glasscast.join", "WHEP offer to the first keyframe sent", JOINING);
        publishes = metrics.timer("glasscast.publish", "WHIP offer to the first keyframe received", JOINING);
        droppedFrames = metrics.counter("glasscast.frames.dropped", "Frames not sent to viewers that were too slow");
        metrics.gauge("glasscast.viewers.thinned", "WebRTC viewers that are sent keyframes only", thinned::get);
        metrics.gauge(
                "glasscast.publishers.restrained",
                "WebRTC publishers that are asked for less than they could send",
                restrained::get);
        metrics.gauge("glasscast.streams", "Streams that are open", () -> census.streams());
        for (var door : Door.values()) {
            if (door != Door.OUTPUT)
                metrics.counted(
                        "glasscast.playback.refused",
                        "Requests to watch by a name that is none, or not any more",
                        () -> turnedAway.getOrDefault(door, 0L),
                        "protocol",
                        door == Door.OTHER ? "thumbnail" : door.name().toLowerCase(Locale.ROOT));
            if (door == Door.OTHER) continue;
            var name = door.name().toLowerCase(Locale.ROOT);
            metrics.gauge(
                    "glasscast.viewers",
                    "Viewers that are connected",
                    () -> census.viewers().getOrDefault(door, 0),
                    "protocol",
                    name);
            if (door == Door.HLS || door == Door.OUTPUT) continue;
            metrics.gauge(
                    "glasscast.publishers",
                    "Publishers that are connected",
                    () -> census.publishers().getOrDefault(door, 0),
                    "protocol",
                    name);
        }
        metrics.counted("glasscast.received.bytes", "Media received", () -> census.bytesIn(), "protocol", "webrtc");
        metrics.counted("glasscast.received.frames", "Frames received", () -> census.framesIn(), "protocol", "webrtc");
        metrics.counted(
                "glasscast.received.lost", "Packets lost on the way in", () -> census.lostIn(), "protocol", "webrtc");
        metrics.counted("glasscast.sent.bytes", "Media sent", () -> census.bytesOut(), "protocol", "webrtc");
        metrics.counted("glasscast.sent.packets", "Packets sent", () -> census.packetsOut(), "protocol", "webrtc");
        metrics.counted(
                "glasscast.sent.again",
                "Packets sent again because a viewer missed them",
                () -> census.resent(),
                "protocol",
                "webrtc");
        metrics.counted(
                "glasscast.sent.refused",
                "Packets that a viewer missed and was not sent again, because they were too many",
                () -> census.refused(),
                "protocol",
                "webrtc");
    }

    /// Takes what a count of everything open found. On the media thread.
    ///
    /// @param away see [io.glasscast.hub.Hub#turnedAway]
    void counted(Census open, Map<Door, Long> away) {
        census = open.and(gone);
        turnedAway = away;
    }

    @Override
    public void discarded(String why) {
        discarded.accept(why);
    }

    @Override
    public void viewerStarted(long nanosSinceOffer) {
        joins.accept(Duration.ofNanos(nanosSinceOffer));
        listener.viewerJoined(Duration.ofNanos(nanosSinceOffer));
    }

    @Override
    public void publisherStarted(long nanosSinceOffer) {
        publishes.accept(Duration.ofNanos(nanosSinceOffer));
    }

    @Override
    public void closed(String why, PeerStatistics all) {
        closed.accept(why);
        gone = gone.and(all);
    }

    @Override
    public void dropped(long frames) {
        droppedFrames.add(frames);
    }

    @Override
    public void thinned(int more) {
        thinned.addAndGet(more);
    }

    @Override
    public void restrained(int more) {
        restrained.addAndGet(more);
    }
}
