package io.glasscast.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.glasscast.fuzz.Corpus;
import io.glasscast.fuzz.Seeds;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import io.glasscast.protocol.rtp.ReceiveBuffer.Output;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RtpFuzzTest {
    private static final long MS = 1_000_000L;

    @Test
    void replaysItsCorpus() {
        Corpus.replay("rtp", RtpFuzzTest::fuzz);
    }

    @Test
    void receiveBufferReplaysItsCorpus() {
        Corpus.replay("receive-buffer", RtpFuzzTest::fuzzReceiveBuffer);
    }

    @Tag("fuzz")
    @Seeds("rtp")
    @FuzzTest
    void fuzzRtp(byte[] input) {
        fuzz(input);
    }

    @Tag("fuzz")
    @Seeds("receive-buffer")
    @FuzzTest
    void fuzzBuffer(byte[] input) {
        fuzzReceiveBuffer(input);
    }

    /// What was read can be written, and reads the same.
    static void fuzz(byte[] input) {
        switch (RtpPacket.parse(Bytes.of(input))) {
            case Parsed.Malformed(var why) -> assertThat(why).startsWith("rtp-");
            case Parsed.Ok(var packet) -> {
                assertThat(RtpPacket.parse(packet.write())).isEqualTo(Parsed.ok(packet));
                var extensions = packet.extensions();
                for (var element : extensions.elements()) {
                    extensions.mid(element.id());
                    extensions.absSendTime(element.id());
                    extensions.transportSequence(element.id());
                    extensions.absCaptureTime(element.id());
                }
                if (Rtx.unwrap(packet, 1, 2) instanceof Parsed.Ok(var original))
                    assertThat(original.payload().length())
                            .isEqualTo(packet.payload().length() - 2);
            }
        }
    }

    /// Every three bytes: a step of the sequence number and of time in ms.
    static void fuzzReceiveBuffer(byte[] input) {
        var buffer = new ReceiveBuffer(new ReceiveLimits(64, 100 * MS, 5 * MS, 3, 3));
        var delivered = new long[] {0, 0}; // packets in, packets out
        long now = 0;
        int sequence = 65_530;
        for (int i = 0; i + 2 < input.length; i += 3) {
            sequence = SequenceNumber.plus(sequence, (short) (input[i] << 8 | (input[i + 1] & 0xFF)));
            now += (input[i + 2] & 0x3F) * MS;
            buffer.elapse(now, output -> count(output, delivered));
            assertThat(buffer.deadlineNanos()).isGreaterThan(now);
            delivered[0]++;
            buffer.handle(ReceiveBufferTest.packet(sequence), now, output -> count(output, delivered));
            assertThat(buffer.missing()).isBetween(0, 64);
            assertThat(delivered[1]).isLessThanOrEqualTo(delivered[0]);
        }
        buffer.elapse(now + 1000 * MS, output -> count(output, delivered));
        assertThat(buffer.missing()).isZero();
    }

    private static void count(Output output, long[] delivered) {
        if (output instanceof Output.Deliver) delivered[1]++;
    }
}
