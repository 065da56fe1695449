package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Machine;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.MetaData;
import io.glasscast.protocol.flv.amf0.Amf0;
import io.glasscast.protocol.flv.amf0.Amf0Writer;
import java.util.LinkedHashMap;
import java.util.function.Consumer;

/// The client's end of one connection that publishes (RTMP §7.2): connect, create a stream, publish, and media until
/// somebody ends it. Whoever drives it dials, and takes TLS off.
public final class RtmpClientPeer implements Machine<RtmpClientPeer.Input, RtmpClientPeer.Output> {
    public sealed interface Input {
        /// The connection stands.
        record Opened() implements Input {}

        /// Bytes came, in any portions.
        record Received(Bytes bytes) implements Input {}

        /// Goes out once the server is ready, and nowhere before.
        record Media(FlvTag tag) implements Input {}

        /// Media that follows on the last of its kind, and was written for all who are sent the same. As with
        /// [Media].
        ///
        /// @param chunks of [SharedMessages]
        record Shared(Bytes chunks) implements Input {}

        /// Unpublish and say goodbye.
        record Finish() implements Input {}
    }

    public sealed interface Output {
        record Transmit(Bytes bytes) implements Output {}

        /// The server takes media.
        record Ready() implements Output {}

        /// It is over, whatever the connection does. Comes once, last.
        ///
        /// @param why one sentence for a person, without keys
        record Closed(String why) implements Output {}
    }

    private enum State {
        NEW,
        SHAKING_HANDS,
        CONNECTING,
        CREATING,
        PUBLISHING,
        LIVE,
        CLOSED
    }

    private static final long HANDSHAKE_NANOS = 5_000_000_000L;
    /// Platforms look keys up before they answer; Facebook takes seconds.
    private static final long ANSWER_NANOS = 10_000_000_000L;
    /// A server sends answers and little else.
    private static final int MESSAGE_LIMIT = 64 * 1_024;

    private static final int CONNECT = 1;
    private static final int RELEASE_STREAM = 2;
    private static final int FC_PUBLISH = 3;
    private static final int CREATE_STREAM = 4;
    private static final int PUBLISH = 5;
    private static final int FC_UNPUBLISH = 6;
    private static final int DELETE_STREAM = 7;

    private static final Bytes SET_DATA_FRAME = Amf0Writer.write(Amf0.of(MetaData.SET_DATA_FRAME));

    private final RtmpUrl url;
    private final ClientHandshake handshake;
    private final MessageFlow flow = new MessageFlow(MESSAGE_LIMIT, this::message);
    private final Refusals refusals;
    private State state = State.NEW;
    private long deadlineNanos = NEVER;
    private long streamId;
    /// Of the call that is going on.
    private Consumer<? super Output> out = _ -> {};

    private long nowNanos;

    public RtmpClientPeer(RtmpUrl url, Chance chance) {
        this.url = url;
        this.handshake = new ClientHandshake(chance);
        this.refusals = new Refusals(url);
    }

    /// Whether media is taken now.
    public boolean ready() {
        return state == State.LIVE;
    }

    public boolean closed() {
        return state == State.CLOSED;
    }

    @Override
    public void handle(Input input, long now, Consumer<? super Output> outputs) {
        if (state == State.CLOSED) return;
        out = outputs;
        nowNanos = now;
        switch (input) {
            case Input.Opened() -> {
                if (state == State.NEW) {
                    enter(State.SHAKING_HANDS, HANDSHAKE_NANOS);
                    transmit(handshake.hello());
                }
            }
            case Input.Received(var bytes) -> received(bytes);
            case Input.Media(var tag) -> {
                if (state == State.LIVE) media(tag);
            }
            case Input.Shared(var chunks) -> {
                if (state == State.LIVE) transmit(chunks);
            }
            case Input.Finish() -> finish();
        }
    }

