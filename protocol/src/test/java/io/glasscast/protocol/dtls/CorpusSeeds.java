package io.glasscast.protocol.dtls;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.protocol.dtls.DtlsPeer.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes the seeds of the corpora: an undisturbed handshake, whole for the machine and in parts for the parsers.
/// Run from the module's folder when messages change; crashers that were found are kept.
final class CorpusSeeds {
    private CorpusSeeds() {}

    public static void main(String[] arguments) throws IOException {
        var toServer = new ArrayList<Bytes>();
        var toClient = new ArrayList<Bytes>();
        var client = DtlsFuzzTest.peer(Role.CLIENT);
        var server = DtlsFuzzTest.peer(Role.SERVER);
        client.start(0, output -> take(output, toServer));
        server.handle(toServer.get(0), 0, output -> take(output, toClient));
        client.handle(toClient.get(0), 0, output -> take(output, toServer));
        server.handle(toServer.get(1), 0, output -> take(output, toClient));
        for (int flight = 0; flight < 2; flight++) {
            for (int heard = 0; heard < 3; heard++) {
                write("dtls-machine", "server-" + heard + "-hears-" + flight, 2 * heard, toServer.get(flight));
                write("dtls-machine", "client-" + heard + "-hears-" + flight, 2 * heard + 1, toClient.get(flight));
            }
        }
        var alert = new DtlsRecord(ContentType.ALERT, DtlsRecord.DTLS_1_2, 0, 7, Alert.CLOSE_NOTIFY.write(1)).write();
        for (int state = 0; state < 6; state++) write("dtls-machine", "state-" + state + "-hears-alert", state, alert);
        write("dtls-messages", "certificate-der", 0xFD, Pair.ALICE.certificate());
        write("dtls-messages", "use-srtp", 14, new UseSrtp(Pair.PROFILES, Bytes.EMPTY).write());
        write("dtls-messages", "hello-verify-request", 3, new HelloVerifyRequest(Bytes.of(new byte[32])).write());
        for (var datagram : List.of(toServer.get(0), toClient.get(0), toServer.get(1))) {
            for (var dtlsRecord : DtlsFuzzTest.records(datagram)) {
                if (dtlsRecord.type() != ContentType.HANDSHAKE || dtlsRecord.epoch() != 0) continue;
                var fragment = HandshakeFragment.parse(dtlsRecord.fragment()).orThrow();
                var name = fragment.type()
                        .name()
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace('_', '-');
                write("dtls-messages", name, fragment.type().code, fragment.body());
                write("dtls-messages", name + "-record", 0xFF, dtlsRecord.write());
                write("dtls-messages", name + "-fragment", 0xFE, dtlsRecord.fragment());
            }
        }
    }

    private static void take(Output output, List<Bytes> datagrams) {
        if (output instanceof Output.Send(var datagram)) datagrams.add(datagram);
    }

    private static void write(String corpus, String name, int first, Bytes rest) throws IOException {
        var folder = Path.of("src/test/resources/corpus", corpus);
        Files.createDirectories(folder);
        Files.write(
                folder.resolve(name),
                new ByteWriter().u8(first).bytes(rest).toBytes().toArray());
    }
}
