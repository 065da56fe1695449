package io.glasscast.gates;

import io.glasscast.hub.Stream;
import io.glasscast.protocol.congestion.SendSideEstimate;
import java.util.LinkedHashSet;
import java.util.Set;

/// Those who watch one stream by WebRTC, and what they share.
final class Audience {
    /// From so many viewers on, what each of them costs matters more than some milliseconds of sound.
    private static final int MANY = 32;

    private final Stream stream;
    private final PacketCache cache = new PacketCache();
    private final Set<WhepViewer> viewers = new LinkedHashSet<>();
    private int sessions;

    Audience(Stream stream) {
        this.stream = stream;
    }

    /// One more session, of a viewer or of the publisher, refers to it.
    void taken() {
        sessions++;
    }

    /// One fewer.
    ///
    /// @return whether it was the last: nothing cut for those who have gone is to be kept
    boolean dropped() {
        return --sessions == 0;
    }

    PacketCache cache() {
        return cache;
    }

    boolean large() {
        return viewers.size() >= MANY;
    }

    void add(WhepViewer viewer) {
        viewers.add(viewer);
    }

    void remove(WhepViewer viewer) {
        viewers.remove(viewer);
    }

    /// Everybody who watches the stream, as its publisher needs to know.
    Demand.Watching watching(long nowNanos) {
        int whole = 0;
        int strained = 0;
        int thin = 0;
        int helpable = 0;
        long bestWhole = 0;
        long bestThin = 0;
        for (var viewer : viewers) {
            if (!viewer.thin()) {
                whole++;
                if (viewer.strained(nowNanos)) strained++;
                // Estimates are cut when pictures are large; how fast the line is remains known.
                bestWhole = Math.max(bestWhole, Math.max(viewer.lineBits(nowNanos), viewer.lineSpeed()));
                continue;
            }
            thin++;
            if (!viewer.helpable(nowNanos)) continue;
            helpable++;
            bestThin = Math.max(bestThin, viewer.lineBits(nowNanos));
        }
        long best = whole > 0 ? bestWhole : helpable > 0 ? bestThin : SendSideEstimate.UNLIMITED;
        int all = stream.viewers();
        return new Demand.Watching(
                all, all > viewers.size(), whole, whole > 0 && strained == whole, thin, helpable, best);
    }
}
