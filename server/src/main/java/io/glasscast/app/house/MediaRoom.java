package io.glasscast.app.house;

import io.glasscast.app.config.Config;
import io.glasscast.app.config.DoorSetting;
import io.glasscast.control.MediaEvent;
import io.glasscast.control.MediaPort;
import io.glasscast.control.OutputState;
import io.glasscast.control.StreamNames;
import io.glasscast.drive.DoorClosed;
import io.glasscast.drive.MediaDoors;
import io.glasscast.drive.MediaLoop;
import io.glasscast.drive.Nanos;
import io.glasscast.drive.OpenPorts;
import io.glasscast.gates.DatagramGate;
import io.glasscast.gates.StreamTraffic;
import io.glasscast.gates.WebRtcDoor;
import io.glasscast.gates.WebRtcGate;
import io.glasscast.gates.WebRtcTerms;
import io.glasscast.gates.Wire;
import io.glasscast.gates.WireEnd;
import io.glasscast.gates.WireGate;
import io.glasscast.hub.Hub;
import io.glasscast.hub.HubLimits;
import io.glasscast.hub.HubTerms;
import io.glasscast.hub.StreamEvent;
import io.glasscast.hub.Transcoder;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.TransportAddress;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.webrtc.Rehearsal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    static MediaRoom open(Config config, MediaMeter meter, BiConsumer<String, MediaEvent> told) throws HouseProblem {
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
        var doors = doors(config, identity);
        var port = new Port();
        var loop = retried(
                config,
                () -> new MediaLoop(doors, nanos, meter::discarded, ground -> {
                    var hub = new Hub(new HubTerms(
                            limits,
                            (names, event) -> told.accept(names.streamId(), told(event)),
                            Transcoder.NONE,
                            nanos.unixNanosAtStart()));
                    var terms = new WebRtcTerms(
                            identity, host -> addresses.offeredTo(host, port.number), nanos.unixNanosAtStart());
                    var webRtc = new WebRtcGate(hub, terms, ground.webRtc(), chance, meter);
                    return new MediaLoop.House(hub, webRtc, new Nobody(), new Nobody(), List.of());
                }));
        port.number = loop.ports().webRtc().orElse(0);
        // Nobody waits for it: the first peer finds the classes loaded, or loads them itself.
        Thread.ofPlatform().daemon().name("rehearsal").start(() -> {
            if (!Rehearsal.run(identity, chance)) LOG.warn("a rehearsal of a WebRTC session failed");
        });
        return new MediaRoom(loop, meter, told);
    }

    private static MediaDoors doors(Config config, DtlsIdentity own) throws HouseProblem {
        var bind = new InetSocketAddress(config.doors().bind(), 0).getAddress();
        if (bind == null) throw new HouseProblem("doors.bind: " + config.doors().bind() + " is not known here");
        return new MediaDoors(
                bind,
                address(bind, config.doors().webrtc()),
                address(bind, config.doors().srt()),
                address(bind, config.doors().rtmp()),
                address(bind, config.doors().rtmps()),
                MediaTls.incoming(config.tls(), own),
                MediaTls.outgoing(config.outputs().trust()));
    }

    private static Optional<InetSocketAddress> address(InetAddress bind, DoorSetting door) {
        return switch (door) {
            case DoorSetting.Off() -> Optional.empty();
            case DoorSetting.Open(int port) -> Optional.of(new InetSocketAddress(bind, port));
        };
    }

    /// A free UDP port whose number is taken over TCP is of no use; another one is free for both.
    private static MediaLoop retried(Config config, Supplier<MediaLoop> opening) throws HouseProblem {
        boolean anyPort = config.doors().webrtc().equals(new DoorSetting.Open(0));
        for (int attempt = 1; ; attempt++) {
            try {
                return opening.get();
            } catch (DoorClosed e) {
                if (!anyPort || attempt == PORTS_TRIED || !e.door().equals("webrtc"))
                    throw new HouseProblem("doors." + e.getMessage());
            }
        }
    }

    WebRtcDoor door() {
        return loop.ports().webRtc().isPresent() ? loop : new AbsentWebRtcDoor();
    }

    OpenPorts ports() {
        return loop.ports();
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
                house.hub().byStreamId(streamId).map(house.webRtc()::traffic).orElse(StreamTraffic.NONE));
    }

    /// Counts everything that is open, for the metrics.
    CompletionStage<Boolean> count() {
        return loop.ask(house -> {
            var census = Census.EMPTY;
            for (var stream : house.hub().streams())
                census = census.and(Census.of(house.webRtc().traffic(stream)));
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

    private static final class Nobody implements DatagramGate, WireGate {
        @Override
        public void datagram(TransportAddress from, Bytes datagram, long nowNanos) {}

        @Override
        public WireEnd accepted(Wire wire, boolean tls, long nowNanos) {
            wire.close();
            return new WireEnd() {
                @Override
                public void received(Bytes bytes, long nowNanos) {}

                @Override
                public void closed(long nowNanos) {}
            };
        }

        @Override
        public void elapse(long nowNanos) {}

        @Override
        public long deadlineNanos() {
            return Machine.NEVER;
        }

        @Override
        public void closeAll(long nowNanos) {}
    }

    /// Known as soon as the socket is open, which is before any peer can ask.
    private static final class Port {
        private volatile int number;
    }
}
