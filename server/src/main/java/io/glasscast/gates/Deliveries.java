package io.glasscast.gates;

import io.glasscast.gates.PlaybackDoor.Body;
import io.glasscast.hub.Pass;
import io.glasscast.media.Codec;
import io.glasscast.protocol.fmp4.Segment;
import io.glasscast.protocol.fmp4.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Responses that grow with the segment they deliver, a part at a time.
final class Deliveries {
    private static final class Delivery {
        private final Pass pass;
        private final Codec.Kind kind;
        private final long msn;
        private final Body body;
        private int delivered;

        private Delivery(Pass pass, Codec.Kind kind, long msn, Body body) {
            this.pass = pass;
            this.kind = kind;
            this.msn = msn;
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
            return window.rendition(kind).flatMap(rendition -> rendition.segment(msn));
        }
    }

    private List<Delivery> deliveries = List.of();

    /// Begins one of the newest segment, with what there is.
    void add(Pass pass, Codec.Kind kind, Body body, Window window) {
        var delivery = new Delivery(
                pass, kind, window.rendition(kind).orElseThrow().last().msn(), body);
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

    /// Nothing comes any more for those who came by this pass.
    void breakOff(Pass pass) {
        var more = new ArrayList<Delivery>();
        for (var delivery : deliveries) {
            if (delivery.pass == pass) delivery.body.end(false);
            else more.add(delivery);
        }
        deliveries = more;
    }

    /// Nothing comes any more.
    void breakOff() {
        for (var delivery : deliveries) delivery.body.end(false);
        deliveries = List.of();
    }
}
