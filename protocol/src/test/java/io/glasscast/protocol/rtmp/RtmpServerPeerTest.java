package io.glasscast.protocol.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Codec;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.amf0.Amf0;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Input;
import io.glasscast.protocol.rtmp.RtmpServerPeer.Output;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RtmpServerPeerTest {
    private static final FlvTag TAG = new FlvTag(FlvTag.Kind.VIDEO, 40, Bytes.hex("1701000000"));

    @Test
    void saysWhatItKnows() {
        var client = TestClient.connected(Map.of());

        var answer = client.commands().getFirst();
        assertThat(answer.name()).isEqualTo("_result");
        assertThat(answer.transaction()).isEqualTo(1);
        assertThat(answer.information("code")).isEqualTo("NetConnection.Connect.Success");
        var properties = answer.value(0).object();
        assertThat(properties.get("fourCcList"))
                .isEqualTo(Amf0.strings(List.of("avc1", "hvc1", "vp08", "vp09", "av01", "Opus", "mp4a")));
        assertThat(properties
                        .getOrDefault("videoFourCcInfoMap", new Amf0.Null())
                        .object())
                .containsEntry("hvc1", Amf0.of(4));
        assertThat(properties).containsEntry("capsEx", Amf0.of(13));
    }

    @Test
    void sendsMediaToAPlayer() {
        var client = TestClient.playing(Map.of());
        client.server(new Input.Media(TAG));

        assertThat(client.outputs).containsExactly(new Output.PlayAsked("live", "name", Capabilities.NONE));
        assertThat(client.codes())
                .containsExactly("NetConnection.Connect.Success", "NetStream.Play.Reset", "NetStream.Play.Start");
        assertThat(client.messages.getLast()).isEqualTo(new RtmpMessage(9, 1, 40, TAG.body()));
    }

    @Test
    void understandsWhatAPlayerKnows() {
        var client = TestClient.playing(Map.of("fourCcList", Amf0.strings(List.of("hvc1", "xyz1"))));
        assertThat(client.outputs)
                .containsExactly(
                        new Output.PlayAsked("live", "name", new Capabilities(java.util.Set.of(Codec.H265), false)));

        var maps = Map.<String, Amf0>of(
                "videoFourCcInfoMap", new Amf0.Obj(Map.of("av01", Amf0.of(1), "vp09", Amf0.of(2))),
                "audioFourCcInfoMap", new Amf0.EcmaArray(Map.of("*", Amf0.of(4))),
                "capsEx", Amf0.of(1));
        assertThat(TestClient.playing(maps).outputs)
                .containsExactly(new Output.PlayAsked(
                        "live", "name", new Capabilities(java.util.Set.of(Codec.AV1, Codec.AAC, Codec.OPUS), true)));
    }

    @Test
    void saysThatThereIsNoSuchStream() {
        var client = TestClient.connected(Map.of());
        client.command(1, Command.of("play", 3, new Amf0.Null(), Amf0.of("name")));
        client.server(new Input.Reject("There is no such stream."));

        assertThat(client.codes()).endsWith("NetStream.Play.StreamNotFound");
        assertThat(client.closed()).isEqualTo("rtmp-play-rejected");
    }

    @Test
    void whoIsTurnedAwayIsNotToldThatThereIsNoSuchStream() {
        var client = TestClient.connected(Map.of());
        client.command(1, Command.of("play", 3, new Amf0.Null(), Amf0.of("name")));
        client.server(new Input.TurnAway("Try again."));

        assertThat(client.codes()).endsWith("NetStream.Play.Failed");
        assertThat(client.commands().getLast().information("level")).isEqualTo("error");
        assertThat(client.commands().getLast().information("description")).isEqualTo("Try again.");
        assertThat(client.closed()).isEqualTo("rtmp-play-rejected");
    }

    @Test
    void tellsAPlayerThatTheStreamEnded() {
        var client = TestClient.playing(Map.of());
        client.server(new Input.End("It is over."));

        assertThat(client.codes()).endsWith("NetStream.Play.UnpublishNotify", "NetStream.Play.Stop");
        assertThat(client.closed()).isEqualTo("rtmp-ended");
    }

    @Test
    void asksWhoeverUnderstandsItToComeBack() {
        var knows = TestClient.playing(Map.of("capsEx", Amf0.of(1)));
        knows.server(new Input.Stop());
        assertThat(knows.codes()).endsWith("NetConnection.Connect.ReconnectRequest");

        var doesNot = TestClient.playing(Map.of());
        doesNot.server(new Input.Stop());
        assertThat(doesNot.codes()).endsWith("NetStream.Play.Start");
        assertThat(doesNot.closed()).isEqualTo("rtmp-stop");
    }

    @Test
    void pausesAndGoesOn() {
        var client = TestClient.playing(Map.of());
        client.command(1, Command.of("pause", 4, new Amf0.Null(), Amf0.of(true), Amf0.of(0)));
        client.command(1, Command.of("pause", 5, new Amf0.Null(), Amf0.of(false), Amf0.of(0)));

        assertThat(client.outputs).endsWith(new Output.Paused(true), new Output.Paused(false));
        assertThat(client.codes()).endsWith("NetStream.Pause.Notify", "NetStream.Unpause.Notify");
    }

    @Test
    void aPlayerThatAnswersPingsStays() {
        var client = TestClient.playing(Map.of());
        client.elapse(600);
        assertThat(client.server.closed()).isFalse();
    }

    @Test
    void pingsAreAnswered() {
        var client = TestClient.connected(Map.of());
        client.message(RtmpMessage.control(4, Bytes.hex("0006 01020304")));
        assertThat(client.messages.getLast()).isEqualTo(RtmpMessage.control(4, Bytes.hex("0007 01020304")));
    }

    @Test
    void bytesAreAcknowledgedAsOftenAsThePeerWants() {
        var messages = new java.util.ArrayList<RtmpMessage>();
        var reader = new ChunkReader(1 << 20, messages::add);
        var flow = new MessageFlow(1 << 20, _ -> {});
        var writer = new ChunkWriter();
        var sent = new java.util.ArrayList<Bytes>();
        var window = RtmpMessage.control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, Bytes.hex("00000100"));
        flow.receive(Written.by(writer, 2, window), sent::add);
        for (int i = 0; i < 10; i++)
            flow.receive(Written.by(writer, 4, new RtmpMessage(8, 1, i, Bytes.of(new byte[100]))), sent::add);
        for (var bytes : sent) reader.receive(bytes);

        assertThat(messages).extracting(RtmpMessage::type).containsOnly(3);
        assertThat(messages).hasSize(3);
        assertThat(messages.getFirst().payload().u32(0)).isBetween(256L, 256L + 2 * 112);
    }

    @Test
    void aLimitOfBandwidthIsAnsweredOnce() {
        var client = TestClient.connected(Map.of());
        int before = client.messages.size();
        client.message(RtmpMessage.control(6, Bytes.hex("00010000 02")));
        client.message(RtmpMessage.control(6, Bytes.hex("00010000 02")));
        // The client's own flow takes window sizes for itself, so nothing more is seen; nothing was refused either.
        assertThat(client.messages).hasSize(before);
        assertThat(client.server.closed()).isFalse();
    }

    @Test
    void answersWhatEncodersAsk() {
        var client = TestClient.connected(Map.of());
        client.command(0, Command.of("releaseStream", 2, new Amf0.Null(), Amf0.of("key")));
        client.command(0, Command.of("FCPublish", 3, new Amf0.Null(), Amf0.of("key")));
        client.command(0, Command.of("createStream", 4, new Amf0.Null()));
        client.command(0, Command.of("getStreamLength", 5, new Amf0.Null(), Amf0.of("key")));
        client.command(0, Command.of("_checkbw", 6, new Amf0.Null()));
        client.command(0, Command.of("whatever", 7, new Amf0.Null()));
        client.command(0, Command.of("FCSubscribe", 0, new Amf0.Null(), Amf0.of("key")));

        assertThat(client.commands().subList(1, client.commands().size()))
                .extracting(command -> command.name() + " " + (int) command.transaction())
                .containsExactly(
                        "_result 2",
                        "_result 3",
                        "onFCPublish 0",
                        "_result 4",
                        "_result 5",
                        "_result 6",
                        "_error 7",
                        "onFCSubscribe 0");
    }

    @Test
    void commandsMayComeAsAmf3() {
        var client = TestClient.connected(Map.of());
        var play = Command.of("play", 3, new Amf0.Null(), Amf0.of("name")).message(1);
        var payload = new ByteWriter().u8(0).bytes(play.payload()).toBytes();
        client.message(new RtmpMessage(MessageType.COMMAND_AMF3, 1, 0, payload));

        assertThat(client.outputs).containsExactly(new Output.PlayAsked("live", "name", Capabilities.NONE));
    }

    @Test
    void aggregatesAreTakenApart() {
        var client = TestClient.connected(Map.of());
        client.command(1, Command.of("publish", 3, new Amf0.Null(), Amf0.of("key")));
        client.server(new Input.Accept());
        var aggregate =
                Bytes.hex("08 000002 000064 00 000000 af01 0000000d" + "09 000001 000078 00 000000 27 0000000c");
        client.message(new RtmpMessage(MessageType.AGGREGATE, 1, 1_000, aggregate));

        assertThat(client.outputs)
                .endsWith(
                        new Output.Media(new FlvTag(FlvTag.Kind.AUDIO, 1_000, Bytes.hex("af01"))),
                        new Output.Media(new FlvTag(FlvTag.Kind.VIDEO, 1_020, Bytes.hex("27"))));
    }

    @Test
    void mediaOfWhoeverWasNotLetInIsNothing() {
        var client = TestClient.connected(Map.of());
        client.command(1, Command.of("publish", 3, new Amf0.Null(), Amf0.of("key")));
        client.message(new RtmpMessage(MessageType.AUDIO, 1, 0, Bytes.hex("af01")));

        assertThat(client.outputs).containsExactly(new Output.PublishAsked("live", "key"));
    }

    @Test
    void anEncoderMayPublishAgainOnTheSameConnection() {
        var client = TestClient.connected(Map.of());
        client.command(1, Command.of("publish", 3, new Amf0.Null(), Amf0.of("key")));
        client.server(new Input.Accept());
        client.command(0, Command.of("deleteStream", 4, new Amf0.Null(), Amf0.of(1)));
        client.command(2, Command.of("publish", 5, new Amf0.Null(), Amf0.of("key")));

        assertThat(client.outputs)
                .containsExactly(
                        new Output.PublishAsked("live", "key"),
                        new Output.Left(),
                        new Output.PublishAsked("live", "key"));
    }

    @Test
    void nobodyStaysWithoutAPurpose() {
        var silent = new TestClient();
        silent.elapse(6);
        assertThat(silent.closed()).isEqualTo("rtmp-handshake-timeout");

        var shaken = TestClient.shaken();
        shaken.elapse(16);
        assertThat(shaken.closed()).isEqualTo("rtmp-no-purpose");

        var connected = TestClient.connected(Map.of());
        connected.elapse(16);
        assertThat(connected.closed()).isEqualTo("rtmp-no-purpose");
    }

    @Test
    void nonsenseEndsTheConnection() {
        var http = new TestClient();
        http.send(Bytes.utf8("GET / HTTP/1.1\r\n\r\n"));
        assertThat(http.closed()).isEqualTo("handshake-version");

        var early = TestClient.shaken();
        early.command(0, Command.of("createStream", 1, new Amf0.Null()));
        assertThat(early.closed()).isEqualTo("rtmp-unconnected");

        var twice = TestClient.connected(Map.of());
        twice.command(0, Command.of("connect", 1, new Amf0.Null()));
        assertThat(twice.closed()).isEqualTo("rtmp-connected-twice");

        var busy = TestClient.playing(Map.of());
        busy.command(1, Command.of("publish", 3, new Amf0.Null(), Amf0.of("key")));
        assertThat(busy.closed()).isEqualTo("rtmp-busy");

        var large = TestClient.connected(Map.of());
        large.message(new RtmpMessage(MessageType.AUDIO, 1, 0, Bytes.of(new byte[70_000])));
        assertThat(large.closed()).isEqualTo("chunk-message-long");

        var nameless = TestClient.connected(Map.of());
        nameless.message(new RtmpMessage(MessageType.COMMAND_AMF0, 0, 0, Bytes.hex("05")));
        assertThat(nameless.closed()).isEqualTo("command-name");
    }

    @Test
    void streamsAreCounted() {
        var client = TestClient.connected(Map.of());
        for (int i = 0; i < 20; i++) client.command(0, Command.of("createStream", 2, new Amf0.Null()));
        assertThat(client.commands())
                .filteredOn(command -> command.name().equals("_error"))
                .hasSize(4);
    }
}
