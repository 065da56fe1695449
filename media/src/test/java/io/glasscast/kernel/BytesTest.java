package io.glasscast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BytesTest {
    private final Bytes bytes = Bytes.hex("00 01 02 03 fc fd fe ff").slice(1, 6);

    @Test
    void readsNetworkOrderFromTheViewsOwnStart() {
        assertThat(bytes.u8(0)).isEqualTo(0x01);
        assertThat(bytes.u16(3)).isEqualTo(0xFCFD);
        assertThat(bytes.u24(2)).isEqualTo(0x03FCFD);
        assertThat(bytes.u32(2)).isEqualTo(0x03FCFDFEL);
        assertThat(Bytes.hex("8000000000000001").i64(0)).isEqualTo(Long.MIN_VALUE + 1);
    }

    @Test
    void neverReadsPastTheViewThoughTheArrayGoesOn() {
        assertThatThrownBy(() -> bytes.u8(6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> bytes.u16(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> bytes.u32(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> bytes.slice(3, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> bytes.slice(1, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void equalsByContent() {
        assertThat(bytes).isEqualTo(Bytes.hex("010203fcfdfe")).hasSameHashCodeAs(Bytes.hex("010203fcfdfe"));
        assertThat(bytes).isNotEqualTo(Bytes.hex("010203fcfdff"));
    }

    @Test
    void writesWhatItReads() {
        var writer = new ByteWriter(1)
                .u8(1)
                .u16(0x2345)
                .u24(0x6789AB)
                .u32(0xCDEF0123L)
                .u64(-2)
                .utf8("é");
        writer.setU16(1, 0xFFFF);
        assertThat(writer.toBytes()).isEqualTo(Bytes.hex("01 ffff 6789ab cdef0123 fffffffffffffffe c3a9"));
    }
}
