package io.glasscast.protocol.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final int PACKET = ServerHandshake.PACKET;

    private final List<String> wrong = new ArrayList<>();

    @Test
    void bothEndsEchoEachOther() {
        var server = new ServerHandshake(Chance.seeded(1));
        var client = new ClientHandshake(Chance.seeded(2));
        var toServer = new ArrayList<Bytes>();
        var toClient = new ArrayList<Bytes>();

        assertThat(server.receive(client.hello(), toClient::add, wrong::add)).isEqualTo(Bytes.EMPTY);
        var more = new ByteWriter().bytes(toClient.getFirst()).utf8("more").toBytes();
        assertThat(client.receive(more, toServer::add, wrong::add)).isEqualTo(Bytes.utf8("more"));
        assertThat(server.receive(toServer.getFirst(), toClient::add, wrong::add)
                        .isEmpty())
                .isTrue();

        assertThat(client.done() && server.done()).isTrue();
        assertThat(client.echoed() && server.echoed()).isTrue();
        assertThat(server.digest()).isFalse();
        assertThat(toClient.getFirst().length()).isEqualTo(1 + 2 * PACKET);
        assertThat(wrong).isEmpty();
    }

    /// What a client with a digest checks about its server (as FFmpeg and librtmp do).
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void answersADigestWithADigest(int scheme) {
        for (int seed = 0; seed < 50; seed++) {
            var c1 = Chance.seeded(seed).bytes(PACKET);
            Digest.signClient(c1, scheme);
            var server = new ServerHandshake(Chance.seeded(seed + 1_000));
            var sent = new ArrayList<Bytes>();
            server.receive(new ByteWriter().u8(3).bytes(c1).toBytes(), sent::add, wrong::add);

            var s1 = sent.getFirst().slice(1, PACKET);
            var s2 = sent.getFirst().from(1 + PACKET);
            assertThat(Digest.scheme(Bytes.of(c1))).isEqualTo(OptionalInt.of(scheme));
            assertThat(server.digest()).isTrue();
            assertThat(s1.u32(4)).isNotZero();
            assertThat(Digest.serverScheme(s1)).isEqualTo(OptionalInt.of(scheme));
            var answer = s2.toArray();
            Digest.answerAsServer(answer, Bytes.of(c1), scheme);
            assertThat(Bytes.of(answer)).isEqualTo(s2);

            var c2 = Chance.seeded(seed).bytes(PACKET);
            Digest.answerAsClient(c2, s1, scheme);
            server.receive(Bytes.of(c2), sent::add, wrong::add);
            assertThat(server.done()).isTrue();
        }
    }

    /// A digest that is wrong is none: random bytes look like one only to whoever knows no better.
    @Test
    void aWrongDigestGetsASimpleAnswer() {
        var c1 = Chance.seeded(7).bytes(PACKET);
        Digest.signClient(c1, 0);
        c1[1_000] ^= 1;
        var server = new ServerHandshake(Chance.seeded(8));
        var sent = new ArrayList<Bytes>();
        server.receive(new ByteWriter().u8(3).bytes(c1).toBytes(), sent::add, wrong::add);

        assertThat(server.digest()).isFalse();
        assertThat(sent.getFirst().from(1 + PACKET + 8)).isEqualTo(Bytes.of(c1).from(8));
    }

    @Test
    void portionsMakeNoDifference() {
        var client = new ClientHandshake(Chance.seeded(2));
        var server = new ServerHandshake(Chance.seeded(1));
        var sent = new ArrayList<Bytes>();
        var hello = client.hello();
        for (int i = 0; i < hello.length(); i++) {
            assertThat(sent).isEmpty();
            server.receive(hello.slice(i, 1), sent::add, wrong::add);
        }
        assertThat(sent).hasSize(1);
    }

    @Test
    void otherProtocolsAreRecognisedByTheirFirstByte() {
        new ServerHandshake(Chance.seeded(1)).receive(Bytes.utf8("GET / HTTP/1.1"), _ -> {}, wrong::add);
        new ClientHandshake(Chance.seeded(1)).receive(Bytes.utf8("HTTP/1.1 400"), _ -> {}, wrong::add);

        assertThat(wrong).containsExactly("handshake-version", "handshake-version");
    }
}