    @Override
    public void elapse(long now, Consumer<? super Output> outputs) {
        if (now < deadlineNanos) return;
        out = outputs;
        close(
                switch (state) {
                    case SHAKING_HANDS -> "The destination does not answer as an RTMP server would.";
                    case CONNECTING -> "The destination did not answer the request to connect.";
                    case CREATING, PUBLISHING -> "The destination did not answer the request to publish.";
                    case NEW, LIVE, CLOSED -> "The destination did not answer.";
                });
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    private void received(Bytes bytes) {
        var rest = bytes;
        if (state == State.SHAKING_HANDS) {
            rest = handshake.receive(bytes, this::transmit, _ -> close("The destination speaks no RTMP."));
            if (handshake.done()) connect();
        }
        if (state == State.CLOSED || state == State.NEW || rest.isEmpty()) return;
        flow.receive(rest, this::transmit)
                .ifPresent(why -> close("The destination sent what is no RTMP (" + why + ")."));
    }

    private void connect() {
        enter(State.CONNECTING, ANSWER_NANOS);
        var properties = new LinkedHashMap<String, Amf0>();
        properties.put("app", Amf0.of(url.app()));
        properties.put("type", Amf0.of("nonprivate"));
        // What encoders say since Adobe's own; some platforms look at it.
        properties.put("flashVer", Amf0.of("FMLE/3.0 (compatible; Glasscast)"));
        properties.put("tcUrl", Amf0.of(url.tcUrl()));
        properties.putAll(Capabilities.own());
        command(0, Command.of("connect", CONNECT, new Amf0.Obj(properties)));
    }

    private void message(RtmpMessage message) {
        if (message.type() != MessageType.COMMAND_AMF0 || state == State.CLOSED) return;
        if (Command.parse(message.payload()) instanceof Parsed.Ok<Command>(var command))
            switch (command.name()) {
                case Command.RESULT -> result(command);
                case Command.ERROR -> error(command);
                case Command.ON_STATUS -> status(command);
                case "close" -> close("The destination ended the connection.");
                default -> {} // onBWDone, onFCPublish and the like ask for nothing
            }
    }

    private void result(Command answer) {
        if (state == State.CONNECTING && answer.transaction() == CONNECT) {
            enter(State.CREATING, ANSWER_NANOS);
            flow.enlargeChunks(this::transmit);
            var key = Amf0.of(url.key());
            // Not in the specification, but platforms want to see both. Whether they answer is up to them.
            command(0, Command.of("releaseStream", RELEASE_STREAM, new Amf0.Null(), key));
            command(0, Command.of("FCPublish", FC_PUBLISH, new Amf0.Null(), key));
            command(0, Command.of("createStream", CREATE_STREAM, new Amf0.Null()));
        } else if (state == State.CREATING && answer.transaction() == CREATE_STREAM) {
            enter(State.PUBLISHING, ANSWER_NANOS);
            streamId = (long) answer.value(1).number().orElse(1);
            var key = Amf0.of(url.key());
            command(streamId, Command.of("publish", PUBLISH, new Amf0.Null(), key, Amf0.of("live")));
        }
    }

    private void error(Command answer) {
        boolean matters = answer.transaction() == CONNECT
                || answer.transaction() == CREATE_STREAM
                || answer.transaction() == PUBLISH;
        if (matters) close(refusals.sentence(answer));
    }

    private void status(Command status) {
        var code = status.information("code");
        if (code.equals("NetStream.Publish.Start")) {
            if (state == State.PUBLISHING) {
                state = State.LIVE;
                deadlineNanos = NEVER;
                out.accept(new Output.Ready());
            }
        } else if (status.information("level").equals("error") || Refusals.ends(code)) {
            close(refusals.sentence(status));
        }
    }

    private void media(FlvTag tag) {
        var body = tag.kind() == FlvTag.Kind.DATA
                ? new ByteWriter().bytes(SET_DATA_FRAME).bytes(tag.body()).toBytes()
                : tag.body();
        // What was sent in between may have been written elsewhere.
        flow.sendAnew(new RtmpMessage(tag.kind().type(), streamId, tag.timestampMillis(), body), this::transmit);
    }

    private void finish() {
        if (state == State.LIVE || state == State.PUBLISHING) {
            command(0, Command.of("FCUnpublish", FC_UNPUBLISH, new Amf0.Null(), Amf0.of(url.key())));
            command(0, Command.of("deleteStream", DELETE_STREAM, new Amf0.Null(), Amf0.of(streamId)));
        }
        close("The publication was ended.");
    }

    private void command(long onStream, Command command) {
        flow.send(command.message(onStream), this::transmit);
    }

    private void enter(State next, long patienceNanos) {
        state = next;
        deadlineNanos = nowNanos + patienceNanos;
    }

    private void transmit(Bytes bytes) {
        out.accept(new Output.Transmit(bytes));
    }

    private void close(String why) {
        if (state == State.CLOSED) return;
        state = State.CLOSED;
        deadlineNanos = NEVER;
        out.accept(new Output.Closed(why));
    }
}
