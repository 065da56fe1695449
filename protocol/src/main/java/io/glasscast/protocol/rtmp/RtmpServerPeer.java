package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.amf0.Amf0;
import java.util.function.Consumer;

/// The server's end of one connection (RTMP §5, §7): the handshake, the commands, and media in one direction. Whether
/// a client may publish or play is for the caller to say.
public final class RtmpServerPeer implements Machine<RtmpServerPeer.Input, RtmpServerPeer.Output> {
    public sealed interface Input {
        /// Bytes came, in any portions.
        record Received(Bytes bytes) implements Input {}

        /// Yes, to [Output.PublishAsked] or [Output.PlayAsked].
        record Accept() implements Input {}

        /// No: there is no such stream. The connection ends.
        ///
        /// @param why one sentence for whoever reads the client's log
        record Reject(String why) implements Input {}

        /// Not now, whatever was asked for. The connection ends.
        ///
        /// @param why one sentence for whoever reads the client's log
        record TurnAway(String why) implements Input {}

        /// To a client that plays. The message says everything about itself.
        record Media(FlvTag tag) implements Input {}

        /// To a client that plays, and was sent the message before of each kind that is in here.
        ///
        /// @param chunks of [SharedMessages]
        record Shared(Bytes chunks) implements Input {}

        /// What the client published or played is over, and so is the connection.
        ///
        /// @param why one sentence
        record End(String why) implements Input {}

        /// The server stops: whoever understands it is asked to come back.
        record Stop() implements Input {}
    }

    public sealed interface Output {
        record Transmit(Bytes bytes) implements Output {}

        /// @param app as the client wrote it
        /// @param key the stream's name: secret
        record PublishAsked(String app, String key) implements Output {}

        record PlayAsked(String app, String name, Capabilities capabilities) implements Output {}

        /// From a client that publishes.
        record Media(FlvTag tag) implements Output {}

        /// The player holds the stream, or goes on with it.
        record Paused(boolean paused) implements Output {}

        /// The client does not publish or play any more. The connection may stand.
        record Left() implements Output {}

        /// It is over, whatever the connection does. Comes once, last; [Left] does not come as well.
        ///
        /// @param why a constant that can label a counter
        record Closed(String why) implements Output {}
    }

    private static final long HANDSHAKE_NANOS = 5_000_000_000L;
    /// To say what it wants, or after having left it.
    private static final long PURPOSE_NANOS = 15_000_000_000L;
    /// A publisher sends pictures; one whose connection hangs is better gone when it returns.
    private static final long PUBLISHER_SILENCE_NANOS = 30_000_000_000L;
    /// A player says nothing by itself, so it is pinged, and gone after three pings without any answer.
    private static final long PING_NANOS = 30_000_000_000L;

    private static final long PLAYER_SILENCE_NANOS = 95_000_000_000L;

    /// Commands are short, and whoever sends them is still a stranger.
    private static final int STRANGER_MESSAGE_LIMIT = 64 * 1_024;
    /// As much as the hub keeps of a whole group of pictures.
    private static final int PUBLISHER_MESSAGE_LIMIT = 8 << 20;
    /// One is needed; encoders that try again create another.
    private static final int MAX_STREAMS = 16;

    private static final int STREAM_BEGIN = 0;
    private static final int STREAM_EOF = 1;
    private static final int DYNAMIC_LIMIT = 2;

    private enum Phase {
        HANDSHAKE,
        UNCONNECTED,
        CONNECTED,
        CLOSED
    }

    private final ServerHandshake handshake;
    private final MessageFlow flow = new MessageFlow(STRANGER_MESSAGE_LIMIT, this::message);
    private Phase phase = Phase.HANDSHAKE;
    private Role role = Role.NONE;
    private String app = "";
    private Capabilities capabilities = Capabilities.NONE;
    private int streams;
    private long deadlineNanos;
    private long heardNanos;
    /// Of the call that is going on.
    private Consumer<? super Output> out = _ -> {};

    private long nowNanos;

    public RtmpServerPeer(Chance chance, long nowNanos) {
        this.handshake = new ServerHandshake(chance);
        this.nowNanos = nowNanos;
        this.heardNanos = nowNanos;
        this.deadlineNanos = nowNanos + HANDSHAKE_NANOS;
    }

    public boolean closed() {
        return phase == Phase.CLOSED;
    }

