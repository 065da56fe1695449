package io.glasscast.protocol.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.DtlsPeer.Options;
import io.glasscast.protocol.dtls.DtlsPeer.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What lies between two of our machines drops, repeats, mixes and forges, by hand rather than by chance.
final class HostilityTest {
    private static final long MS = 1_000_000;

    private final DtlsPeer client =
            new DtlsPeer(Role.CLIENT, Pair.ALICE, List.of(Pair.BOB.fingerprint()), Pair.PROFILES, Chance.seeded(1), 0);
    private final DtlsPeer server =
            new DtlsPeer(Role.SERVER, Pair.BOB, List.of(Pair.ALICE.fingerprint()), Pair.PROFILES, Chance.seeded(2), 0);
    private final List<Output> clientReports = new ArrayList<>();
    private final List<Output> serverReports = new ArrayList<>();
    private long now;

    @Test
    void replayedFinishedIsDroppedAndARepeatedOneAnswered() {
        var hello = start();
        var second = toServer(hello);
        var third = toClient(second);
        var fourth = toServer(third);
        assertThat(serverReports).containsExactly(new Output.Connected(7));
        now += 100 * MS;
        // The same bytes again: the network's copy, or an attacker's.
        assertThat(toServer(third)).isEmpty();
        assertThat(serverReports).contains(new Output.Discarded("dtls-record-replayed"));
        // The client says it again, in new records: it misses the answer.
        var again = elapse(client);
        assertThat(again).isNotEmpty();
        var answer = toServer(again);
        assertThat(answer).hasSize(1).isNotEqualTo(fourth);
        toClient(answer);
        assertThat(clientReports).containsExactly(new Output.Connected(7));
        assertThat(Pair.srtpKeys(client)).isEqualTo(Pair.srtpKeys(server));
    }

    @Test
    void changeCipherSpecMayBeLost() {
        var third = toClient(toServer(start()));
        var fourth = toServer(without(third, ContentType.CHANGE_CIPHER_SPEC));
        toClient(without(fourth, ContentType.CHANGE_CIPHER_SPEC));
        assertThat(serverReports).containsExactly(new Output.Connected(7));
        assertThat(clientReports).containsExactly(new Output.Connected(7));
    }

    @Test
    void recordsMayComeBackwards() {
        var second = toServer(start());
        var third = toClient(backwards(second));
        assertThat(third).isNotEmpty();
        var fourth = toServer(backwards(third));
        toClient(backwards(fourth));
        assertThat(serverReports).containsExactly(new Output.Connected(7));
        // The server's ChangeCipherSpec came after what it announces, when plain records no longer count.
        assertThat(clientReports)
                .containsExactly(new Output.Connected(7), new Output.Discarded("dtls-record-unprotected"));
    }

    @Test
    void keepsAFewEarlyRecordsOnly() {
        start();
        var sealed = new DtlsRecord(ContentType.HANDSHAKE, DtlsRecord.DTLS_1_2, 1, 0, Bytes.of(new byte[40]));
        for (int i = 0; i < DtlsPeer.MAX_EARLY + 2; i++) toClient(List.of(sealed.write()));
        assertThat(clientReports)
                .containsExactly(new Output.Discarded("dtls-record-early"), new Output.Discarded("dtls-record-early"));
    }

    @Test
    void aPlainFinishedIsNoFinished() {
        start();
        var finished = new HandshakeMessage(HandshakeType.FINISHED, 0, Bytes.of(new byte[12]));
        toClient(List.of(plain(ContentType.HANDSHAKE, finished.whole())));
        assertThat(clientReports).containsExactly(new Output.Discarded("dtls-handshake-epoch"));
    }

    @Test
    void plainRecordsMeanNothingToAConnection() {
        connect();
        toServer(List.of(plain(ContentType.ALERT, Alert.INTERNAL_ERROR.write(Alert.FATAL))));
        toServer(List.of(plain(ContentType.ALERT, Alert.CLOSE_NOTIFY.write(Alert.WARNING))));
        toServer(start(peer(Role.CLIENT, Pair.ALICE)));
        assertThat(serverReports)
                .containsExactly(
                        new Output.Connected(7),
                        new Output.Discarded("dtls-record-unprotected"),
                        new Output.Discarded("dtls-record-unprotected"),
                        new Output.Discarded("dtls-record-unprotected"));
        assertThat(Pair.srtpKeys(server).length()).isEqualTo(56);
    }

    @Test
    void forgedBytesOfAFlightAreSurvived() {
        var second = toServer(start()).getFirst();
        for (int at = 0; at < second.length(); at += 3) {
            var forged = second.toArray();
            forged[at] ^= 0x55;
            var victim = peer(Role.CLIENT, Pair.ALICE);
            victim.start(0, _ -> {});
            victim.handle(Bytes.of(forged), 0, _ -> {});
        }
    }

