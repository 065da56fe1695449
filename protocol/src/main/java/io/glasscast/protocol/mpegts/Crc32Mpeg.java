package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;

/// The CRC of program specific information (ISO/IEC 13818-1 Annex A): polynomial 0x04C11DB7, most significant bit
/// first, starting from ones, not inverted.
final class Crc32Mpeg {
    private static final int POLYNOMIAL = 0x04C11DB7;
    private static final int[] TABLE = table();

    private Crc32Mpeg() {}

    /// Over all of `bytes`. It is 0 over a section with its own CRC at the end.
    static int of(Bytes bytes) {
        int crc = -1;
        for (int i = 0; i < bytes.length(); i++) crc = crc << 8 ^ TABLE[(crc >>> 24 ^ bytes.u8(i)) & 0xFF];
        return crc;
    }

    private static int[] table() {
        var table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
            table[i] = crc;
        }
        return table;
    }
}
