package io.glasscast.protocol.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.kernel.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RtmpFuzzTest {
    private static final int LIMIT = 64 * 1_024;

    @Test
    void chunksReplayTheirCorpus() {
        Corpus.replay("rtmp-chunks", RtmpFuzzTest::fuzzChunks);
    }

    @Test
    void handshakeReplaysItsCorpus() {
        Corpus.replay("rtmp-handshake", RtmpFuzzTest::fuzzHandshake);
    }

    @Test
    void serverReplaysItsCorpus() {
        Corpus.replay("rtmp-server", RtmpFuzzTest::fuzzServer);
    }

    @Test
    void clientReplaysItsCorpus() {
        Corpus.replay("rtmp-client", RtmpFuzzTest::fuzzClient);
    }

    @Test
    void urlReplaysItsCorpus() {
        Corpus.replay("rtmp-url", RtmpFuzzTest::fuzzUrl);
    }

    @Tag("fuzz")
    @Seeds("rtmp-chunks")
    @FuzzTest
    void chunks(byte[] input) {
        fuzzChunks(input);
    }

    @Tag("fuzz")
    @Seeds("rtmp-handshake")
    @FuzzTest
    void handshake(byte[] input) {
        fuzzHandshake(input);
    }

    @Tag("fuzz")
    @Seeds("rtmp-server")
    @FuzzTest
    void server(byte[] input) {
        fuzzServer(input);
    }

    @Tag("fuzz")
    @Seeds("rtmp-client")
    @FuzzTest
    void client(byte[] input) {
        fuzzClient(input);
    }

    @Tag("fuzz")
    @Seeds("rtmp-url")
    @FuzzTest
    void url(byte[] input) {
        fuzzUrl(input);
    }

    /// An address leads somewhere, and nothing of its key is in what a server is told of it, or people are shown.
    static void fuzzUrl(byte[] input) {
        if (!(RtmpUrl.parse(new String(input, StandardCharsets.UTF_8)) instanceof Parsed.Ok<RtmpUrl>(var url))) return;
        assertThat(url.port()).isBetween(1, 65_535);
        assertThat(url.host()).isNotEmpty();
        assertThat(url.key()).isNotEmpty();
        assertThat(url.tcUrl()).endsWith("/" + url.app());
        var another = new RtmpUrl(url.tls(), url.host(), url.port(), url.userInfo(), url.app(), "another-key");
        assertThat(url.toString()).isEqualTo(another.toString());
        assertThat(url.tcUrl()).isEqualTo(another.tcUrl());
    }

    /// However the bytes are cut, the same messages come out, and none is longer than allowed.
    static void fuzzChunks(byte[] input) {
        var whole = new ArrayList<RtmpMessage>();
        var pieces = new ArrayList<RtmpMessage>();
        var all = Bytes.of(input);
        var one = new ChunkReader(LIMIT, whole::add).receive(all);
        var reader = new ChunkReader(LIMIT, pieces::add);
        var other = java.util.Optional.<String>empty();
        for (int at = 0; at < all.length() && other.isEmpty(); at += 7)
            other = reader.receive(all.slice(at, Math.min(7, all.length() - at)));
        assertThat(pieces).isEqualTo(whole);
        assertThat(other).isEqualTo(one);
        assertThat(whole).allMatch(message -> message.payload().length() <= LIMIT);
    }

    static void fuzzHandshake(byte[] input) {
        var sent = new ArrayList<Bytes>();
        var wrong = new ArrayList<String>();
        new ServerHandshake(Chance.seeded(1)).receive(Bytes.of(input), sent::add, wrong::add);
        new ClientHandshake(Chance.seeded(1)).receive(Bytes.of(input), sent::add, wrong::add);
        assertThat(sent).hasSizeLessThanOrEqualTo(2);
    }

    /// A server that grants everything. It never says more than it was asked for.
    static void fuzzServer(byte[] input) {
        var server = new RtmpServerPeer(Chance.seeded(1), 0);
        var asked = new ArrayList<RtmpServerPeer.Output>();
        long[] sent = {0};
        server.handle(new RtmpServerPeer.Input.Received(Bytes.of(input)), 1, output -> {
            switch (output) {
                case RtmpServerPeer.Output.Transmit(var bytes) -> sent[0] += bytes.length();
                case RtmpServerPeer.Output.PublishAsked _, RtmpServerPeer.Output.PlayAsked _ -> asked.add(output);
                case RtmpServerPeer.Output.Media _,
                        RtmpServerPeer.Output.Paused _,
                        RtmpServerPeer.Output.Left _,
                        RtmpServerPeer.Output.Closed _ -> {}
            }
            if (!asked.isEmpty()) {
                asked.clear();
                server.handle(new RtmpServerPeer.Input.Accept(), 1, more -> {
                    if (more instanceof RtmpServerPeer.Output.Transmit(var bytes)) sent[0] += bytes.length();
                });
            }
        });
        assertThat(sent[0]).isLessThan(6_000 + 40L * input.length);
        server.elapse(server.deadlineNanos(), _ -> {});
    }

    static void fuzzClient(byte[] input) {
        var url = RtmpUrl.parse("rtmp://example.org/live/s3cret-key").orThrow();
        var client = new RtmpClientPeer(url, Chance.seeded(2));
        var closed = new ArrayList<String>();
        java.util.function.Consumer<RtmpClientPeer.Output> out = output -> {
            if (output instanceof RtmpClientPeer.Output.Closed(var why)) closed.add(why);
        };
        client.handle(new RtmpClientPeer.Input.Opened(), 1, out);
        client.handle(new RtmpClientPeer.Input.Received(Bytes.of(input)), 2, out);
        client.handle(new RtmpClientPeer.Input.Finish(), 3, out);
        assertThat(closed).hasSize(1);
        assertThat(closed.getFirst()).doesNotContain("s3cret-key");
    }
}
