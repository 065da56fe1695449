package io.glasscast.glasses;

import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.CloudToGlasses.StartStream;
import io.glasscast.contract.CloudToGlasses.StopStream;
import io.glasscast.contract.Decoded;
import io.glasscast.contract.Envelope;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.GlassesToCloud.StreamStatus;
import io.glasscast.contract.VideoConfig;
import io.glasscast.contract.Wire;
import io.glasscast.glasses.camera.Camera;
import io.glasscast.glasses.camera.Film;
import io.glasscast.glasses.camera.Source;
import io.glasscast.glasses.camera.TestPattern;
import io.glasscast.glasses.clock.Time;
import io.glasscast.glasses.codec.AudioSettings;
import io.glasscast.glasses.codec.VideoSettings;
import io.glasscast.glasses.pair.Deed;
import io.glasscast.glasses.pair.GlassesMachine;
import io.glasscast.glasses.pair.Happening;
import io.glasscast.glasses.pair.LinkMachine;
import io.glasscast.glasses.pair.ScriptMachine;
import io.glasscast.glasses.uplink.Publication;
import io.glasscast.glasses.uplink.Surroundings;
import io.glasscast.glasses.uplink.Uplink;
import io.glasscast.glasses.uplink.Uplinks;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.media.Codec;
import io.glasscast.media.Frame;
import io.glasscast.protocol.dtls.DtlsIdentity;
import io.glasscast.protocol.webrtc.Rehearsal;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A pair of glasses that is switched on: it stays connected to its cloud and does what it is told until it is closed.
///
/// Threads: one virtual thread owns both machines and carries out what they want; everybody else (socket, camera,
/// uplink) only leaves it a note. Frames do not pass through it: the camera's thread hands them to the uplink.
public final class SimulatedGlasses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedGlasses.class);

    /// Notes that nobody has read yet. They come from one socket, one camera and one uplink: more mean that the owner
    /// is stuck, and then the newest are worth nothing.
    private static final int MAX_NOTES = 1024;

    /// How long a good-bye may take.
    private static final long FAREWELL_SECONDS = 3;

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    /// Clocks differ: a certificate must not be of the future.
    private static final Duration CERTIFICATE_SLACK = Duration.ofDays(1);

    private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(365);

    /// Told on the glasses' own thread; must not wait.
    public interface Listener extends Consumer<GlassesEvent> {}

    /// Something for the owner to do.
    private interface Note {
        void read(long now);
    }

    private final GlassesOptions options;
    private final Listener listener;
    private final Time time;
    private final Uplink.Opener uplinks;
    private final HttpClient http;
    private final LinkedBlockingQueue<Note> notes = new LinkedBlockingQueue<>(MAX_NOTES);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final GlassesMachine glasses;
    private final LinkMachine link = new LinkMachine();
    private final ScriptMachine script;

    // Owned by the owner's thread, but for the two that other threads read.
    private Optional<ControlSocket> socket = Optional.empty();
    private CompletableFuture<?> farewells = CompletableFuture.completedFuture(null);
    private volatile Optional<Camera> camera = Optional.empty();
    private volatile Optional<Uplink> uplink = Optional.empty();
    private VideoSettings video = VideoSettings.DEFAULT;
    private AudioSettings audio = AudioSettings.standard(Codec.OPUS);
    private volatile boolean closing;

    private SimulatedGlasses(
            GlassesOptions options, Listener listener, Time time, HttpClient http, Uplink.Opener uplinks) {
        this.options = options;
        this.listener = listener;
        this.time = time;
        this.http = http;
        this.uplinks = uplinks;
        this.script = new ScriptMachine(options.script());
        this.glasses =
                new GlassesMachine(options.model(), options.dialect(), options.batteryPercent(), Chance.secure());
    }

    /// Switches a pair of glasses on.
    public static SimulatedGlasses start(GlassesOptions options, Listener listener) {
        var time = Time.system();
        var chance = Chance.secure();
        var identity = DtlsIdentity.generate(
                chance, Instant.ofEpochMilli(time.epochMillis()).minus(CERTIFICATE_SLACK), CERTIFICATE_VALIDITY);
        var http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT_LIMIT)
                .sslContext(options.network().trust().context())
                .build();
        var network = options.network();
        var surroundings =
                new Surroundings(time, chance, network.up(), network.down(), network.seed(), network.trust());
        return start(
                options,
                time,
                http,
                () -> {
                    Camera.warmUp();
                    if (!Rehearsal.run(identity, chance)) LOG.warn("the rehearsal of a publication failed");
                },
                new Uplinks(surroundings, http, identity),
                listener);
    }

    /// With uplinks of another kind.
    ///
    /// @param warmUp what can be done before the first stream is asked for
    static SimulatedGlasses start(
            GlassesOptions options,
            Time time,
            HttpClient http,
            Runnable warmUp,
            Uplink.Opener uplinks,
            Listener listener) {
        var glasses = new SimulatedGlasses(options, listener, time, http, uplinks);
        Thread.ofVirtual().name("glasses").start(() -> glasses.live(warmUp));
        return glasses;
    }

    /// What a look at the glasses would show, and the battery.
    public CompletableFuture<GlassesMachine.Snapshot> snapshot() {
        var answer = new CompletableFuture<GlassesMachine.Snapshot>();
        leave(_ -> answer.complete(glasses.snapshot()));
        return answer;
    }

    /// Lets something happen to the glasses: the battery runs low, Wi-Fi is gone, somebody takes the camera.
    public void happen(Happening happening) {
        leave(now -> undergo(happening, now));
    }

    /// Switches the glasses off: a stream is stopped as if by the wearer, everything is released and the cloud told.
    @Override
    public void close() {
        closing = true;
        leave(_ -> {}); // wakes the owner
        boolean interrupted = false;
        while (true)
            try {
                ended.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true; // the camera holds native memory: wait on, then pass it up
            }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void live(Runnable warmUp) {
        var warming = Thread.ofPlatform().daemon().name("glasses-warm-up").start(warmUp);
        try {
            long now = time.nanos();
            script.handle(new ScriptMachine.Begin(), now, happening -> undergo(happening, now));
            link.handle(new LinkMachine.Input.Begin(), now, output -> carryOut(output, time.nanos()));
            while (!closing) {
                long deadline =
                        Math.min(script.deadlineNanos(), Math.min(glasses.deadlineNanos(), link.deadlineNanos()));
                var note = next(deadline);
                long at = time.nanos();
                if (note.isPresent()) note.get().read(at);
                script.elapse(at, happening -> undergo(happening, at));
                glasses.elapse(at, deed -> carryOut(deed, at));
                link.elapse(at, output -> carryOut(output, at));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end(warming);
        }
    }

    private Optional<Note> next(long deadlineNanos) throws InterruptedException {
        if (deadlineNanos == Machine.NEVER) return Optional.of(notes.take());
        return Optional.ofNullable(notes.poll(deadlineNanos - time.nanos(), TimeUnit.NANOSECONDS));
    }

    private void end(Thread warming) {
        try {
            long now = time.nanos();
            undergo(new Happening.PoweredOff(), now);
            link.handle(new LinkMachine.Input.End(), now, output -> carryOut(output, now));
            farewells
                    .orTimeout(FAREWELL_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(_ -> null)
                    .join();
            socket.ifPresent(ControlSocket::abort);
            warming.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            http.shutdownNow();
            ended.countDown();
        }
    }

    private void leave(Note note) {
        if (!notes.offer(note)) LOG.warn("glasses do not keep up with what happens to them");
    }

    private void undergo(Happening happening, long now) {
        glasses.handle(happening, now, deed -> carryOut(deed, now));
    }

    // What the machines want.

    private void carryOut(Deed deed, long now) {
        switch (deed) {
            case Deed.Tell(var message) -> tell(message);
            case Deed.Ignore(var command) -> listener.accept(new GlassesEvent.Ignored(command));
            case Deed.OpenCamera(var video, var wantedAudio) -> openCamera(video, wantedAudio);
            case Deed.CloseCamera() -> closeCamera();
            case Deed.OpenUplink(int number, var url) -> openUplink(number, url);
            case Deed.CloseUplink _ -> endUplink(Uplink::stop);
            case Deed.DropUplink _ -> endUplink(Uplink::vanish);
            case Deed.Signal _ -> {} // nobody stands around a simulator
        }
    }

    private void tell(GlassesToCloud message) {
        if (message instanceof StreamStatus status) listener.accept(new GlassesEvent.Status(status));
        if (link.open())
            socket.ifPresent(
                    open -> open.send(Wire.write(message, Envelope.at(Instant.ofEpochMilli(time.epochMillis())))));
    }

    private void openCamera(VideoSettings wantedVideo, AudioSettings wantedAudio) {
        video = wantedVideo;
        audio = wantedAudio;
        camera = Optional.of(Camera.start(time, wantedVideo, wantedAudio, this::source, new Camera.Listener() {
            @Override
            public void frame(Frame frame) {
                uplink.ifPresent(open -> open.frame(frame));
            }

            @Override
            public void failed(String reason) {
                happen(new Happening.CameraFailed(reason));
            }
        }));
        listener.accept(new GlassesEvent.Filming(wantedVideo, wantedAudio));
    }

    private Source source(VideoSettings filmed, AudioSettings heard) {
        return options.film()
                .<Source>map(path -> Film.open(path, filmed.width(), filmed.height(), heard.format()))
                .orElseGet(() -> new TestPattern(Chance.seeded(options.network().seed())));
    }

    private void closeCamera() {
        if (camera.isEmpty()) return;
        camera.get().close();
        camera = Optional.empty();
        listener.accept(new GlassesEvent.FilmingOver());
    }

    private void openUplink(int number, String url) {
        uplink = Optional.of(uplinks.open(publication(url), new Uplink.Listener() {
            @Override
            public void connected() {
                camera.ifPresent(Camera::requestKeyframe);
                happen(new Happening.UplinkConnected(number));
            }

            @Override
            public void failed(String reason) {
                happen(new Happening.UplinkFailed(number, reason));
            }

            @Override
            public void keyframeRequested() {
                camera.ifPresent(Camera::requestKeyframe);
            }

            @Override
            public void targetBitrate(long bitsPerSecond) {
                camera.ifPresent(filming -> filming.bitrate(bitsPerSecond));
            }
        }));
    }

    private Publication publication(String url) {
        return new Publication(url, Camera.tracks(audio), video.bitrate(), audio.bitrate());
    }

    /// On a thread of its own, because saying good-bye to a server takes as long as it takes.
    private void endUplink(Consumer<Uplink> end) {
        if (uplink.isEmpty()) return;
        var closed = uplink.get();
        uplink = Optional.empty();
        var farewell = new CompletableFuture<@Nullable Void>();
        Thread.ofVirtual().name("glasses-farewell").start(() -> {
            try {
                end.accept(closed);
            } finally {
                farewell.complete(null);
            }
        });
        farewells = CompletableFuture.allOf(farewells, farewell);
    }

    private void carryOut(LinkMachine.Output output, long now) {
        switch (output) {
            case LinkMachine.Output.Open(int number) -> {
                socket = Optional.of(
                        ControlSocket.open(http, options.cloud(), options.token(), new SocketListener(number)));
            }
            case LinkMachine.Output.Close _ -> {
                var farewell = socket.map(ControlSocket::end);
                if (farewell.isPresent()) farewells = CompletableFuture.allOf(farewells, farewell.get());
                if (!closing) listener.accept(new GlassesEvent.Disconnected("the cloud does not answer"));
            }
            case LinkMachine.Output.SendPing() ->
                socket.ifPresent(open -> open.send(Wire.write(new GlassesToCloud.Ping(), Envelope.NONE)));
            case LinkMachine.Output.GivenUp(var reason) -> listener.accept(new GlassesEvent.Refused(reason));
        }
    }

    // What the cloud says.

    private void told(CloudToGlasses message, long now) {
        switch (message) {
            case CloudToGlasses.ConnectionAck() -> {
                listener.accept(new GlassesEvent.Connected());
                undergo(new Happening.LinkOpened(), now);
            }
            case CloudToGlasses.Ping() ->
                socket.ifPresent(open -> open.send(Wire.write(new GlassesToCloud.Pong(), Envelope.NONE)));
            case CloudToGlasses.Pong() ->
                link.handle(new LinkMachine.Input.Pong(), now, output -> carryOut(output, now));
            case StartStream start -> {
                listener.accept(new GlassesEvent.StartAsked(start.streamId(), start.appId()));
                obey(overridden(start), now);
            }
            case StopStream stop -> {
                listener.accept(new GlassesEvent.StopAsked(stop.streamId()));
                obey(stop, now);
            }
            case CloudToGlasses.KeepStreamAlive alive -> obey(alive, now);
            case CloudToGlasses.GetStreamStatus question -> obey(question, now);
            case CloudToGlasses.AppStopped _, CloudToGlasses.AppStateChange _, CloudToGlasses.ShowWifiSetup _ -> {}
        }
    }

    private void obey(CloudToGlasses message, long now) {
        undergo(new Happening.Told(message), now);
    }

    private StartStream overridden(StartStream start) {
        var ours = options.video();
        var theirs = start.video();
        var video = new VideoConfig(
                ours.width().isPresent() ? ours.width() : theirs.width(),
                ours.height().isPresent() ? ours.height() : theirs.height(),
                ours.bitrate().isPresent() ? ours.bitrate() : theirs.bitrate(),
                ours.frameRate().isPresent() ? ours.frameRate() : theirs.frameRate());
        return new StartStream(
                start.dialect(),
                start.streamId(),
                start.appId(),
                start.streamUrl(),
                video,
                start.audio(),
                start.stream(),
                start.flash(),
                start.sound());
    }

    /// Leaves notes about one socket.
    private final class SocketListener implements ControlSocket.Listener {
        private final int number;

        SocketListener(int number) {
            this.number = number;
        }

        @Override
        public void opened() {
            leave(now -> link.handle(new LinkMachine.Input.Opened(number), now, output -> carryOut(output, now)));
        }

        @Override
        public void text(String frame) {
            switch (Wire.cloudToGlasses(frame)) {
                case Decoded.Message<CloudToGlasses>(var message, var _) -> leave(now -> told(message, now));
                case Decoded.Unknown<CloudToGlasses> _ -> {} // a newer cloud has more to say than we understand
                case Decoded.Malformed<CloudToGlasses>(var why) -> LOG.warn("the cloud sent {}", why);
            }
        }

        @Override
        public void closed(String reason) {
            leave(now -> {
                listener.accept(new GlassesEvent.Disconnected(reason));
                link.handle(new LinkMachine.Input.Closed(number, reason), now, output -> carryOut(output, now));
            });
        }

        @Override
        public void refused(String reason) {
            leave(now ->
                    link.handle(new LinkMachine.Input.Refused(number, reason), now, output -> carryOut(output, now)));
        }
    }
}
