package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.amf0.Amf0;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Writes the seeds of RTMP's corpora: whole conversations of our own peers. Run by hand where they change.
final class CorpusSeeds {
    private static final Path CORPUS = Path.of("src/test/resources/corpus");
    private static final int HANDSHAKE = 1 + 2 * ServerHandshake.PACKET;

    private CorpusSeeds() {}

    public static void main(String[] arguments) throws IOException {
        var pair = new Pair(1);
        pair.tellClient(new RtmpClientPeer.Input.Opened());
        pair.run(2);
        for (int i = 0; i < 3; i++)
            pair.tellClient(new RtmpClientPeer.Input.Media(new FlvTag(
                    FlvTag.Kind.values()[i], i * 40L, Bytes.of(Chance.seeded(i).bytes(200)))));
        pair.tellClient(new RtmpClientPeer.Input.Finish());
        pair.run(2);
        write("rtmp-server", "publish", pair.clientBytes());
        write("rtmp-client", "publish", pair.serverBytes());
        write("rtmp-chunks", "publish", pair.clientBytes().from(HANDSHAKE));
        write("rtmp-chunks", "answers", pair.serverBytes().from(HANDSHAKE));

        var refusal = new Pair(1);
        refusal.answer = new RtmpServerPeer.Input.Reject("No stream " + Pair.KEY + " here.");
        refusal.tellClient(new RtmpClientPeer.Input.Opened());
        refusal.run(2);
        write("rtmp-client", "refusal", refusal.serverBytes());

        var hello = new ClientHandshake(Chance.seeded(3)).hello();
        var player = new ByteWriter().bytes(hello).bytes(Chance.seeded(4).bytes(ServerHandshake.PACKET));
        var chunks = new ChunkWriter();
        chunks.write(
                3,
                Command.of(
                                "connect",
                                1,
                                new Amf0.Obj(Map.of(
                                        "app", Amf0.of("live"), "fourCcList", Amf0.strings(java.util.List.of("hvc1")))))
                        .message(0),
                player::bytes);
        chunks.write(3, Command.of("createStream", 2, new Amf0.Null()).message(0), player::bytes);
        chunks.write(3, Command.of("play", 3, new Amf0.Null(), Amf0.of("name")).message(1), player::bytes);
        chunks.write(3, Command.of("pause", 4, new Amf0.Null(), Amf0.of(true)).message(1), player::bytes);
        chunks.write(2, RtmpMessage.control(MessageType.USER_CONTROL, Bytes.hex("0006 01020304")), player::bytes);
        chunks.write(
                3, Command.of("deleteStream", 5, new Amf0.Null(), Amf0.of(1)).message(0), player::bytes);
        write("rtmp-server", "play", player.toBytes());

        write("rtmp-handshake", "simple", hello);
        for (int scheme = 0; scheme < 2; scheme++) {
            var c1 = Chance.seeded(scheme).bytes(ServerHandshake.PACKET);
            Digest.signClient(c1, scheme);
            write(
                    "rtmp-handshake",
                    "digest-" + scheme,
                    new ByteWriter().u8(3).bytes(c1).toBytes());
        }
        write("rtmp-handshake", "answer", pair.serverBytes().slice(0, HANDSHAKE));
        write(
                "rtmp-chunks",
                "extended",
                Written.by(
                        new ChunkWriter(),
                        3,
                        new RtmpMessage(
                                9, 1, 0x01020304, Bytes.of(Chance.seeded(5).bytes(300)))));
    }

    private static void write(String corpus, String name, Bytes bytes) throws IOException {
        var folder = Files.createDirectories(CORPUS.resolve(corpus));
        Files.write(folder.resolve(name), bytes.toArray());
    }
}
