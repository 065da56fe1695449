package io.glasscast.bitstream;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// One AV1 open bitstream unit (AV1 §5.3).
/// ```
/// |F| type (4) |X|S|-|   X: an extension byte follows (temporal_id (3), spatial_id (2), -)
///                        S: obu_size (leb128) follows
/// ```
///
/// @param type      obu_type (§6.2.2)
/// @param extension the extension byte, or -1 when there is none
/// @param payload   without headers and size
public record Av1Obu(int type, int extension, Bytes payload) {
    public static final int SEQUENCE_HEADER = 1;
    public static final int TEMPORAL_DELIMITER = 2;
    public static final int FRAME_HEADER = 3;
    public static final int TILE_GROUP = 4;
    public static final int METADATA = 5;
    public static final int FRAME = 6;
    public static final int REDUNDANT_FRAME_HEADER = 7;
    public static final int TILE_LIST = 8;
    public static final int PADDING = 15;

    /// An AV1 picture has at most 128 tile groups (level 6.3); more units are an attack on whoever lists them.
    public static final int MAX_COUNT = 512;

    private static final int EXTENSION_FLAG = 4;
    private static final int SIZE_FLAG = 2;

    /// obu_type of a header byte.
    public static int type(int header) {
        return header >>> 3 & 0xF;
    }

    /// Whether a decoder of one operating point does without it; RTP leaves the first two out (AV1 RTP §5).
    public static boolean isDispensable(int type) {
        return type == TEMPORAL_DELIMITER || type == TILE_LIST || type == PADDING;
    }

    /// Reads the unit that is all of `bytes`, with or without a size field.
    public static Parsed<Av1Obu> parse(Bytes bytes) {
        if (bytes.isEmpty()) return Parsed.malformed("av1-obu-empty");
        return read(bytes, 0, bytes.length()).then(read -> Parsed.ok(read.obu));
    }

    /// The units of a temporal unit in the low-overhead format: all have size fields (§5.2).
    public static Parsed<List<Av1Obu>> split(Bytes temporalUnit) {
        var units = new ArrayList<Av1Obu>();
        int at = 0;
        while (at < temporalUnit.length()) {
            if ((temporalUnit.u8(at) & SIZE_FLAG) == 0) return Parsed.malformed("av1-obu-sizeless");
            if (units.size() == MAX_COUNT) return Parsed.malformed("av1-obu-count");
            switch (read(temporalUnit, at, temporalUnit.length())) {
                case Parsed.Ok<Read>(var read) -> {
                    units.add(read.obu);
                    at = read.end;
                }
                case Parsed.Malformed<Read>(var why) -> {
                    return Parsed.malformed(why);
                }
            }
        }
        return Parsed.ok(units);
    }

    private record Read(Av1Obu obu, int end) {}

    private static Parsed<Read> read(Bytes bytes, int from, int to) {
        int header = bytes.u8(from);
        if ((header & 0x80) != 0) return Parsed.malformed("av1-obu-forbidden-bit");
        int at = from + 1;
        int extension = -1;
        if ((header & EXTENSION_FLAG) != 0) {
            if (at == to) return Parsed.malformed("av1-obu-short");
            extension = bytes.u8(at++);
        }
        int size = to - at;
        if ((header & SIZE_FLAG) != 0) {
            var field = Leb128.read(bytes, at);
            at += field.length();
            if (field.length() == 0 || field.value() > to - at) return Parsed.malformed("av1-obu-size");
            size = field.value();
        }
        return Parsed.ok(new Read(new Av1Obu(type(header), extension, bytes.slice(at, size)), at + size));
    }

    /// Header and payload without a size field: an OBU element of RTP.
    public Bytes element() {
        int header = headerLength();
        var element = new byte[header + payload.length()];
        putHeader(element, 0, 0);
        payload.copyTo(element, header);
        return Bytes.of(element);
    }

    /// Puts units together with size fields.
    public static Bytes join(List<Av1Obu> units) {
        int size = 0;
        for (var unit : units) {
            int length = unit.payload.length();
            size += unit.headerLength() + Leb128.size(length) + length;
        }
        var joined = new byte[size];
        int at = 0;
        for (var unit : units) {
            at = unit.putHeader(joined, at, SIZE_FLAG);
            at = Leb128.put(joined, at, unit.payload.length());
            unit.payload.copyTo(joined, at);
            at += unit.payload.length();
        }
        return Bytes.of(joined);
    }

    private int headerLength() {
        return extension < 0 ? 1 : 2;
    }

    private int putHeader(byte[] target, int at, int sizeFlag) {
        target[at] = (byte) (type << 3 | (extension < 0 ? 0 : EXTENSION_FLAG) | sizeFlag);
        if (extension >= 0) target[at + 1] = (byte) extension;
        return at + headerLength();
    }

    /// Whether a temporal unit starts a coded video sequence: it has a sequence header, and its first frame is a key
    /// frame that is shown.
    public static boolean isKeyframe(Bytes temporalUnit) {
        return switch (split(temporalUnit)) {
            case Parsed.Ok<List<Av1Obu>>(var units) -> isKeyframe(units);
            case Parsed.Malformed<List<Av1Obu>> _ -> false;
        };
    }

    /// As above.
    public static boolean isKeyframe(List<Av1Obu> units) {
        boolean sequence = false;
        for (var unit : units) {
            if (unit.type == SEQUENCE_HEADER) sequence = true;
            if (unit.type == FRAME || unit.type == FRAME_HEADER) return sequence && unit.startsShownKeyframe();
        }
        return false;
    }

    /// The start of uncompressed_header() (§5.9.2): show_existing_frame 0, frame_type KEY_FRAME 00, show_frame 1.
    /// Still pictures leave these bits out; nobody streams them.
    private boolean startsShownKeyframe() {
        return !payload.isEmpty() && payload.u8(0) >>> 4 == 1;
    }
}
