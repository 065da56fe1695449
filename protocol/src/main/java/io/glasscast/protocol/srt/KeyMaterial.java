package io.glasscast.protocol.srt;

import static io.glasscast.kernel.Parsed.malformed;
import static io.glasscast.kernel.Parsed.ok;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// One key for packets or two of them, wrapped in a key that comes from the passphrase (draft-sharabayko-srt-01
/// §3.2.2).
/// ```
/// |0|version| type  |             signature         |   0   | KK |
/// |                 key encryption key index: 0                   |
/// |    cipher     | authentication| encapsulation |       0       |
/// |               0               | salt length/4 | key length/4  |
/// |                       salt (128 bits)                         |
/// |                 integrity check value (64 bits)               |
/// |      wrapped keys, the even one first ...                     |
/// ```
///
/// @param keys      EVEN, ODD or BOTH
/// @param keyLength bytes of one key: 16, 24 or 32
/// @param salt      16 bytes
/// @param wrapped   the integrity check value and the keys
record KeyMaterial(SrtPacket.Key keys, int keyLength, Bytes salt, Bytes wrapped) {
    static final int SALT_LENGTH = 16;

    private static final int VERSION_AND_TYPE = 0x12;
    /// "HAI" in the letters of the IEEE's vendor codes.
    private static final int SIGNATURE = 0x2029;
    private static final int AES_CTR = 2;
    private static final int IN_SRT = 2;
    private static final int FIXED_LENGTH = 16;
    static final int CHECK_LENGTH = 8;

    static Parsed<KeyMaterial> parse(Bytes bytes) {
        if (bytes.length() < FIXED_LENGTH) return malformed("srt-key-short");
        if (bytes.u8(0) != VERSION_AND_TYPE || bytes.u16(1) != SIGNATURE) return malformed("srt-key-signature");
        var keys = SrtPacket.Key.of(bytes.u8(3));
        if (keys == SrtPacket.Key.NONE) return malformed("srt-key-none");
        if (bytes.u8(8) != AES_CTR || bytes.u8(9) != 0) return malformed("srt-key-cipher");
        int saltLength = 4 * bytes.u8(14);
        int keyLength = 4 * bytes.u8(15);
        if (saltLength != SALT_LENGTH) return malformed("srt-key-salt");
        if (!SrtSecret.isKeyLength(keyLength)) return malformed("srt-key-length");
        int wrappedLength = CHECK_LENGTH + keyLength * (keys == SrtPacket.Key.BOTH ? 2 : 1);
        if (bytes.length() < FIXED_LENGTH + SALT_LENGTH + wrappedLength) return malformed("srt-key-short");
        return ok(new KeyMaterial(
                keys,
                keyLength,
                bytes.slice(FIXED_LENGTH, SALT_LENGTH),
                bytes.slice(FIXED_LENGTH + SALT_LENGTH, wrappedLength)));
    }

    Bytes write() {
        return new ByteWriter(FIXED_LENGTH + SALT_LENGTH + wrapped.length())
                .u8(VERSION_AND_TYPE)
                .u16(SIGNATURE)
                .u8(keys.bits())
                .u32(0)
                .u8(AES_CTR)
                .u8(0)
                .u8(IN_SRT)
                .u8(0)
                .u16(0)
                .u8(SALT_LENGTH / 4)
                .u8(keyLength / 4)
                .bytes(salt)
                .bytes(wrapped)
                .toBytes();
    }
}
