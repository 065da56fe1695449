package io.glasscast.glasses.pair;

import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.glasses.codec.VideoSettings.FrameRates;
import io.glasscast.glasses.uplink.Transport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A make of glasses.
///
/// @param name      as the user writes it
/// @param wireName  as the cloud is told
/// @param maxWidth  the largest picture of its camera
/// @param maxHeight the largest picture of its camera
/// @param defaults  what it films when asked for nothing
/// @param overRtmp  how many frames a second it makes for RTMP
public record Model(
        String name, String wireName, int maxWidth, int maxHeight, VideoSettings defaults, FrameRates overRtmp) {
    private static final FrameRates USUAL = Habits.of(Transport.RTMP).frameRates();

    public static final Model MENTRA_LIVE =
            new Model("mentra-live", "Mentra Live", 1920, 1080, VideoSettings.DEFAULT, USUAL);

    /// The same glasses with the firmware of early 2026, which filmed more by default, and faster over RTMP.
    public static final Model MENTRA_LIVE_2026_03 = new Model(
            "mentra-live-2026-03",
            "Mentra Live",
            1920,
            1080,
            new VideoSettings(1280, 720, 2_000_000, 30),
            new FrameRates(10, 60));

    /// Glasses with a small camera, which refuse what it cannot do.
    public static final Model BASIC = new Model("basic", "Glasscast Basic", 1280, 720, VideoSettings.DEFAULT, USUAL);

    public static final List<Model> ALL = List.of(MENTRA_LIVE, MENTRA_LIVE_2026_03, BASIC);

    public static Optional<Model> named(String name) {
        return ALL.stream()
                .filter(model -> model.name.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    FrameRates frameRates(Transport transport) {
        return switch (transport) {
            case RTMP -> overRtmp;
            case SRT, WHIP -> Habits.of(transport).frameRates();
        };
    }

    boolean films(VideoSettings settings) {
        return settings.width() <= maxWidth && settings.height() <= maxHeight;
    }
}
