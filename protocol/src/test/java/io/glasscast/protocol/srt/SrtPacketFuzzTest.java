package io.glasscast.protocol.srt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever arrives is a packet or refused; what was read can be written and read again.
class SrtPacketFuzzTest {
    static void fuzz(byte[] input) {
        if (!(SrtPacket.parse(Bytes.of(input)) instanceof Parsed.Ok<SrtPacket>(var packet))) return;
        var again = SrtPacket.parse(packet.write());
        boolean wordsAlone = packet instanceof SrtPacket.Shake || packet instanceof SrtPacket.Other;
        // Text may lose what is no UTF-8, and what is not known its content.
        if (!wordsAlone && !again.equals(Parsed.ok(packet))) throw new AssertionError(packet + " became " + again);
        if (packet instanceof SrtPacket.KeyMessage(var _, var material, var _, var _)) keys(material);
        if (packet instanceof SrtPacket.Shake(var handshake, var _, var _))
            handshake.extension(HandshakeExtension.Keys.class).ifPresent(keys -> keys(keys.material()));
    }

    private static void keys(Bytes material) {
        if (!(KeyMaterial.parse(material) instanceof Parsed.Ok<KeyMaterial>(var read))) return;
        if (!KeyMaterial.parse(read.write()).equals(Parsed.ok(read))) throw new AssertionError(read.toString());
    }

    @Test
    void replaysItsCorpus() {
        Corpus.replay("srt-packet", SrtPacketFuzzTest::fuzz);
    }

    @Tag("fuzz")
    static class Fuzzing {
        @Seeds("srt-packet")
        @FuzzTest
        void fuzz(byte[] input) {
            SrtPacketFuzzTest.fuzz(input);
        }
    }
}
