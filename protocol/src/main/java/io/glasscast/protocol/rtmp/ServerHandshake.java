package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// The server's end of the handshake (RTMP §5.2), with a digest for clients that show one.
/// ```
/// client: | 3 | C1: time (4), 0 or version (4), random (1528) |             | C2: S1 again |
/// server:                                    | 3 | S1: as C1 | S2: C1 again |
/// ```
final class ServerHandshake {
    static final int VERSION = 3;
    static final int PACKET = 1_536;
    /// Time and time2, which need not come back as they were.
    private static final int TIMES = 8;
    /// A version that every client takes for a server with a digest.
    private static final long DIGEST_VERSION = 0x0405_0001L;

    private enum Awaits {
        C0_AND_C1,
        C2,
        NOTHING
    }

    private final Chance chance;
    private final ByteWriter received = new ByteWriter(PACKET + 1);
    private Awaits awaits = Awaits.C0_AND_C1;
    private Bytes s1 = Bytes.EMPTY;
    private boolean digest;
    private boolean echoed;

    ServerHandshake(Chance chance) {
        this.chance = chance;
    }

    boolean done() {
        return awaits == Awaits.NOTHING;
    }

    /// Whether the client answered with what it was sent, as it must (§5.2.4). Many do not, and nothing depends on it.
    boolean echoed() {
        return echoed;
    }

    /// Whether the client showed a digest.
    boolean digest() {
        return digest;
    }

    /// Takes bytes of the client.
    ///
    /// @param wrong is told why the client speaks no RTMP
    /// @return what is left once the handshake is done
    Bytes receive(Bytes bytes, Consumer<Bytes> send, Consumer<String> wrong) {
        var rest = bytes;
        while (!done() && !rest.isEmpty()) {
            if (received.length() == 0 && rest.u8(0) != VERSION) {
                // 6 and 8 encrypt by methods long broken; "G" is somebody's HTTP.
                wrong.accept("handshake-version");
                return Bytes.EMPTY;
            }
            int wanted = (awaits == Awaits.C0_AND_C1 ? PACKET + 1 : PACKET) - already();
            int size = Math.min(wanted, rest.length());
            received.bytes(rest.slice(0, size));
            rest = rest.from(size);
            if (size == wanted) step(send);
        }
        return rest;
    }

    private int already() {
        return awaits == Awaits.C0_AND_C1 ? received.length() : received.length() - PACKET - 1;
    }

    private void step(Consumer<Bytes> send) {
        var all = received.toBytes();
        if (awaits == Awaits.C0_AND_C1) {
            answer(all.from(1), send);
            awaits = Awaits.C2;
        } else {
            var c2 = all.from(PACKET + 1);
            echoed = digest || c2.from(TIMES).equals(s1.from(TIMES));
            awaits = Awaits.NOTHING;
        }
    }

    private void answer(Bytes c1, Consumer<Bytes> send) {
        var scheme = c1.u32(4) == 0 ? OptionalInt.empty() : Digest.scheme(c1);
        digest = scheme.isPresent();
        var first = chance.bytes(PACKET);
        put32(first, 0, 0);
        put32(first, 4, digest ? DIGEST_VERSION : 0);
        var second = c1.toArray();
        if (digest) {
            Digest.signServer(first, scheme.orElseThrow());
            second = chance.bytes(PACKET);
            Digest.answerAsServer(second, c1, scheme.orElseThrow());
        } else {
            // time2: when C1 was read, which is the time of S1.
            put32(second, 4, 0);
        }
        s1 = Bytes.of(first);
        send.accept(new ByteWriter(1 + 2 * PACKET)
                .u8(VERSION)
                .bytes(first)
                .bytes(second)
                .toBytes());
    }

    private static void put32(byte[] target, int at, long value) {
        for (int i = 0; i < 4; i++) target[at + i] = (byte) (value >>> (24 - 8 * i));
    }
}
