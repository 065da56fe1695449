package io.glasscast.app.house;

import io.glasscast.app.config.Config;
import io.glasscast.app.config.DoorSetting;
import io.glasscast.control.MediaEvent;
import io.glasscast.control.OutputState;
import io.glasscast.drive.MediaLoop;
import io.glasscast.gates.DoorPushes;
import io.glasscast.gates.Overload;
import io.glasscast.gates.PackagingGate;
import io.glasscast.gates.Restreamer;
import io.glasscast.gates.RtmpAudience;
import io.glasscast.gates.RtmpGate;
import io.glasscast.gates.RtmpPushes;
import io.glasscast.gates.SrtGate;
import io.glasscast.gates.SrtPushes;
import io.glasscast.gates.SrtTerms;
import io.glasscast.gates.WebRtcGate;
import io.glasscast.gates.WebRtcTerms;
import io.glasscast.gates.WhipPushes;
import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.StreamEvent;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dash.Manifest;
import io.glasscast.protocol.fmp4.PackagingTerms;
import io.glasscast.protocol.srt.SrtSecret;
import io.glasscast.transcode.Workshop;
import io.glasscast.transcode.WorkshopSettings;
import java.util.Map;
import java.util.function.BiConsumer;

/// Puts the hub and its gates on the ground that the media loop gives them.
///
/// @param terms    of WebRTC
/// @param overload of the media loop
/// @param told     learns what happens to streams, on the media thread
record Building(
        Config config,
        WebRtcTerms terms,
        long unixNanosAtZero,
        Chance chance,
        Meters meters,
        Overload overload,
        BiConsumer<String, MediaEvent> told) {
    record Meters(MediaMeter webRtc, SrtCounts srt, RtmpCounts rtmp) {}

    /// @param workshop to be closed when the house is
    record Built(MediaLoop.House house, Workshop workshop) {}

    Built on(MediaLoop.Ground ground) {
        var workshop = new Workshop(ground.onLoop(), ground.now(), workers());
        var hub = new Hub(new HubTerms(
                limits(),
                (names, event) -> told.accept(names.streamId(), told(event)),
                workshop,
                unixNanosAtZero,
                ground.mishaps()));
        var srt = new SrtGate(hub, ground.srt(), ground.keys(), chance, meters.srt(), srtTerms(), overload);
        var audience = new RtmpAudience(config.rtmp().gather().toNanos());
        var rtmpPushes = new RtmpPushes(audience, ground.dialer(), chance);
        var whipPushes = new WhipPushes(ground.http(), ground.sockets(), terms, chance);
        var pushes = new DoorPushes(Map.of(
                "rtmp",
                rtmpPushes,
                "rtmps",
                rtmpPushes,
                "srt",
                new SrtPushes(srt, ground.resolver()),
                "https",
                whipPushes,
                "http",
                whipPushes));
        var house = new MediaLoop.House(
                hub,
                new WebRtcGate(hub, terms, ground.webRtc(), chance, meters.webRtc(), overload),
                srt,
                new RtmpGate(hub, chance, meters.rtmp(), overload, audience),
                new PackagingGate(hub, PackagingTerms.DEFAULT, unixNanosAtZero, () -> new Manifest()::of),
                new Restreamer(
                        hub,
                        pushes,
                        chance,
                        (streamId, outputId, state, message) ->
                                told.accept(streamId, new MediaEvent.Output(outputId, told(state), message))),
                overload);
        return new Built(house, workshop);
    }

    private HubLimits limits() {
        return new HubLimits(
                config.limits().streams(),
                config.streams().named(),
                config.limits().viewersPerStream(),
                config.streams().grace(),
                HubLimits.DEFAULT.stall(),
                HubLimits.DEFAULT.keyframeEvery(),
                HubLimits.DEFAULT.keyframeGap(),
                HubLimits.DEFAULT.clockTrust());
    }

    private SrtTerms srtTerms() {
        return new SrtTerms(
                config.doors().srt() instanceof DoorSetting.Open,
                config.srt().passphrase().map(SrtSecret::new),
                SrtTerms.DEFAULT.latency());
    }

    private WorkshopSettings workers() {
        return WorkshopSettings.forCores(
                        Workers.command(config), Runtime.getRuntime().availableProcessors())
                .withPictureJobs(config.transcoding().pictures());
    }

    private static MediaEvent told(StreamEvent event) {
        return switch (event) {
            case PLAYABLE -> new MediaEvent.Playable();
            case INTERRUPTED -> new MediaEvent.Interrupted();
            case ABANDONED -> new MediaEvent.Ended("The glasses stopped sending and did not come back.");
            case BROKEN -> new MediaEvent.Ended("The server failed to go on with the stream.");
        };
    }

    private static OutputState told(io.glasscast.gates.Output.State state) {
        return switch (state) {
            case CONNECTING -> OutputState.CONNECTING;
            case ACTIVE -> OutputState.ACTIVE;
            case ERROR -> OutputState.ERROR;
            case STOPPED -> OutputState.STOPPED;
        };
    }
}