    @Test
    void saysNothingAfterItsEnd() {
        connect();
        var goodbye = new ArrayList<Bytes>();
        client.close(now, output -> take(output, goodbye, clientReports));
        assertThat(goodbye).hasSize(1);
        var answer = toServer(goodbye);
        assertThat(serverReports).containsExactly(new Output.Connected(7), new Output.Closed());
        assertThat(toClient(answer)).isEmpty();
        assertThat(elapse(client)).isEmpty();
        assertThat(client.deadlineNanos()).isEqualTo(DtlsPeer.NEVER);
        assertThatThrownBy(() -> Pair.srtpKeys(client)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Pair.srtpKeys(server)).isInstanceOf(IllegalStateException.class);
    }

    /// As a browser of 2026 says it: DTLS 1.3 first, shares of keys for it, names for which nobody here has a use.
    @Test
    void aBrowsersHelloFor13NegotiatesTo12() {
        var theirs = ClientHello.parse(helloBody(start().getFirst())).orThrow();
        var extensions = new java.util.LinkedHashMap<Integer, Bytes>();
        extensions.put(0x2A2A, Bytes.EMPTY); // GREASE
        extensions.putAll(theirs.extensions().byType());
        extensions.put(43, Bytes.hex("04fefcfefd")); // supported_versions: 1.3, 1.2
        extensions.put(51, new TlsWriter().vector16(Bytes.of(new byte[1200])).toBytes()); // key_share with ML-KEM
        extensions.put(45, Bytes.hex("0101"));
        extensions.put(16, Bytes.hex("0009 08 77656272 74632d64"));
        extensions.put(0xFE0D, Bytes.of(new byte[200])); // encrypted_client_hello
        extensions.put(Extensions.SUPPORTED_GROUPS, Bytes.hex("0008 2a2a 11ec 001d 0017"));
        var suites = List.of(0x3A3A, 0x1301, 0x1302, 0x1303, 0xC02C, 0xC02B, 0xC02F, 0x002F);
        var hello = new ClientHello(
                0xFEFD,
                theirs.random(),
                Bytes.of(new byte[32]),
                Bytes.EMPTY,
                suites,
                false,
                new Extensions(extensions));
        // Over an MTU, so in two fragments.
        var message = new HandshakeMessage(HandshakeType.CLIENT_HELLO, 0, hello.write());
        var first = message.fragment(0, 1000).write();
        var rest = message.fragment(1000, message.body().length() - 1000).write();
        assertThat(toServer(List.of(plain(ContentType.HANDSHAKE, first)))).isEmpty();
        var answer = toServer(List.of(plain(ContentType.HANDSHAKE, rest)));
        var serverHello = ServerHello.parse(helloBody(answer.getFirst())).orThrow();
        assertThat(serverHello.version()).isEqualTo(0xFEFD);
        assertThat(serverHello.suite()).isEqualTo(0xC02B);
        assertThat(serverHello.sessionId().isEmpty()).isTrue();
        assertThat(serverHello.extensions().types())
                .containsExactlyInAnyOrder(
                        Extensions.RENEGOTIATION_INFO,
                        Extensions.EXTENDED_MASTER_SECRET,
                        Extensions.EC_POINT_FORMATS,
                        Extensions.USE_SRTP);
        assertThat(serverReports).isEmpty();
    }

    @Test
    void refusesHellosThatCannotWork() {
        assertThat(refusal(hello -> with(hello, 0xFEFF, hello.suites(), hello.extensions())))
                .isEqualTo("dtls-client-version");
        assertThat(refusal(hello -> with(hello, 0x0303, hello.suites(), hello.extensions())))
                .isEqualTo("dtls-client-version");
        assertThat(refusal(hello -> with(hello, 0xFEFD, List.of(0x002F), hello.extensions())))
                .isEqualTo("dtls-no-common-suite");
        assertThat(refusal(hello -> with(hello, Extensions.SUPPORTED_GROUPS, "0002 0018")))
                .isEqualTo("dtls-no-common-group");
        assertThat(refusal(hello -> with(hello, Extensions.SIGNATURE_ALGORITHMS, "0002 0201")))
                .isEqualTo("dtls-no-common-signature");
        assertThat(refusal(hello -> with(hello, Extensions.USE_SRTP, "0002 0005 00")))
                .isEqualTo("dtls-no-common-srtp-profile");
        assertThat(refusal(hello -> with(hello, Extensions.USE_SRTP, "0002"))).isEqualTo("dtls-use-srtp");
        assertThat(refusal(hello -> with(hello, Extensions.RENEGOTIATION_INFO, "0c 000102030405060708090a0b")))
                .isEqualTo("dtls-renegotiation");
        assertThat(refusal(hello -> with(hello, Extensions.EC_POINT_FORMATS, "01 01")))
                .isEqualTo("dtls-point-formats");
    }

    @Test
    void worksWithoutExtendedMasterSecret() {
        // Taking the offer out on the way breaks the Finished, as it must: nobody in the middle can weaken us.
        var hello = helloBody(start().getFirst());
        var weaker = without(ClientHello.parse(hello).orThrow(), Extensions.EXTENDED_MASTER_SECRET);
        var message = new HandshakeMessage(HandshakeType.CLIENT_HELLO, 0, weaker.write());
        toServer(toClient(toServer(List.of(plain(ContentType.HANDSHAKE, message.whole())))));
        assertThat(serverReports).containsExactly(new Output.Failed("dtls-certificate-signature"));
    }

