package io.glasscast.protocol.dash;

import io.glasscast.protocol.fmp4.Segment;
import io.glasscast.protocol.fmp4.Timescale;
import java.time.Instant;

/// Times as a manifest writes them.
final class Clockwork {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    private Clockwork() {}

    static long startNanos(Segment segment) {
        return new Timescale(segment.init().timescale()).nanos(segment.startTicks());
    }

    static long endNanos(Segment segment) {
        return new Timescale(segment.init().timescale()).nanos(segment.startTicks() + segment.durationTicks());
    }

    /// An xs:duration in seconds, to the millisecond.
    static String duration(long nanos) {
        long millis = (nanos + MILLI / 2) / MILLI;
        long rest = millis % 1000;
        if (rest == 0) return "PT" + millis / 1000 + "S";
        return "PT" + millis / 1000 + "." + String.valueOf(1000 + rest).substring(1) + "S";
    }

    /// An xs:dateTime, to the millisecond below.
    static String dateTime(long unixNanos) {
        return Instant.ofEpochMilli(Math.floorDiv(unixNanos, MILLI)).toString();
    }

    /// Seconds with a decimal point.
    static String seconds(long nanos) {
        var duration = duration(nanos);
        return duration.substring(2, duration.length() - 1);
    }
}
