package io.glasscast.glasses.codec;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;

/// Turns the encoder's byte stream (ITU-T H.264 Annex B) into length-prefixed NAL units.
final class AnnexB {
    private static final int IDR = 5, ACCESS_UNIT_DELIMITER = 9;
    private static final int START_CODE_LENGTH = 3;

    private AnnexB() {}

    /// @param idr whether the access unit is a keyframe
    record AccessUnit(boolean idr, Bytes payload) {}

    static AccessUnit toLengthPrefixed(Bytes stream) {
        var writer = new ByteWriter(stream.length() + 16);
        boolean idr = false;
        int code = startCode(stream, 0);
        while (code < stream.length()) {
            int start = code + START_CODE_LENGTH;
            code = startCode(stream, start);
            int end = code;
            while (end > start && stream.u8(end - 1) == 0) end--; // the zero_byte of the next start code
            if (end == start) continue;
            int type = stream.u8(start) & 0x1F;
            idr |= type == IDR;
            if (type != ACCESS_UNIT_DELIMITER) writer.u32(end - start).bytes(stream.slice(start, end - start));
        }
        return new AccessUnit(idr, writer.toBytes());
    }

    /// Where the next start code begins; the stream's length when there is none.
    private static int startCode(Bytes stream, int from) {
        for (int i = from; i + START_CODE_LENGTH <= stream.length(); i++) if (stream.u24(i) == 1) return i;
        return stream.length();
    }
}
