package io.glasscast.app.house;

import io.glasscast.api.Viewers;
import io.glasscast.app.config.Config;
import io.glasscast.app.config.DoorSetting;
import io.glasscast.control.MediaEvent;
import io.glasscast.control.MediaPort;
import io.glasscast.control.StreamNames;
import io.glasscast.drive.DoorClosed;
import io.glasscast.drive.MediaDoors;
import io.glasscast.drive.MediaLoop;
import io.glasscast.drive.Nanos;
import io.glasscast.drive.OpenPorts;
import io.glasscast.drive.Outbound;
import io.glasscast.gates.OutputOrder;
import io.glasscast.gates.OutputStatistics;
import io.glasscast.gates.Overload;
import io.glasscast.gates.PlaybackDoor;
import io.glasscast.gates.ThumbnailDoor;
import io.glasscast.gates.WebRtcDoor;
import io.glasscast.gates.WebRtcTerms;
import io.glasscast.hub.Stream;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.webrtc.Rehearsal;
import io.glasscast.transcode.Workshop;
import io.glasscast.transcode.WorkshopCounters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
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
    private final Rehearsals rehearsals;
    private final Workshop workshop;
    private final MediaMeter meter;
    private final InstantSource wall;
    private final BiConsumer<String, MediaEvent> told;
    private volatile boolean overloaded;

    private MediaRoom(
            MediaLoop loop,
            Rehearsals rehearsals,
            Workshop workshop,
            MediaMeter meter,
            InstantSource wall,
            BiConsumer<String, MediaEvent> told) {
        this.loop = loop;
        this.rehearsals = rehearsals;
        this.wall = wall;
        this.workshop = workshop;
        this.told = told;
        this.meter = meter;
    }

    /// @param told learns what happens to streams, on the media thread
    static MediaRoom open(
            Config config,
            Outbound outbound,
            Building.Meters meters,
            InstantSource wall,
            BiConsumer<String, MediaEvent> told)
            throws HouseProblem {
        var nanos = new Nanos(wall);
        var chance = Chance.secure();
        var addresses = Addresses.of(config.doors().bind(), config.at().hosts());
        var identity = DtlsIdentity.generate(chance, wall.instant().minus(CLOCK_SKEW), CERTIFICATE_LIFE);
        var rehearsals = Rehearsals.begin(() -> Rehearsal.run(identity, chance));
        var port = new Port();
        var terms = new WebRtcTerms(
                identity,
                host -> addresses.offeredTo(host, port.number),
                nanos.unixNanosAtStart(),
                config.streams().unwatched());
        var overload = new Overload();
        var building = new Building(config, terms, nanos.unixNanosAtStart(), chance, meters, overload, told);
        var workshop = new AtomicReference<Workshop>();
        var doors = doors(config, outbound, identity);
        var loop = retried(
                config,
                () -> new MediaLoop(doors, nanos, meters.webRtc()::discarded, ground -> {
                    var built = building.on(ground);
                    var before = workshop.getAndSet(built.workshop());
                    if (before != null) before.close();
                    return built.house();
                }));
        port.number = loop.ports().webRtc().orElse(0);
        return new MediaRoom(loop, rehearsals, Objects.requireNonNull(workshop.get()), meters.webRtc(), wall, told);
    }

    private static MediaDoors doors(Config config, Outbound outbound, DtlsIdentity own) throws HouseProblem {
        var bind = new InetSocketAddress(config.doors().bind(), 0).getAddress();
        if (bind == null) throw new HouseProblem("doors.bind: " + config.doors().bind() + " is not known here");
        return new MediaDoors(
                bind,
                address(bind, config.doors().webrtc()),
                address(bind, config.doors().srt()),
                address(bind, config.doors().rtmp()),
                address(bind, config.doors().rtmps()),
                MediaTls.incoming(config.tls(), own),
                MediaTls.outgoing(config.outputs().trust()),
                outbound,
                config.limits().connectionsPerAddress());
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

    /// Waits until sessions have been rehearsed; whoever is told before that this server is ready is told too early.
    void awaitRehearsals() {
        rehearsals.await();
    }

    WebRtcDoor door() {
        return loop.ports().webRtc().isPresent() ? loop : new AbsentWebRtcDoor();
    }

    PlaybackDoor playback() {
        return loop;
    }

    ThumbnailDoor thumbnails() {
        return new KeyframePictures(loop, workshop);
    }

    Viewers viewers() {
        return new HouseViewers(loop, wall);
    }

    WorkshopCounters transcoding() {
        return workshop.counters();
    }

    /// Whether nobody new was let in when it was counted last.
    boolean overloaded() {
        return overloaded;
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
            // First, so that destinations hear a goodbye rather than a silence.
            house.restreamer().streamClosed(names.streamId(), loop.now());
            house.hub().close(names.streamId(), loop.now());
            return true;
        });
    }

    @Override
    public void renewPlayback(StreamNames names) {
        loop.ask(house -> house.hub().renewPlayback(names.streamId(), names.playbackId(), loop.now()));
    }

    @Override
    public void addOutput(String streamId, String outputId, String url) {
        loop.ask(house -> {
            house.restreamer().add(streamId, new OutputOrder(outputId, url), loop.now());
            return true;
        });
    }

    @Override
    public void removeOutput(String streamId, String outputId) {
        loop.ask(house -> {
            house.restreamer().remove(outputId, loop.now());
            return true;
        });
    }

    /// Who is at a stream; [Traffic#NONE] when there is no such stream.
    CompletionStage<Traffic> traffic(String streamId) {
        return loop.ask(house -> house.hub()
                .byStreamId(streamId)
                .map(stream -> new Traffic(
                        stream.publisherDoor(),
                        stream.viewersByDoor(),
                        stream.intakeBitsPerSecond(loop.now()),
                        loss(house, stream)))
                .orElse(Traffic.NONE));
    }

    /// The streams that publishers opened by naming them.
    CompletionStage<List<String>> named() {
        return loop.ask(house -> house.hub().named());
    }

    /// How a stream's outputs are doing.
    CompletionStage<List<OutputStatistics>> outputs(String streamId) {
        return loop.ask(house -> house.restreamer().statistics(streamId));
    }

    /// The media loop's clock.
    long now() {
        return loop.now();
    }

    /// Counts everything that is open, for the metrics.
    CompletionStage<Boolean> count() {
        return loop.ask(house -> {
            var census = Census.EMPTY;
            for (var stream : house.hub().streams())
                census = census.and(Census.of(stream, house.webRtc().traffic(stream)));
            meter.counted(census, house.hub().turnedAway());
            overloaded = house.overload().lasts();
            return true;
        });
    }

    void close() {
        loop.close();
        workshop.close();
    }

    private double loss(MediaLoop.House house, Stream stream) {
        var webRtc = house.webRtc().traffic(stream).publisher();
        if (webRtc.isPresent())
            return share(webRtc.get().packetsLost(), webRtc.get().packetsIn());
        var srt = house.srt().traffic(stream, loop.now()).publisher();
        return srt.map(statistics -> share(statistics.dropped(), statistics.received()))
                .orElse(0.0);
    }

    private static double share(long lost, long received) {
        return lost == 0 ? 0 : (double) lost / (lost + received);
    }

    /// Known as soon as the socket is open, which is before any peer can ask.
    private static final class Port {
        private volatile int number;
    }
}
