package io.glasscast.protocol.rtmp;

import io.glasscast.fuzz.Script;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.media.Frame;
import io.glasscast.media.Track;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.FlvWriter;
import io.glasscast.protocol.flv.amf0.Amf0;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/// A client that knows RTMP, and says in it what a script wants to have said. It reads nothing but the handshake.
public final class RtmpStranger {
    private static final List<String> NAMES = List.of(
            "connect",
            "createStream",
            "publish",
            "play",
            "deleteStream",
            "closeStream",
            "pause",
            "FCPublish",
            "FCUnpublish",
            "FCSubscribe",
            "releaseStream",
            "getStreamLength",
            "receiveVideo",
            "seek",
            "_result",
            "onStatus");

    private static final List<Integer> TYPES = List.of(
            MessageType.SET_CHUNK_SIZE,
            MessageType.ABORT,
            MessageType.ACKNOWLEDGEMENT,
            MessageType.USER_CONTROL,
            MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE,
            MessageType.SET_PEER_BANDWIDTH,
            MessageType.AUDIO,
            MessageType.VIDEO,
            MessageType.DATA_AMF3,
            MessageType.COMMAND_AMF3,
            MessageType.DATA_AMF0,
            MessageType.COMMAND_AMF0,
            MessageType.AGGREGATE,
            0);

    private final Consumer<Bytes> send;
    private final ClientHandshake handshake = new ClientHandshake(Chance.seeded(1));
    private final ChunkWriter writer = new ChunkWriter();
    private final FlvWriter film = new FlvWriter(this::tag);
    private boolean filming;
    private int transaction = 1;
    private long timestamp;

    public RtmpStranger(Consumer<Bytes> send) {
        this.send = send;
    }

    public void hello() {
        send.accept(handshake.hello());
    }

    /// What the server says; all that is of interest is the handshake's end.
    public void hear(Bytes bytes) {
        if (!handshake.done()) handshake.receive(bytes, send, _ -> {});
    }

    public boolean shaken() {
        return handshake.done();
    }

    public void connect(String app) {
        var properties = new LinkedHashMap<String, Amf0>();
        properties.put("app", Amf0.of(app));
        properties.put("fourCcList", Amf0.strings(List.of("hvc1", "av01", "vp09", "Opus")));
        command(0, Command.of("connect", transaction++, new Amf0.Obj(properties)));
        command(0, Command.of("createStream", transaction++, new Amf0.Null()));
    }

    public void publish(String key) {
        command(1, Command.of("publish", transaction++, new Amf0.Null(), Amf0.of(key), Amf0.of("live")));
    }

    public void play(String name) {
        command(1, Command.of("play", transaction++, new Amf0.Null(), Amf0.of(name)));
    }

    /// As an encoder sends it.
    public void film(List<Track> tracks, Frame frame) {
        if (!filming) film.begin(tracks);
        filming = true;
        film.frame(frame);
    }

    private void tag(FlvTag tag) {
        message(tag.kind().type(), 1, tag.timestampMillis(), tag.body());
    }

    /// One of the commands there are, on some stream, with values of the script's.
    public void command(Script script) {
        int which = script.u8();
        var values = new ArrayList<Amf0>();
        for (int more = which >>> 4 & 3; more > 0; more--) values.add(value(script));
        var name = NAMES.get(which % NAMES.size());
        command(script.u8() & 3, new Command(name, (which & 0x80) == 0 ? transaction++ : 0, values));
    }

    private static Amf0 value(Script script) {
        int kind = script.u8();
        return switch (kind & 7) {
            case 0 -> new Amf0.Null();
            case 1 -> Amf0.of((double) script.u8());
            case 2 -> Amf0.of((kind & 8) != 0);
            case 3 -> Amf0.of(new String(script.piece().toArray(), StandardCharsets.UTF_8));
            case 4 -> Amf0.of("fuzzed-key");
            case 5 -> Amf0.of(Double.longBitsToDouble(script.u32() << 32));
            default -> {
                var properties = new LinkedHashMap<String, Amf0>();
                properties.put("app", Amf0.of(new String(script.piece().toArray(), StandardCharsets.UTF_8)));
                properties.put("capsEx", Amf0.of((double) script.u8()));
                yield new Amf0.Obj(properties);
            }
        };
    }

    /// A message of any type, whole.
    public void message(Script script) {
        int shape = script.u8();
        int type = TYPES.get((shape & 15) % TYPES.size());
        if ((shape & 16) != 0) timestamp = script.u32();
        else timestamp = timestamp + script.u8() & 0xFFFF_FFFFL;
        message(type == 0 ? script.u8() : type, shape >>> 6, timestamp, script.longPiece(8_000));
    }

    /// Chunks of which the script says every byte, header and all.
    public void chunk(Script script) {
        int basic = script.u8();
        var chunk = new ByteWriter().u8(basic);
        chunk.bytes(script.piece());
        send.accept(chunk.toBytes());
    }

    private void command(long onStream, Command command) {
        var message = command.message(onStream);
        message(message.type(), onStream, 0, message.payload());
    }

    private void message(int type, long stream, long at, Bytes payload) {
        var all = new ByteWriter();
        writer.write(MessageFlow.chunkStream(type), new RtmpMessage(type, stream, at, payload), all::bytes);
        if (type == MessageType.SET_CHUNK_SIZE && payload.length() >= 4) {
            long size = payload.u32(0);
            if (size > 0 && size >>> 31 == 0) writer.chunkSize((int) Math.min(size, 0xFFFFFF));
        }
        send.accept(all.toBytes());
    }
}
