package io.glasscast.protocol.srt;

import static org.assertj.core.api.Assertions.assertThat;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.srt.SrtPacket.Ack;
import io.glasscast.protocol.srt.SrtPacket.AckAck;
import io.glasscast.protocol.srt.SrtPacket.Data;
import io.glasscast.protocol.srt.SrtPacket.DropRequest;
import io.glasscast.protocol.srt.SrtPacket.KeepAlive;
import io.glasscast.protocol.srt.SrtPacket.Key;
import io.glasscast.protocol.srt.SrtPacket.KeyMessage;
import io.glasscast.protocol.srt.SrtPacket.Nak;
import io.glasscast.protocol.srt.SrtPacket.ReceiverReport;
import io.glasscast.protocol.srt.SrtPacket.Shutdown;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The pictures of draft-sharabayko-srt-01 §3.
class PacketFormatTest {
    private static final int TIME = 0x01020304;
    private static final int TO = 0x0a0b0c0d;
    private static final String TAIL = "01020304 0a0b0c0d";

    @Test
    void data() {
        var data = new Data(0x12345678, Key.ODD, true, 0x2abcdef, TIME, TO, Bytes.hex("47 11"));
        // PP 11, O 0, KK 10, R 1
        same(data, "12345678 d6abcdef" + TAIL + "4711");
    }

    @Test
    void keepAlive() {
        same(new KeepAlive(TIME, TO), "80010000 00000000" + TAIL + "00000000");
    }

    @Test
    void fullAcknowledgement() {
        var report = Optional.of(new ReceiverReport(1, 2, 3, 4, 5, 6));
        same(
                new Ack(9, 0x7fffffff, report, TIME, TO),
                "80020000 00000009" + TAIL + "7fffffff 00000001 00000002 00000003 00000004 00000005 00000006");
    }

    @Test
    void smallAndLightAcknowledgements() {
        var small = SrtPacket.parse(Bytes.hex("80020000 00000009" + TAIL + "00000007 00000001 00000002 00000003"));
        assertThat(small)
                .isEqualTo(Parsed.ok(new Ack(9, 7, Optional.of(new ReceiverReport(1, 2, 3, 0, 0, 0)), TIME, TO)));
        same(new Ack(0, 7, Optional.empty(), TIME, TO), "80020000 00000000" + TAIL + "00000007");
    }

    @Test
    void lossListsHaveNumbersAndRanges() {
        var missing = List.of(new SequenceRange(5, 5), new SequenceRange(7, 9), new SequenceRange(0x7fffffff, 1));
        same(new Nak(missing, TIME, TO), "80030000 00000000" + TAIL + "00000005 80000007 00000009 ffffffff 00000001");
    }

    @Test
    void shutdown() {
        same(new Shutdown(TIME, TO), "80050000 00000000" + TAIL + "00000000");
    }

    @Test
    void ackAck() {
        same(new AckAck(9, TIME, TO), "80060000 00000009" + TAIL + "00000000");
    }

    @Test
    void dropRequest() {
        same(new DropRequest(3, new SequenceRange(5, 9), TIME, TO), "80070000 00000003" + TAIL + "00000005 00000009");
    }

    @Test
    void keyMessages() {
        same(new KeyMessage(true, Bytes.hex("abcd"), TIME, TO), "ffff0003 00000000" + TAIL + "abcd");
        same(new KeyMessage(false, Bytes.hex("abcd"), TIME, TO), "ffff0004 00000000" + TAIL + "abcd");
    }

    @Test
    void whatIsNotKnownIsPassedOver() {
        assertThat(SrtPacket.parse(Bytes.hex("80040000 00000000" + TAIL)))
                .isEqualTo(Parsed.ok(new SrtPacket.Other(4, 0, TIME, TO)));
        assertThat(SrtPacket.parse(Bytes.hex("ffff0009 00000000" + TAIL)))
                .isEqualTo(Parsed.ok(new SrtPacket.Other(0x7fff, 9, TIME, TO)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', srt-short",
        "80010000000000000102030400000a, srt-short",
        "80020000000000090102030400000000, srt-ack-short",
        "8003000000000000010203040000000080000007, srt-nak-short",
        "800300000000000001020304000000008000000780000009, srt-nak-range",
        "8007000000000003010203040000000000000005, srt-drop-request-short",
        "80000000000000000102030400000000, srt-handshake-short"
    })
    void theMalformedIsNamed(String hex, String why) {
        assertThat(SrtPacket.parse(Bytes.hex(hex))).isEqualTo(Parsed.malformed(why));
    }

    private static void same(SrtPacket packet, String hex) {
        assertThat(packet.write()).isEqualTo(Bytes.hex(hex));
        assertThat(SrtPacket.parse(Bytes.hex(hex))).isEqualTo(Parsed.ok(packet));
    }
}
