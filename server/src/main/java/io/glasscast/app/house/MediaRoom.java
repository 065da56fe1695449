package io.glasscast.app.house;

import io.glasscast.app.config.Config;
import io.glasscast.app.config.DoorSetting;
import io.glasscast.control.MediaEvent;
import io.glasscast.control.MediaPort;
import io.glasscast.control.OutputState;
import io.glasscast.control.StreamNames;
import io.glasscast.drive.MediaLoop;
import io.glasscast.drive.Nanos;
import io.glasscast.gates.StreamTraffic;
import io.glasscast.gates.WebRtcDoor;
import io.glasscast.gates.WebRtcGate;
import io.glasscast.gates.WebRtcTerms;
import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.StreamEvent;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.webrtc.Rehearsal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hub, gates and their loop, put together; and what control calls media.
final class MediaRoom implements MediaPort {
    private static final Logger LOG = LoggerFactory.getLogger(MediaRoom.class);

    /// Clocks of peers may be this far behind ours.
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    /// Longer than any server runs without a restart; peers do not look at it, but some libraries might.
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);

    /// Numbers taken over TCP are some hundreds of 28 000: two in a row are rare, eight never.
    private static final int PORTS_TRIED = 8;

    private final MediaLoop loop;
    private final MediaMeter meter;
    private final BiConsumer<String, MediaEvent> told;

    private MediaRoom(MediaLoop loop, MediaMeter meter, BiConsumer<String, MediaEvent> told) {
        this.loop = loop;
        this.told = told;
        this.meter = meter;
    }

    /// @param told learns what happens to streams, on the media thread
    static MediaRoom open(Config config, MediaMeter meter, BiConsumer<String, MediaEvent> told) {
        var bind = switch (config.doors().webrtc()) {
            case DoorSetting.Off() -> Optional.<InetSocketAddress>empty();
            case DoorSetting.Open(int port) ->
                Optional.of(new InetSocketAddress(config.doors().bind(), port));
        };
        var nanos = new Nanos();
        var chance = Chance.secure();
        var addresses = Addresses.of(config.doors().bind(), config.at().hosts());
        var identity = DtlsIdentity.generate(chance, Instant.now().minus(CLOCK_SKEW), CERTIFICATE_LIFE);
        var limits = new HubLimits(
                config.limits().streams(),
                config.limits().viewersPerStream(),
                config.streams().grace(),
                HubLimits.DEFAULT.stall(),
                HubLimits.DEFAULT.keyframeEvery(),
                HubLimits.DEFAULT.keyframeGap(),
                HubLimits.DEFAULT.clockTrust());
        var port = new Port();
        var loop = retried(
                config,
                () -> new MediaLoop(bind, nanos, meter::discarded, outbox -> {
                    var hub = new Hub(limits, (names, event) -> told.accept(names.streamId(), told(event)));
                    var terms = new WebRtcTerms(
                            identity, host -> addresses.offeredTo(host, port.number), nanos.unixNanosAtStart());
                    return new MediaLoop.House(hub, new WebRtcGate(hub, terms, outbox, chance, meter));
                }));
        port.number = loop.port().orElse(0);
        // Nobody waits for it: the first peer finds the classes loaded, or loads them itself.
        Thread.ofPlatform().daemon().name("rehearsal").start(() -> {
            if (!Rehearsal.run(identity, chance)) LOG.warn("a rehearsal of a WebRTC session failed");
        });
        return new MediaRoom(loop, meter, told);
    }

    /// A free UDP port whose number is taken over TCP is of no use; another one is free for both.
    private static MediaLoop retried(Config config, Supplier<MediaLoop> opening) {
        boolean anyPort = config.doors().webrtc().equals(new DoorSetting.Open(0));
        for (int attempt = 1; ; attempt++) {
            try {
                return opening.get();
            } catch (Exception e) {
                // Netty throws the socket's BindException as it is, although no method says so.
                if (!anyPort || attempt == PORTS_TRIED || !(e instanceof IOException)) throw e;
            }
        }
    }

    WebRtcDoor door() {
        return loop.port().isPresent() ? loop : new AbsentWebRtcDoor();
    }

    OptionalInt port() {
        return loop.port().map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    @Override
    public void open(StreamNames names) {
        var hubNames = new io.glasscast.hub.StreamNames(names.streamId(), names.ingestKey(), names.playbackId());
        loop.ask(house -> {
            if (house.hub().open(hubNames).isEmpty()) {
                LOG.warn("stream {} could not be opened: limits.streams is reached", names.streamId());
                told.accept(names.streamId(), new MediaEvent.Ended("The server has no room for another stream."));
            }
            return true;
        });
    }

    @Override
    public void close(StreamNames names) {
        loop.ask(house -> {
            house.hub().close(names.streamId(), loop.now());
            return true;
        });
    }

    @Override
    public void addOutput(String streamId, String outputId, String url) {
        told.accept(streamId, new MediaEvent.Output(outputId, OutputState.ERROR, "Restreaming is not available yet."));
    }

    @Override
    public void removeOutput(String streamId, String outputId) {}

    /// How the ends of a stream are doing; [StreamTraffic#NONE] when there is no such stream.
    CompletionStage<StreamTraffic> traffic(String streamId) {
        return loop.ask(house ->
                house.hub().byStreamId(streamId).map(house.gate()::traffic).orElse(StreamTraffic.NONE));
    }

    /// Counts everything that is open, for the metrics.
    CompletionStage<Boolean> count() {
        return loop.ask(house -> {
            var census = Census.EMPTY;
            for (var stream : house.hub().streams())
                census = census.and(Census.of(house.gate().traffic(stream)));
            meter.counted(census);
            return true;
        });
    }

    void close() {
        loop.close();
    }

    private static MediaEvent told(StreamEvent event) {
        return switch (event) {
            case PLAYABLE -> new MediaEvent.Playable();
            case INTERRUPTED -> new MediaEvent.Interrupted();
            case ABANDONED -> new MediaEvent.Ended("The glasses stopped sending and did not come back.");
        };
    }

    /// Known as soon as the socket is open, which is before any peer can ask.
    private static final class Port {
        private volatile int number;
    }
}
