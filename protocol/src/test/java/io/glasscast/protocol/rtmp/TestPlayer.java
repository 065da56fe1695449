package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.amf0.Amf0;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A client that plays, and keeps what it gets.
public final class TestPlayer {
    private static final int LIMIT = 8 << 20;

    public final List<FlvTag> tags = new ArrayList<>();
    /// Why it was sent away, or what else went wrong: codes and words.
    public final List<String> refusals = new ArrayList<>();
    private final String name;
    private final Consumer<Bytes> send;
    private final ClientHandshake handshake = new ClientHandshake(Chance.seeded(1));
    private final ChunkReader reader = new ChunkReader(LIMIT, this::message);
    private final ChunkWriter writer = new ChunkWriter();
    private boolean connected;

    public TestPlayer(String name, Consumer<Bytes> send) {
        this.name = name;
        this.send = send;
        send.accept(handshake.hello());
    }

    public void receive(Bytes bytes) {
        var rest = bytes;
        if (!handshake.done()) {
            rest = handshake.receive(bytes, send, why -> {
                throw new AssertionError(why);
            });
            if (!handshake.done()) return;
        }
        if (!connected) {
            connected = true;
            command(0, Command.of("connect", 1, new Amf0.Obj(Map.of("app", Amf0.of("live")))));
            command(0, Command.of("createStream", 2, new Amf0.Null()));
            command(1, Command.of("play", 3, new Amf0.Null(), Amf0.of(name)));
        }
        reader.receive(rest).ifPresent(why -> {
            throw new AssertionError(why);
        });
    }

    public void pause(boolean paused) {
        command(1, Command.of("pause", 4, new Amf0.Null(), Amf0.of(paused), Amf0.of(0)));
    }

    private void command(int stream, Command command) {
        var all = new ByteWriter();
        writer.write(3, command.message(stream), all::bytes);
        send.accept(all.toBytes());
    }

    private void message(RtmpMessage message) {
        if (message.type() == MessageType.USER_CONTROL && message.payload().u16(0) == MessageFlow.PING_REQUEST) {
            var answer = new ByteWriter(6)
                    .u16(MessageFlow.PING_RESPONSE)
                    .u32(message.payload().u32(2))
                    .toBytes();
            var all = new ByteWriter();
            writer.write(2, RtmpMessage.control(MessageType.USER_CONTROL, answer), all::bytes);
            send.accept(all.toBytes());
        }
        if (message.type() == MessageType.COMMAND_AMF0
                && Command.parse(message.payload()) instanceof Parsed.Ok<Command>(var command)
                && command.information("level").equals("error"))
            refusals.add(command.information("code") + ": " + command.information("description"));
        for (var kind : FlvTag.Kind.values())
            if (kind.type() == message.type()) tags.add(new FlvTag(kind, message.timestamp(), message.payload()));
    }
}
