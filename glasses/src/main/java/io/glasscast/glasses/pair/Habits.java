package io.glasscast.glasses.pair;

import io.glasscast.glasses.codec.VideoSettings.FrameRates;
import io.glasscast.glasses.uplink.Transport;

/// What a pair of glasses does differently from one transport to the other.
///
/// @param timedOut words for a cloud that has forgotten the stream
record Habits(Reconnects reconnects, FrameRates frameRates, String timedOut) {
    private static final String NO_KEEP_ALIVE = "Stream timed out - no keep-alive from cloud";

    private static final Habits WHIP = new Habits(Reconnects.STEADY, new FrameRates(5, 30), NO_KEEP_ALIVE);
    private static final Habits RTMP = new Habits(Reconnects.GROWING, new FrameRates(1, 30), NO_KEEP_ALIVE);
    private static final Habits SRT =
            new Habits(Reconnects.GROWING, new FrameRates(1, 30), "SRT stream timed out - no keep-alive");

    static Habits of(Transport transport) {
        return switch (transport) {
            case WHIP -> WHIP;
            case RTMP -> RTMP;
            case SRT -> SRT;
        };
    }
}
