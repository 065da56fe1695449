package io.glasscast.protocol.dtls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.dtls.DtlsPeer.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Strangers' bytes in every state of the machine, and in every parser of its own: nothing throws, and what was not
/// agreed never connects.
final class DtlsFuzzTest {
    @Test
    void replaysTheParsersCorpus() {
        Corpus.replay("dtls-messages", DtlsFuzzTest::parse);
    }

    @Test
    void replaysTheMachinesCorpus() {
        Corpus.inputs("dtls-machine").forEach(DtlsFuzzTest::handle);
        Corpus.replay("dtls-machine", DtlsFuzzTest::handleSome);
    }

    @Seeds("dtls-messages")
    @FuzzTest
    @Tag("fuzz")
    void fuzzParsers(byte[] input) {
        parse(input);
    }

    @Seeds("dtls-machine")
    @FuzzTest
    @Tag("fuzz")
    void fuzzMachine(byte[] input) {
        handle(input);
    }

    /// The first byte is the handshake message's type; 0xFF stands for a record, 0xFE for a fragment, 0xFD for a
    /// certificate.
    static void parse(byte[] input) {
        if (input.length == 0) return;
        var body = Bytes.of(input).from(1);
        switch (input[0] & 0xFF) {
            case 0xFF -> DtlsRecord.parse(body).then(record -> again(DtlsRecord.parse(record.write()), record));
            case 0xFE -> HandshakeFragment.parse(body).then(part -> again(HandshakeFragment.parse(part.write()), part));
            case 0xFD -> PeerKey.of(body);
            case 1 -> ClientHello.parse(body);
            case 2 -> ServerHello.parse(body).then(hello -> again(ServerHello.parse(hello.write()), hello));
            case 3 -> HelloVerifyRequest.parse(body).then(it -> again(HelloVerifyRequest.parse(it.write()), it));
            case 11 -> CertificateMessage.parse(body).then(it -> again(CertificateMessage.parse(it.write()), it));
            case 12 -> ServerKeyExchange.parse(body).then(it -> again(ServerKeyExchange.parse(it.write()), it));
            case 13 -> CertificateRequest.parse(body).then(it -> again(CertificateRequest.parse(it.write()), it));
            case 14 -> UseSrtp.parse(body).then(it -> again(UseSrtp.parse(it.write()), it));
            case 15 -> Signature.parse(body).then(it -> again(Signature.parse(it.write()), it));
            default -> Dtls.isDtls(body);
        }
    }

    /// What was read and written is read the same.
    private static <T> io.glasscast.kernel.Parsed<T> again(io.glasscast.kernel.Parsed<T> second, T first) {
        if (!second.orThrow().equals(first)) throw new AssertionError(first + " became " + second);
        return second;
    }

    /// Bringing a machine to where it is fuzzed takes real signatures, some 2 ms: one mutation of sixteen will do for
    /// every build.
    private static void handleSome(byte[] input) {
        if ((java.util.Arrays.hashCode(input) & 15) == 0) handle(input);
    }

    /// The first byte tells the role and how many of the handshake's flights went well before; the rest is a
    /// datagram.
    static void handle(byte[] input) {
        if (input.length == 0) return;
        int state = input[0] & 7;
        var victim = STATES.computeIfAbsent(state, Prefix::of);
        var machine = victim.machine();
        boolean connected = victim.connected();
        var reports = new ArrayList<Output>();
        machine.handle(Bytes.of(input).from(1), 1, reports::add);
        machine.elapse(2, reports::add);
        if (reports.stream().anyMatch(Output.Connected.class::isInstance) && !connected && !victim.mayConnect(input))
            throw new AssertionError("connected in state " + state);
        machine.deadlineNanos();
    }

    private static final Map<Integer, Prefix> STATES = new HashMap<>();

    /// What a machine of `role` was told before the fuzzed datagram, always the same.
    record Prefix(Role role, List<Bytes> heard, List<Bytes> wouldHear) {
        static Prefix of(int state) {
            var role = (state & 1) == 0 ? Role.SERVER : Role.CLIENT;
            var toServer = new ArrayList<Bytes>();
            var toClient = new ArrayList<Bytes>();
            var client = peer(Role.CLIENT);
            var server = peer(Role.SERVER);
            client.start(0, sending(toServer));
            while (toServer.size() + toClient.size() < 4) {
                if (toServer.size() > toClient.size()) server.handle(toServer.getLast(), 0, sending(toClient));
                else client.handle(toClient.getLast(), 0, sending(toServer));
            }
            var all = role == Role.SERVER ? toServer : toClient;
            int heard = Math.min(state >> 1, all.size());
            return new Prefix(role, List.copyOf(all.subList(0, heard)), List.copyOf(all.subList(heard, all.size())));
        }

        DtlsPeer machine() {
            var machine = peer(role);
            machine.start(0, _ -> {});
            for (var datagram : heard) machine.handle(datagram, 0, _ -> {});
            return machine;
        }

        boolean connected() {
            return wouldHear.isEmpty();
        }

        /// A mutation may leave everything that counts as it was, as in a record after the last one needed.
        boolean mayConnect(byte[] input) {
            var finished = records(wouldHear.getLast()).getLast().write();
            return indexOf(input, finished.toArray()) >= 0;
        }
    }

    static List<DtlsRecord> records(Bytes datagram) {
        var records = new ArrayList<DtlsRecord>();
        for (var rest = datagram;
                !rest.isEmpty();
                rest = rest.from(records.getLast().length()))
            records.add(DtlsRecord.parse(rest).orThrow());
        return records;
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int at = 0; at + part.length <= whole.length; at++)
            if (java.util.Arrays.equals(whole, at, at + part.length, part, 0, part.length)) return at;
        return -1;
    }

    private static java.util.function.Consumer<Output> sending(List<Bytes> wire) {
        return output -> {
            if (output instanceof Output.Send(var datagram)) wire.add(datagram);
        };
    }

    static DtlsPeer peer(Role role) {
        var identity = role == Role.CLIENT ? Pair.ALICE : Pair.BOB;
        var expected = List.of(Pair.ALICE.fingerprint(), Pair.BOB.fingerprint());
        return new DtlsPeer(role, identity, expected, Pair.PROFILES, Chance.seeded(role == Role.CLIENT ? 0 : 1), 0);
    }
}
