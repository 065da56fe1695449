package io.glasscast.transcode.worker;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;

/// The identification header of Opus (RFC 7845 §5.1), whose numbers are little-endian.
/// ```
/// | "OpusHead" | version (8) | channels (8) | pre-skip (16) | sample rate (32) | gain (16) | family (8) |
/// ```
final class OpusHead {
    static final int LENGTH = 19;

    private static final int SAMPLE_RATE = 48_000;

    private OpusHead() {}

    /// @param channels 1 or 2
    /// @param preSkip  samples at 48 kHz that a decoder gives before the first that went into the encoder
    static Bytes of(int channels, int preSkip) {
        return new ByteWriter(LENGTH)
                .utf8("OpusHead")
                .u8(1)
                .u8(channels)
                .u16(Short.reverseBytes((short) preSkip))
                .u32(Integer.reverseBytes(SAMPLE_RATE))
                .u16(0)
                .u8(0)
                .toBytes();
    }
}
