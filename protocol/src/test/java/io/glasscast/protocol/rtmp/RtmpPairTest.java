package io.glasscast.protocol.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.flv.FlvTag;
import io.glasscast.protocol.flv.MetaData;
import io.glasscast.protocol.flv.amf0.Amf0;
import io.glasscast.protocol.flv.amf0.Amf0Writer;
import io.glasscast.sim.Simulation;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Our client against our server.
class RtmpPairTest {
    private static final int SEEDS = 200;

    @Test
    void everyTagArrivesAsItWasSent() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var pair = new Pair(seed);
            pair.tellClient(new RtmpClientPeer.Input.Opened());
            pair.run(2);
            assertThat(pair.fromClient).as("seed %d", seed).containsExactly(new RtmpClientPeer.Output.Ready());
            assertThat(pair.fromServer).containsExactly(new RtmpServerPeer.Output.PublishAsked("live", Pair.KEY));

            var random = pair.simulation.random();
            var sent = new ArrayList<FlvTag>();
            long time = seed % 2 == 0 ? 0 : 0xFFFF_FF00L;
            for (int i = 0; i < 60; i++) {
                var kind = random.nextBoolean() ? FlvTag.Kind.VIDEO : FlvTag.Kind.AUDIO;
                var body = new byte[1 + random.nextInt(i % 30 == 0 ? 60_000 : 3_000)];
                random.nextBytes(body);
                sent.add(new FlvTag(kind, time & 0xFFFF_FFFFL, Bytes.of(body)));
                pair.tellClient(new RtmpClientPeer.Input.Media(sent.getLast()));
                time += random.nextInt(40);
                if (i % 7 == 0) pair.run(1);
            }
            pair.run(2);
            assertThat(pair.media).as("seed %d", seed).isEqualTo(sent);

            pair.tellClient(new RtmpClientPeer.Input.Finish());
            pair.run(2);
            assertThat(pair.fromServer).contains(new RtmpServerPeer.Output.Left());
            assertThat(pair.fromClient).contains(new RtmpClientPeer.Output.Closed("The publication was ended."));
        }
    }

    @Test
    void metadataIsMarkedForThoseWhoJoinLater() {
        var pair = new Pair(1);
        pair.tellClient(new RtmpClientPeer.Input.Opened());
        pair.run(2);
        var body = Amf0Writer.write(Amf0.of(MetaData.NAME), new Amf0.EcmaArray(Map.of("width", Amf0.of(640))));
        pair.tellClient(new RtmpClientPeer.Input.Media(new FlvTag(FlvTag.Kind.DATA, 0, body)));
        pair.run(2);

        var arrived = pair.media.getFirst().body();
        assertThat(arrived.utf8()).contains(MetaData.SET_DATA_FRAME);
        assertThat(MetaData.parse(arrived).orThrow().orElseThrow().properties()).containsEntry("width", Amf0.of(640));
    }

    @Test
    void aRefusedKeyIsToldWithoutTheKey() {
        var pair = new Pair(1);
        pair.answer = new RtmpServerPeer.Input.Reject("No stream " + Pair.KEY + " here.");
        pair.tellClient(new RtmpClientPeer.Input.Opened());
        pair.run(2);

        assertThat(pair.fromClient)
                .containsExactly(new RtmpClientPeer.Output.Closed(
                        "The destination refused the stream key: it is wrong, or somebody publishes with it already."
                                + " It said: \"No stream *** here.\""));
        assertThat(pair.fromServer).contains(new RtmpServerPeer.Output.Closed("rtmp-publish-rejected"));
    }

    @Test
    void aServerThatStopsAsksToConnectAgain() {
        var pair = new Pair(1);
        pair.tellClient(new RtmpClientPeer.Input.Opened());
        pair.run(2);
        pair.tellServer(new RtmpServerPeer.Input.Stop());
        pair.run(2);

        assertThat(pair.fromClient)
                .contains(new RtmpClientPeer.Output.Closed("The destination asked to connect again."
                        + " It said: \"The server restarts. Please connect again.\""));
    }

    @Test
    void aPublisherThatFallsSilentIsGivenUp() {
        var pair = new Pair(1);
        pair.tellClient(new RtmpClientPeer.Input.Opened());
        pair.run(28);
        assertThat(pair.server.closed()).isFalse();
        pair.tellClient(new RtmpClientPeer.Input.Media(new FlvTag(FlvTag.Kind.AUDIO, 0, Bytes.hex("af00"))));
        pair.run(28);
        assertThat(pair.server.closed()).isFalse();
        pair.run(5);
        assertThat(pair.fromServer).contains(new RtmpServerPeer.Output.Closed("rtmp-publisher-silent"));
    }

    @Test
    void aClientDoesNotWaitForEver() {
        var client = new RtmpClientPeer(
                RtmpUrl.parse("rtmp://example.org/live/key").orThrow(), io.glasscast.kernel.Chance.seeded(1));
        var outputs = new ArrayList<RtmpClientPeer.Output>();
        client.handle(new RtmpClientPeer.Input.Opened(), 0, outputs::add);
        assertThat(client.deadlineNanos()).isEqualTo(5 * Simulation.SECOND);
        client.elapse(client.deadlineNanos(), outputs::add);

        assertThat(outputs.getLast())
                .isEqualTo(
                        new RtmpClientPeer.Output.Closed("The destination does not answer as an RTMP server would."));
    }

    @ParameterizedTest
    @CsvSource({
        "NetStream.Publish.BadName, The destination refused the stream key: it is wrong",
        "NetStream.Publish.Denied, The destination refused the stream key.",
        "NetConnection.Connect.Rejected, The destination refused the connection: its address may be wrong.",
        "NetConnection.Connect.Closed, The destination ended the publication.",
        "NetStream.Whatever, The destination refused to take the stream."
    })
    void refusalsAreSentences(String code, String sentence) {
        var url =
                RtmpUrl.parse("rtmp://example.org/live?t=apptoken/abc?sig=xyz").orThrow();
        var refusals = new Refusals(url);

        assertThat(refusals.sentence(Command.status("error", code, ""))).startsWith(sentence);
        var gossip = "no " + url.key() + " in live?t=apptoken, abc is wrong, sig=xyz too";
        assertThat(refusals.sentence(Command.status("error", code, gossip))).doesNotContain("abc", "xyz", "apptoken");
        assertThat(refusals.sentence(Command.status("error", code, "x".repeat(10_000))))
                .hasSizeLessThan(200);
    }
}
