package io.glasscast.protocol.rtmp;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import java.util.Arrays;
import java.util.function.Consumer;

/// The client's end of the handshake (RTMP §5.2), without a digest: every server takes that.
final class ClientHandshake {
    private static final int ANSWER = 1 + 2 * ServerHandshake.PACKET;
    /// Time, and time2 or a version.
    private static final int TIMES = 8;

    private final Bytes c1;
    private final ByteWriter received = new ByteWriter(ANSWER);
    private boolean done;
    private boolean echoed;

    ClientHandshake(Chance chance) {
        var packet = chance.bytes(ServerHandshake.PACKET);
        Arrays.fill(packet, 0, TIMES, (byte) 0);
        c1 = Bytes.of(packet);
    }

    /// The first thing to send.
    Bytes hello() {
        return new ByteWriter(1 + ServerHandshake.PACKET)
                .u8(ServerHandshake.VERSION)
                .bytes(c1)
                .toBytes();
    }

    boolean done() {
        return done;
    }

    /// Whether the server answered with what it was sent, as it must (§5.2.4). Nothing depends on it.
    boolean echoed() {
        return echoed;
    }

    /// Takes bytes of the server.
    ///
    /// @param wrong is told why the server speaks no RTMP
    /// @return what is left once the handshake is done
    Bytes receive(Bytes bytes, Consumer<Bytes> send, Consumer<String> wrong) {
        int size = Math.min(ANSWER - received.length(), bytes.length());
        if (size == 0) return bytes;
        if (received.length() == 0 && bytes.u8(0) != ServerHandshake.VERSION) {
            wrong.accept("handshake-version");
            return Bytes.EMPTY;
        }
        received.bytes(bytes.slice(0, size));
        if (received.length() == ANSWER) {
            done = true;
            var all = received.toBytes();
            echoed = all.from(1 + ServerHandshake.PACKET + TIMES).equals(c1.from(TIMES));
            send.accept(all.slice(1, ServerHandshake.PACKET));
        }
        return bytes.from(size);
    }
}