    @Override
    public void handle(Input input, long now, Consumer<? super Output> outputs) {
        if (phase == Phase.CLOSED) return;
        out = outputs;
        nowNanos = now;
        switch (input) {
            case Input.Received(var bytes) -> received(bytes);
            case Input.Accept() -> accept();
            case Input.Reject(var why) -> reject("NetStream.Play.StreamNotFound", why);
            // The code for what no other says. FFmpeg, librtmp and GStreamer give up by it, as by the one above.
            case Input.TurnAway(var why) -> reject("NetStream.Play.Failed", why);
            case Input.Media(var tag) -> {
                if (role instanceof Role.Plays(var id))
                    flow.sendAnew(
                            new RtmpMessage(tag.kind().type(), id, tag.timestampMillis(), tag.body()), this::transmit);
            }
            case Input.Shared(var chunks) -> {
                if (role instanceof Role.Plays) transmit(chunks);
            }
            case Input.End(var why) -> end(why);
            case Input.Stop() -> {
                if (capabilities.reconnects()) command(0, ServerAnswers.reconnect());
                close("rtmp-stop");
            }
        }
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public void elapse(long now, Consumer<? super Output> outputs) {
        if (now < deadlineNanos) return;
        out = outputs;
        nowNanos = now;
        if (phase == Phase.HANDSHAKE) {
            close("rtmp-handshake-timeout");
            return;
        }
        switch (role) {
            case Role.None() -> close("rtmp-no-purpose");
            case Role.WantsToPublish _, Role.WantsToPlay _ -> deadlineNanos = NEVER;
            case Role.Publishes _ -> {
                deadlineNanos = heardNanos + PUBLISHER_SILENCE_NANOS;
                if (now >= deadlineNanos) close("rtmp-publisher-silent");
            }
            case Role.Plays _ -> {
                if (now - heardNanos >= PLAYER_SILENCE_NANOS) {
                    close("rtmp-player-silent");
                } else {
                    deadlineNanos = now + PING_NANOS;
                    flow.userControl(MessageFlow.PING_REQUEST, now / 1_000_000, this::transmit);
                }
            }
        }
    }

    private void received(Bytes bytes) {
        heardNanos = nowNanos;
        var rest = bytes;
        if (phase == Phase.HANDSHAKE) {
            rest = handshake.receive(bytes, this::transmit, this::close);
            if (phase == Phase.CLOSED || !handshake.done()) return;
            phase = Phase.UNCONNECTED;
            deadlineNanos = nowNanos + PURPOSE_NANOS;
        }
        if (!rest.isEmpty()) flow.receive(rest, this::transmit).ifPresent(this::close);
    }

    private void message(RtmpMessage message) {
        if (phase == Phase.CLOSED) return;
        switch (message.type()) {
            case MessageType.COMMAND_AMF0 -> command(message.payload(), message.streamId());
            // A byte that says that AMF0 follows, as long as nobody asked for AMF3.
            case MessageType.COMMAND_AMF3 -> {
                if (!message.payload().isEmpty()) command(message.payload().from(1), message.streamId());
            }
            case MessageType.AUDIO -> media(FlvTag.Kind.AUDIO, message, message.payload());
            case MessageType.VIDEO -> media(FlvTag.Kind.VIDEO, message, message.payload());
            case MessageType.DATA_AMF0 -> media(FlvTag.Kind.DATA, message, message.payload());
            case MessageType.DATA_AMF3 -> {
                if (!message.payload().isEmpty())
                    media(FlvTag.Kind.DATA, message, message.payload().from(1));
            }
            case MessageType.AGGREGATE -> {
                if (!AggregateMessage.split(message, this::message)) close("rtmp-aggregate");
            }
            default -> {} // shared objects, events: nothing that a stream needs
        }
    }

    private void media(FlvTag.Kind kind, RtmpMessage message, Bytes body) {
        // An empty body says that sound or pictures pause.
        if (role instanceof Role.Publishes && !body.isEmpty())
            out.accept(new Output.Media(new FlvTag(kind, message.timestamp(), body)));
    }

    private void command(Bytes payload, long onStream) {
        switch (Command.parse(payload)) {
            case Parsed.Malformed<Command>(var why) -> close(why);
            case Parsed.Ok<Command>(var command) -> {
                if (command.name().equals("connect")) connect(command);
                else if (phase != Phase.CONNECTED) close("rtmp-unconnected");
                else command(command, onStream);
            }
        }
    }

    private void connect(Command command) {
        if (phase == Phase.CONNECTED) {
            close("rtmp-connected-twice");
            return;
        }
        phase = Phase.CONNECTED;
        var properties = command.value(0).object();
        app = properties.getOrDefault("app", Amf0.of("")).text().orElse("");
        capabilities = Capabilities.of(properties);
        flow.announceWindow(MessageFlow.WINDOW, this::transmit);
        flow.peerBandwidth(MessageFlow.WINDOW, DYNAMIC_LIMIT, this::transmit);
        flow.enlargeChunks(this::transmit);
        command(0, ServerAnswers.connected(command.transaction()));
    }

    private void command(Command command, long onStream) {
        double transaction = command.transaction();
        switch (command.name()) {
            case "createStream" -> {
                if (streams == MAX_STREAMS) command(0, ServerAnswers.failed(transaction, "Too many streams."));
                else command(0, ServerAnswers.streamCreated(transaction, ++streams));
            }
            case "publish" -> publish(command, onStream);
            case "play" -> play(command, onStream);
            case "FCPublish" -> {
                command(0, ServerAnswers.done(transaction));
                command(0, ServerAnswers.fcPublished());
            }
            case "FCUnpublish" -> {
                command(0, ServerAnswers.done(transaction));
                command(0, ServerAnswers.fcUnpublished());
                leave();
            }
            case "FCSubscribe" -> command(0, ServerAnswers.fcSubscribed());
            case "deleteStream" -> {
                if (command.value(1).number().orElse(-1) == role.stream()) leave();
            }
            case "closeStream" -> {
                if (onStream == role.stream()) leave();
            }
            case "getStreamLength" -> command(0, ServerAnswers.length(transaction));
            case "pause" -> pause(command, onStream);
            case "releaseStream", "_checkbw" -> command(0, ServerAnswers.done(transaction));
            // Answers to our own, and wishes that a live stream does not grant.
            case Command.RESULT, Command.ERROR, "receiveAudio", "receiveVideo", "seek", "FCUnsubscribe" -> {}
            default -> {
                if (transaction > 0) command(0, ServerAnswers.failed(transaction, "There is no such method."));
            }
        }
    }

    private void publish(Command command, long onStream) {
        if (!(role instanceof Role.None)) {
            close("rtmp-busy");
            return;
        }
        role = new Role.WantsToPublish(onStream);
        deadlineNanos = NEVER;
        out.accept(new Output.PublishAsked(app, command.value(1).text().orElse("")));
    }

    private void play(Command command, long onStream) {
        if (!(role instanceof Role.None)) {
            close("rtmp-busy");
            return;
        }
        role = new Role.WantsToPlay(onStream);
        deadlineNanos = NEVER;
        out.accept(new Output.PlayAsked(app, command.value(1).text().orElse(""), capabilities));
    }

    private void pause(Command command, long onStream) {
        if (!(role instanceof Role.Plays)) return;
        boolean paused = command.value(1) instanceof Amf0.Bool(var yes) && yes;
        var code = paused ? "NetStream.Pause.Notify" : "NetStream.Unpause.Notify";
        command(onStream, Command.status("status", code, ""));
        out.accept(new Output.Paused(paused));
    }

    private void accept() {
        switch (role) {
            case Role.WantsToPublish(var id) -> {
                role = new Role.Publishes(id);
                flow.messageLimit(PUBLISHER_MESSAGE_LIMIT);
                deadlineNanos = nowNanos + PUBLISHER_SILENCE_NANOS;
                flow.userControl(STREAM_BEGIN, id, this::transmit);
                command(id, Command.status("status", "NetStream.Publish.Start", "Publishing."));
            }
            case Role.WantsToPlay(var id) -> {
                role = new Role.Plays(id);
                deadlineNanos = nowNanos + PING_NANOS;
                flow.userControl(STREAM_BEGIN, id, this::transmit);
                command(id, Command.status("status", "NetStream.Play.Reset", "Starting from the beginning."));
                command(id, Command.status("status", "NetStream.Play.Start", "Playing."));
            }
            case Role.None _, Role.Publishes _, Role.Plays _ -> {}
        }
    }

    /// @param playCode what a player is told; a publisher is told the same either way
    private void reject(String playCode, String why) {
        switch (role) {
            case Role.WantsToPublish(var id) -> {
                command(id, Command.status("error", "NetStream.Publish.BadName", why));
                close("rtmp-publish-rejected");
            }
            case Role.WantsToPlay(var id) -> {
                command(id, Command.status("error", playCode, why));
                close("rtmp-play-rejected");
            }
            case Role.None _, Role.Publishes _, Role.Plays _ -> {}
        }
    }

    private void end(String why) {
        switch (role) {
            case Role.WantsToPublish(var id) -> endOfPublishing(id, why);
            case Role.Publishes(var id) -> endOfPublishing(id, why);
            case Role.WantsToPlay(var id) -> endOfPlaying(id, why);
            case Role.Plays(var id) -> endOfPlaying(id, why);
            case Role.None _ -> {}
        }
        close("rtmp-ended");
    }

    private void endOfPublishing(long id, String why) {
        command(id, Command.status("error", "NetStream.Publish.Denied", why));
    }

    private void endOfPlaying(long id, String why) {
        flow.userControl(STREAM_EOF, id, this::transmit);
        command(id, Command.status("status", "NetStream.Play.UnpublishNotify", why));
        command(id, Command.status("status", "NetStream.Play.Stop", why));
    }

    private void leave() {
        switch (role) {
            case Role.None _ -> {
                return;
            }
            case Role.Publishes(var id) -> {
                flow.messageLimit(STRANGER_MESSAGE_LIMIT);
                command(id, Command.status("status", "NetStream.Unpublish.Success", "The publication ended."));
            }
            case Role.WantsToPublish _, Role.WantsToPlay _, Role.Plays _ -> {}
        }
        role = Role.NONE;
        deadlineNanos = nowNanos + PURPOSE_NANOS;
        out.accept(new Output.Left());
    }

    private void command(long onStream, Command command) {
        flow.send(command.message(onStream), this::transmit);
    }

    private void transmit(Bytes bytes) {
        out.accept(new Output.Transmit(bytes));
    }

    private void close(String why) {
        if (phase == Phase.CLOSED) return;
        phase = Phase.CLOSED;
        deadlineNanos = NEVER;
        out.accept(new Output.Closed(why));
    }
}