    /// A record would print its fields.
    @Test
    void whatHoldsSecretsPrintsNothing() throws NoSuchMethodException {
        var holders = List.of(
                DtlsPeer.class,
                DtlsIdentity.class,
                Session.class,
                RecordCipher.class,
                KeyShare.X25519.class,
                KeyShare.P256.class);
        for (Class<?> holder : holders)
            assertThat(holder.getMethod("toString").getDeclaringClass()).isEqualTo(Object.class);
    }

    private String refusal(Function<ClientHello, ClientHello> change) {
        var ours = peer(Role.SERVER, Pair.BOB);
        var hello = ClientHello.parse(
                        helloBody(start(peer(Role.CLIENT, Pair.ALICE)).getFirst()))
                .orThrow();
        var message = new HandshakeMessage(
                HandshakeType.CLIENT_HELLO, 0, change.apply(hello).write());
        var reports = new ArrayList<Output>();
        ours.handle(plain(ContentType.HANDSHAKE, message.whole()), 0, reports::add);
        return reports.getLast() instanceof Output.Failed(var why) ? why : reports.toString();
    }

    private static ClientHello with(ClientHello hello, int version, List<Integer> suites, Extensions extensions) {
        return new ClientHello(version, hello.random(), Bytes.EMPTY, Bytes.EMPTY, suites, false, extensions);
    }

    private static ClientHello with(ClientHello hello, int extension, String hex) {
        var extensions = new java.util.LinkedHashMap<>(hello.extensions().byType());
        extensions.put(extension, Bytes.hex(hex));
        return with(hello, hello.version(), hello.suites(), new Extensions(extensions));
    }

    private static ClientHello without(ClientHello hello, int extension) {
        var extensions = new java.util.LinkedHashMap<>(hello.extensions().byType());
        extensions.remove(extension);
        return with(hello, hello.version(), hello.suites(), new Extensions(extensions));
    }

    private void connect() {
        toClient(toServer(toClient(toServer(start()))));
        assertThat(serverReports).containsExactly(new Output.Connected(7));
        assertThat(clientReports).containsExactly(new Output.Connected(7));
    }

    private static DtlsPeer peer(Role role, DtlsIdentity identity) {
        var expected = List.of(Pair.ALICE.fingerprint(), Pair.BOB.fingerprint());
        return new DtlsPeer(role, identity, expected, Pair.PROFILES, Options.DEFAULT, Chance.seeded(5), 0);
    }

    private List<Bytes> start() {
        var sent = new ArrayList<Bytes>();
        client.start(now, output -> take(output, sent, clientReports));
        return sent;
    }

    private static List<Bytes> start(DtlsPeer peer) {
        var sent = new ArrayList<Bytes>();
        peer.start(0, output -> take(output, sent, new ArrayList<>()));
        return sent;
    }

    private List<Bytes> toServer(List<Bytes> datagrams) {
        var sent = new ArrayList<Bytes>();
        for (var datagram : datagrams) server.handle(datagram, now, output -> take(output, sent, serverReports));
        return sent;
    }

    private List<Bytes> toClient(List<Bytes> datagrams) {
        var sent = new ArrayList<Bytes>();
        for (var datagram : datagrams) client.handle(datagram, now, output -> take(output, sent, clientReports));
        return sent;
    }

    private List<Bytes> elapse(DtlsPeer peer) {
        var sent = new ArrayList<Bytes>();
        now = Math.max(now, Math.min(peer.deadlineNanos(), now + 10_000 * MS));
        peer.elapse(now, output -> take(output, sent, new ArrayList<>()));
        return sent;
    }

    private static void take(Output output, List<Bytes> datagrams, List<Output> reports) {
        if (output instanceof Output.Send(var datagram)) datagrams.add(datagram);
        else reports.add(output);
    }

    private static Bytes plain(ContentType type, Bytes fragment) {
        return new DtlsRecord(type, DtlsRecord.DTLS_1_2, 0, 9, fragment).write();
    }

    /// The body of the hello that starts `datagram`.
    private static Bytes helloBody(Bytes datagram) {
        var fragment = DtlsRecord.parse(datagram).orThrow().fragment();
        return HandshakeFragment.parse(fragment).orThrow().body();
    }

    private static List<DtlsRecord> records(List<Bytes> datagrams) {
        var records = new ArrayList<DtlsRecord>();
        for (var datagram : datagrams)
            for (var rest = datagram;
                    !rest.isEmpty();
                    rest = rest.from(records.getLast().length()))
                records.add(DtlsRecord.parse(rest).orThrow());
        return records;
    }

    private static List<Bytes> without(List<Bytes> datagrams, ContentType type) {
        return records(datagrams).stream()
                .filter(dtlsRecord -> dtlsRecord.type() != type)
                .map(DtlsRecord::write)
                .toList();
    }

    /// All records in one datagram, last first.
    private static List<Bytes> backwards(List<Bytes> datagrams) {
        var joined = new ByteWriter();
        for (var dtlsRecord : records(datagrams).reversed()) joined.bytes(dtlsRecord.write());
        return List.of(joined.toBytes());
    }
}
