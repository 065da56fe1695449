package io.glasscast.protocol.dtls;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.Arrays;

/// What both sides know and nobody else does: the master secret and all that follows from it.
final class Session {
    private static final int MASTER_SECRET_LENGTH = 48;
    private static final int VERIFY_DATA_LENGTH = 12;

    private final CipherSuite suite;
    private final Bytes masterSecret;
    private final Bytes clientRandom;
    private final Bytes serverRandom;

    private Session(CipherSuite suite, Bytes masterSecret, Bytes clientRandom, Bytes serverRandom) {
        this.suite = suite;
        this.masterSecret = masterSecret;
        this.clientRandom = clientRandom;
        this.serverRandom = serverRandom;
    }

    /// Bound to the whole conversation up to the ClientKeyExchange (RFC 7627 §4).
    static Session extended(Agreed agreed, Bytes premasterSecret, Bytes conversation) {
        var prf = agreed.suite().prf;
        var master =
                prf.expand(premasterSecret, "extended master secret", prf.hash(conversation), MASTER_SECRET_LENGTH);
        return new Session(agreed.suite(), master, agreed.clientRandom(), agreed.serverRandom());
    }

    /// Bound to the randoms only (RFC 5246 §8.1), for peers that know nothing newer.
    static Session plain(Agreed agreed, Bytes premasterSecret) {
        var seed = join(agreed.clientRandom(), agreed.serverRandom());
        var master = agreed.suite().prf.expand(premasterSecret, "master secret", seed, MASTER_SECRET_LENGTH);
        return new Session(agreed.suite(), master, agreed.clientRandom(), agreed.serverRandom());
    }

    /// The key of the records that `writer` writes (RFC 5246 §6.3; GCM needs no MAC keys).
    RecordCipher cipher(Role writer) {
        int key = suite.keyLength;
        int salt = RecordCipher.SALT_LENGTH;
        var block = suite.prf.expand(masterSecret, "key expansion", join(serverRandom, clientRandom), 2 * (key + salt));
        return switch (writer) {
            case CLIENT -> new RecordCipher(block.slice(0, key), block.slice(2 * key, salt));
            case SERVER -> new RecordCipher(block.slice(key, key), block.slice(2 * key + salt, salt));
        };
    }

    /// The proof that `writer` saw the same conversation (RFC 5246 §7.4.9).
    Bytes verifyData(Role writer, Bytes conversation) {
        var label = switch (writer) {
            case CLIENT -> "client finished";
            case SERVER -> "server finished";
        };
        return suite.prf.expand(masterSecret, label, suite.prf.hash(conversation), VERIFY_DATA_LENGTH);
    }

    /// RFC 5705 §4, without a context.
    Bytes export(String label, int length) {
        return suite.prf.expand(masterSecret, label, join(clientRandom, serverRandom), length);
    }

    /// Overwrites the master secret: what was sealed can no longer be opened by whoever finds this heap.
    void forget() {
        Arrays.fill(masterSecret.array(), (byte) 0);
    }

    private static Bytes join(Bytes first, Bytes second) {
        return new ByteWriter().bytes(first).bytes(second).toBytes();
    }
}
