package io.glasscast.protocol.srt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Chance;
import io.glasscast.protocol.srt.SrtConnection.Input;
import io.glasscast.protocol.srt.SrtConnection.Output;
import io.glasscast.protocol.srt.SrtListener.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Connections of every state, and a listener, are fed rubbish: packets behind 16 bits of length, and time
/// passes.
class SrtConnectionFuzzTest {
    private static final int INITIAL = 1000;
    private static final long STEP = 7_000_000;
    /// What one packet may cause at most: a buffer full of packets to be sent again or handed out, and then
    /// some.
    private static final int MAX_OUTPUTS = 3 * ReceiveBuffer.CAPACITY;

    private static final Ciphers CIPHERS = Ciphers.made(Pair.WRAP, SendCipher.Refresh.STANDARD, Chance.seeded(1));

    static void fuzz(byte[] input) {
        var packets = packets(Bytes.of(input));
        feed(established(Optional.empty()), packets);
        feed(established(Optional.of(CIPHERS)), packets);
        feed(new SrtCaller("key", Duration.ofMillis(120), Optional.empty()).call(88, Chance.seeded(2), 0), packets);
        listener(packets);
    }

    private static void feed(SrtConnection connection, List<Bytes> packets) {
        var counted = new int[1];
        long now = 0;
        connection.elapse(now, output -> keep(connection, 0, output, counted));
        for (int i = 0; i < 4; i++)
            if (!connection.closed()) connection.handle(new Input.Send(Pair.payload(i)), now, _ -> {});
        for (var packet : packets) {
            counted[0] = 0;
            long arrival = now;
            connection.handle(
                    new Input.Datagram(packet), arrival, output -> keep(connection, arrival, output, counted));
            now += STEP;
            long then = now;
            if (connection.deadlineNanos() <= now)
                connection.elapse(then, output -> keep(connection, then, output, counted));
            if (counted[0] > MAX_OUTPUTS) throw new AssertionError(counted[0] + " outputs");
        }
        // Whatever was said, a connection that hears no more ends.
        for (int i = 0; i < 20_000 && connection.deadlineNanos() != SrtConnection.NEVER; i++) {
            now = Math.max(now + 1, connection.deadlineNanos());
            long then = now;
            connection.elapse(then, output -> keep(connection, then, output, counted));
        }
        if (!connection.closed()) throw new AssertionError("goes on for ever");
    }

    private static void listener(List<Bytes> packets) {
        var chance = Chance.seeded(3);
        var listener = new SrtListener(
                chance,
                () -> SrtConnection.socketId(chance),
                _ -> new Admission.Accept(Optional.of(Pair.SECRET), Duration.ofMillis(120)));
        for (var packet : packets)
            listener.datagram(Pair.CALLER, packet, 0, output -> {
                if (output instanceof SrtListener.Output.Transmit(var _, var datagram)
                        && datagram.length() > packet.length()) throw new AssertionError("amplifies");
                if (output instanceof SrtListener.Output.Derive(var work)) listener.derived(key(work), 0, _ -> {});
            });
    }

    /// Not the right one, but one that costs nothing.
    private static KeyWrap key(KeyDerivation work) {
        return new KeyWrap(work, Bytes.of(new byte[work.keyLength()]));
    }

    /// What a connection sends is well formed, whatever it was told.
    private static void keep(SrtConnection connection, long now, Output output, int[] counted) {
        counted[0]++;
        if (output instanceof Output.Derive(var work))
            connection.handle(new Input.Derived(key(work)), now, more -> keep(connection, now, more, counted));
        if (output instanceof Output.Transmit(var datagram))
            SrtPacket.parse(datagram).orThrow();
    }

    private static SrtConnection established(Optional<Ciphers> ciphers) {
        var agreement = new Agreement(77, INITIAL, 8192, Duration.ofMillis(120), Duration.ofMillis(120), 0, ciphers);
        var answer =
                ((SrtPacket.Shake) SrtPacket.parse(LibsrtVectorsTest.CONCLUSION).orThrow()).handshake();
        return SrtConnection.answering(88, agreement, answer, 0);
    }

    private static List<Bytes> packets(Bytes input) {
        var packets = new ArrayList<Bytes>();
        for (int at = 0; at + 2 <= input.length(); ) {
            int length = Math.min(input.u16(at), input.length() - at - 2);
            packets.add(input.slice(at + 2, length));
            at += 2 + length;
        }
        return packets;
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("srt-connection", SrtConnectionFuzzTest::fuzz);
    }

    @Tag("fuzz")
    static class Fuzzing {
        @Seeds("srt-connection")
        @FuzzTest
        void fuzz(byte[] input) {
            SrtConnectionFuzzTest.fuzz(input);
        }
    }
}
