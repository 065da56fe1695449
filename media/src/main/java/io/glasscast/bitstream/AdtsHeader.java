package io.glasscast.bitstream;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// The header before each AAC access unit of an ADTS stream (ISO/IEC 13818-7 §6.2, ISO/IEC 14496-3 §1.A.2.2).
/// ```
/// | syncword 0xFFF (12) |ID|layer (2)|no CRC|profile (2)|rate (4)|private|channels (3)| 4 flags |
/// | frame length (13) | buffer fullness (11) | raw data blocks - 1 (2) |   then crc_check (16) unless no CRC
/// ```
///
/// @param config      what the decoder must know; it cannot say that frames have 960 samples
/// @param length      of the header, 7 or 9 bytes
/// @param frameLength of the header and the access units behind it
/// @param blocks      access units behind this header, 1 to 4
public record AdtsHeader(AudioSpecificConfig config, int length, int frameLength, int blocks) {
    /// Bytes of a header without CRC; nothing can be read of fewer.
    public static final int LENGTH = 7;

    private static final int CRC = 2;
    private static final int SYNCWORD = 0xFFF;
    private static final int MAX_FRAME_LENGTH = (1 << 13) - 1;
    /// A variable rate: the buffer's fullness is not said.
    private static final int VARIABLE = 0x7FF;

    /// Reads the header that `bytes` start with.
    ///
    /// @return malformed as well when the channels are described inside the access unit (`adts-channels`)
    public static Parsed<AdtsHeader> parse(Bytes bytes) {
        if (bytes.length() < LENGTH) return Parsed.malformed("adts-short");
        var bits = new BitReader(bytes);
        if (bits.i(12) != SYNCWORD) return Parsed.malformed("adts-syncword");
        bits.skip(1); // ID: MPEG-2 or MPEG-4
        if (bits.i(2) != 0) return Parsed.malformed("adts-layer");
        int length = bits.flag() ? LENGTH : LENGTH + CRC;
        int objectType = bits.i(2) + 1;
        int rate = AudioSpecificConfig.sampleRate(bits.i(4));
        if (rate == 0) return Parsed.malformed("adts-rate");
        bits.skip(1); // private_bit
        int configuration = bits.i(3);
        bits.skip(4); // original_copy, home, copyright bit and start
        int frameLength = bits.i(13);
        bits.skip(11);
        int blocks = bits.i(2) + 1;
        if (frameLength <= length) return Parsed.malformed("adts-frame-length");
        if (configuration == 0) return Parsed.malformed("adts-channels");
        var config = new AudioSpecificConfig(objectType, rate, configuration == 7 ? 8 : configuration, 1_024);
        return Parsed.ok(new AdtsHeader(config, length, frameLength, blocks));
    }

    /// Whether an ADTS header can say this.
    public static boolean canSay(AudioSpecificConfig config) {
        return config.objectType() <= 4
                && config.sampleRateIndex() < 15
                && config.channels() != 7
                && config.frameSamples() == 1_024;
    }

    /// The longest access unit that fits behind a header.
    public static int maxAccessUnit() {
        return MAX_FRAME_LENGTH - LENGTH;
    }

    /// A header and its access unit.
    ///
    /// @param config     one that [#canSay]
    /// @param accessUnit at most [#maxAccessUnit] bytes
    public static Bytes wrap(AudioSpecificConfig config, Bytes accessUnit) {
        int length = LENGTH + accessUnit.length();
        int channels = config.channels() == 8 ? 7 : config.channels();
        long tail = (long) length << 13 | VARIABLE << 2;
        return new ByteWriter(length)
                .u16(SYNCWORD << 4 | 1) // MPEG-4, no CRC
                .u8((config.objectType() - 1) << 6 | config.sampleRateIndex() << 2 | channels >>> 2)
                .u8((channels & 3) << 6 | (int) (tail >>> 24))
                .u24(tail & 0xFF_FFFF)
                .bytes(accessUnit)
                .toBytes();
    }
}
