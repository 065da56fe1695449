package io.glasscast.control;

import io.glasscast.contract.AppToCloud;
import io.glasscast.contract.AudioConfig;
import io.glasscast.contract.CloudToApp;
import io.glasscast.contract.CloudToGlasses;
import io.glasscast.contract.Dialect;
import io.glasscast.contract.GlassesToCloud;
import io.glasscast.contract.PlaybackUrls;
import io.glasscast.contract.StreamConfig;
import io.glasscast.contract.StreamInfo;
import io.glasscast.contract.StreamState;
import io.glasscast.contract.VideoConfig;
import io.glasscast.control.DeskInput.ClientStyle;
import io.glasscast.control.DeskInput.Opening;
import io.glasscast.kernel.Chance;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A desk on a bench: a clock that moves when told, and a record of what came out.
final class DeskBench {
    static final String USER = "wearer@example.org";
    static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    static final MediaEvent PLAYABLE = new MediaEvent.Playable();
    static final MediaEvent INTERRUPTED = new MediaEvent.Interrupted();
    /// Of a stream that an app has somewhere else.
    static final String ADDRESS = "srt://192.168.1.100:4201?streamid=my-stream";

    static final StreamUrls URLS = new StreamUrls() {
        @Override
        public String ingest(StreamNames names, Ingest ingest) {
            return switch (ingest) {
                case WHIP -> "https://cloud/whip/" + names.ingestKey();
                case SRT -> "srt://cloud:4201?streamid=publish:" + names.ingestKey();
                case RTMP -> "rtmp://cloud/live/" + names.ingestKey();
            };
        }

        @Override
        public PlaybackUrls playback(StreamNames names) {
            var id = names.playbackId();
            return PlaybackUrls.of("hls/" + id, "dash/" + id, "whep/" + id, "watch/" + id, "thumbnail/" + id);
        }
    };

    UserDesk desk;
    final List<DeskOutput> outputs = new ArrayList<>();
    private final ControlConfig config;
    private long seed;
    private long nowNanos;
    private long lastSocket;

    DeskBench() {
        this(ControlConfig.DEFAULT, 1);
    }

    DeskBench(ControlConfig config, long seed) {
        this.config = config;
        this.seed = seed;
        desk = new UserDesk(USER, config, URLS, Chance.seeded(seed), EPOCH);
    }

    /// Kills the desk, and lets another go on with what it had written down.
    ///
    /// @param down how long there is none
    /// @param apps those that there still are
    void kill(Duration down, AppProfile... apps) {
        var memory = desk.memory();
        nowNanos += down.toNanos();
        desk = new UserDesk(USER, config, URLS, Chance.seeded(++seed), EPOCH);
        give(new DeskInput.Recall(memory, List.of(apps)));
    }

    static AppProfile app(String packageName) {
        return new AppProfile(packageName, true, Optional.empty());
    }

    static AppProfile called(String packageName) {
        return new AppProfile(packageName, true, Optional.of(URI.create("http://app.example")));
    }

    long now() {
        return nowNanos;
    }

    SocketId socket() {
        return new SocketId(++lastSocket);
    }

    void give(DeskInput input) {
        desk.handle(input, nowNanos, outputs::add);
    }

    /// Lets time pass; everything that falls due on the way happens at its own moment.
    void pass(Duration time) {
        long until = nowNanos + time.toNanos();
        while (desk.deadlineNanos() <= until) {
            nowNanos = Math.max(nowNanos, desk.deadlineNanos());
            desk.elapse(nowNanos, outputs::add);
            if (desk.deadlineNanos() <= nowNanos) throw new AssertionError("the deadline does not move on");
        }
        nowNanos = until;
    }

    /// What came out since the last look.
    List<DeskOutput> look() {
        var seen = List.copyOf(outputs);
        outputs.clear();
        return seen;
    }

    SocketId dial(String packageName) {
        return open(app(packageName), ClientStyle.FRAME, Opening.INIT);
    }

    SocketId open(AppProfile app, ClientStyle style, Opening opening) {
        var socket = socket();
        give(new DeskInput.AppOpened(socket, app, style, opening));
        return socket;
    }

