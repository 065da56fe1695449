package io.glasscast.protocol.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.flv.amf0.Amf0;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A client that says to a server whatever a test wants to have said.
final class TestClient {
    final RtmpServerPeer server = new RtmpServerPeer(Chance.seeded(1), 0);
    final List<RtmpServerPeer.Output> outputs = new ArrayList<>();
    final List<RtmpMessage> messages = new ArrayList<>();
    private final ClientHandshake handshake = new ClientHandshake(Chance.seeded(2));
    private final MessageFlow flow = new MessageFlow(1 << 20, messages::add);
    private final ArrayDeque<Bytes> waiting = new ArrayDeque<>();
    private boolean talking;
    long nowNanos;

    /// Through the handshake.
    static TestClient shaken() {
        var client = new TestClient();
        client.send(client.handshake.hello());
        assertThat(client.handshake.done()).isTrue();
        return client;
    }

    /// With an app, too.
    static TestClient connected(Map<String, Amf0> more) {
        var client = shaken();
        var properties = new java.util.LinkedHashMap<String, Amf0>(more);
        properties.put("app", Amf0.of("live"));
        client.command(0, Command.of("connect", 1, new Amf0.Obj(properties)));
        return client;
    }

    static TestClient playing(Map<String, Amf0> more) {
        var client = connected(more);
        client.command(0, Command.of("createStream", 2, new Amf0.Null()));
        client.command(1, Command.of("play", 3, new Amf0.Null(), Amf0.of("name"), Amf0.of(-2000)));
        client.server(new RtmpServerPeer.Input.Accept());
        return client;
    }

    void command(long onStream, Command command) {
        message(command.message(onStream));
    }

    void message(RtmpMessage message) {
        flow.send(message, this::send);
    }

    /// Answers wait until the server is done, as they would on a wire.
    void send(Bytes bytes) {
        waiting.add(bytes);
        if (talking) return;
        talking = true;
        while (!waiting.isEmpty()) server(new RtmpServerPeer.Input.Received(waiting.remove()));
        talking = false;
    }

    void server(RtmpServerPeer.Input input) {
        server.handle(input, nowNanos, this::heard);
    }

    void elapse(long seconds) {
        long until = nowNanos + seconds * 1_000_000_000L;
        while (server.deadlineNanos() <= until) {
            nowNanos = Math.max(nowNanos, server.deadlineNanos());
            server.elapse(nowNanos, this::heard);
        }
        nowNanos = until;
    }

    private void heard(RtmpServerPeer.Output output) {
        if (!(output instanceof RtmpServerPeer.Output.Transmit(var bytes))) {
            outputs.add(output);
            return;
        }
        var rest = handshake.done() ? bytes : handshake.receive(bytes, this::send, why -> outputs.clear());
        if (handshake.done() && !rest.isEmpty())
            assertThat(flow.receive(rest, this::send)).isEmpty();
    }

    /// The commands that the server sent.
    List<Command> commands() {
        return messages.stream()
                .filter(message -> message.type() == MessageType.COMMAND_AMF0)
                .map(message -> Command.parse(message.payload()))
                .map(Parsed::orThrow)
                .toList();
    }

    List<String> codes() {
        return commands().stream()
                .map(command -> command.information("code"))
                .filter(code -> !code.isEmpty())
                .toList();
    }

    String closed() {
        return outputs.getLast() instanceof RtmpServerPeer.Output.Closed(var why) ? why : "";
    }
}
