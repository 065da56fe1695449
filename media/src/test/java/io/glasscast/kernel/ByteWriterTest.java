package io.glasscast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteWriterTest {
    @Test
    void growsInNetworkOrder() {
        var bytes = new ByteWriter(1)
                .u8(1)
                .u16(0x0203)
                .u24(0x040506)
                .u32(0x0708090A)
                .toBytes();
        assertThat(bytes).isEqualTo(Bytes.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    }

    @Test
    void aCopyStaysAsItIsWhileWritingGoesOn() {
        var writer = new ByteWriter(8).u8(1);
        var copy = writer.toBytes();
        writer.setU8(0, 9).u8(2);
        assertThat(copy).isEqualTo(Bytes.of(new byte[] {1}));
        assertThat(writer.toBytes()).isEqualTo(Bytes.of(new byte[] {9, 2}));
    }

    @Test
    void whatWasTakenStaysAsItIsWhileTheWriterBeginsAnew() {
        var writer = new ByteWriter(8).u8(1).u8(2);
        var taken = writer.take();
        assertThat(writer.length()).isZero();
        writer.u8(7).u8(8).u8(9);
        assertThat(taken).isEqualTo(Bytes.of(new byte[] {1, 2}));
        assertThat(writer.take()).isEqualTo(Bytes.of(new byte[] {7, 8, 9}));
    }
}