    SocketId glasses() {
        var socket = socket();
        give(new DeskInput.GlassesOpened(socket));
        return socket;
    }

    void say(SocketId app, AppToCloud message) {
        give(new DeskInput.AppSaid(app, message));
    }

    void start(SocketId app) {
        say(app, AppToCloud.ManagedStreamRequest.PLAIN);
    }

    void stop(SocketId app) {
        say(app, new AppToCloud.ManagedStreamStop());
    }

    void local(SocketId app, String url) {
        local(app, Dialect.STREAM, url);
    }

    void local(SocketId app, Dialect dialect, String url) {
        say(
                app,
                new AppToCloud.StreamRequest(
                        dialect, url, VideoConfig.NONE, AudioConfig.NONE, StreamConfig.NONE, true));
    }

    void stopLocal(SocketId app, String... streamId) {
        say(app, new AppToCloud.StreamStop(Dialect.STREAM, Stream.of(streamId).findFirst()));
    }

    /// What an app is told that runs.
    Optional<StreamInfo> check(SocketId app) {
        look();
        say(app, new AppToCloud.StreamStatusCheck(Optional.of("r")));
        return ((CloudToApp.StreamStatusCheckResponse) told(app).getFirst()).stream();
    }

    void refuse(SocketId glasses, String details) {
        give(new DeskInput.GlassesSaid(glasses, GlassesToCloud.StreamStatus.refusal(details)));
    }

    /// The phone tells whether it has its glasses.
    void connected(SocketId phone, boolean connected) {
        give(new DeskInput.GlassesSaid(
                phone, new GlassesToCloud.GlassesConnectionState(Optional.empty(), connected, Optional.empty())));
    }

    void status(SocketId glasses, String streamId, StreamState state) {
        give(new DeskInput.GlassesSaid(glasses, GlassesToCloud.StreamStatus.of(streamId, state)));
    }

    void media(MediaEvent event) {
        give(new DeskInput.Media(streamId(), event));
    }

    /// The one stream there is.
    String streamId() {
        return desk.view().streams().getFirst().streamId();
    }

    /// What an app's socket was told since the last look.
    List<CloudToApp> told(SocketId socket) {
        return outputs.stream()
                .filter(output -> output instanceof DeskOutput.ToApp(var to, var _, var _) && to.equals(socket))
                .map(output -> ((DeskOutput.ToApp) output).message())
                .toList();
    }

    /// The managed states among it.
    List<String> states(SocketId socket) {
        return told(socket).stream()
                .filter(CloudToApp.ManagedStreamStatus.class::isInstance)
                .map(message ->
                        ((CloudToApp.ManagedStreamStatus) message).state().word())
                .toList();
    }

    /// The local states among it.
    List<String> localStates(SocketId socket) {
        return told(socket).stream()
                .filter(CloudToApp.StreamStatus.class::isInstance)
                .map(message -> ((CloudToApp.StreamStatus) message).state().word())
                .toList();
    }

    /// The last managed status among it.
    CloudToApp.ManagedStreamStatus lastStatus(SocketId socket) {
        return told(socket).stream()
                .filter(CloudToApp.ManagedStreamStatus.class::isInstance)
                .map(CloudToApp.ManagedStreamStatus.class::cast)
                .toList()
                .getLast();
    }

    /// The last local status among it.
    CloudToApp.StreamStatus lastLocal(SocketId socket) {
        return told(socket).stream()
                .filter(CloudToApp.StreamStatus.class::isInstance)
                .map(CloudToApp.StreamStatus.class::cast)
                .toList()
                .getLast();
    }

    /// What the glasses were told since the last look, but for small talk.
    List<CloudToGlasses> commanded() {
        return outputs.stream()
                .filter(DeskOutput.ToGlasses.class::isInstance)
                .map(output -> ((DeskOutput.ToGlasses) output).message())
                .filter(message -> message instanceof CloudToGlasses.StartStream
                        || message instanceof CloudToGlasses.StopStream
                        || message instanceof CloudToGlasses.KeepStreamAlive)
                .toList();
    }

    /// The kinds of those.
    List<String> commands() {
        return commanded().stream()
                .map(message -> message.getClass().getSimpleName())
                .toList();
    }
}
