package io.glasscast.gates;

import io.glasscast.gates.PlaybackDoor.Body;
import io.glasscast.protocol.fmp4.Segment;
import io.glasscast.protocol.fmp4.Window;
import io.glasscast.protocol.hls.PlaybackFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Responses that grow with the segment they deliver, a part at a time.
final class Deliveries {
    private static final class Delivery {
        private final PlaybackFile.Whole file;
        private final Body body;
        private int delivered;

        private Delivery(PlaybackFile.Whole file, Body body) {
            this.file = file;
            this.body = body;
        }

        /// @return whether more follows
        private boolean advance(Window window) {
            var segment = segment(window);
            if (segment.isEmpty()) {
                body.end(false);
                return false;
            }
            var parts = segment.get().parts();
            for (; delivered < parts.size(); delivered++)
                if (!body.chunk(parts.get(delivered).bytes())) return false;
            if (segment.get().complete()) body.end(true);
            return !segment.get().complete();
        }

        private Optional<Segment> segment(Window window) {
            return window.rendition(file.kind()).flatMap(rendition -> rendition.segment(file.msn()));
        }
    }

    private List<Delivery> deliveries = List.of();

    /// Begins one with what there is.
    void add(PlaybackFile.Whole file, Body body, Window window) {
        var delivery = new Delivery(file, body);
        if (!delivery.advance(window)) return;
        var more = new ArrayList<>(deliveries);
        more.add(delivery);
        deliveries = more;
    }

    /// Goes on with what has come.
    void deliver(Window window) {
        if (deliveries.isEmpty()) return;
        deliveries =
                deliveries.stream().filter(delivery -> delivery.advance(window)).toList();
    }

    /// Nothing comes any more.
    void breakOff() {
        for (var delivery : deliveries) delivery.body.end(false);
        deliveries = List.of();
    }
}
