package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;

/// Writes boxes: a 32-bit size, four characters, and what is in them (ISO/IEC 14496-12 §4.2).
final class BoxWriter {
    /// Bytes of size and type.
    static final int HEADER = 8;

    private final ByteWriter out = new ByteWriter(1024);

    /// A box around what `content` writes.
    void box(String type, Runnable content) {
        int at = out.length();
        out.u32(0).utf8(type);
        content.run();
        out.setU32(at, out.length() - at);
    }

    /// A box that starts with a version and 24 flags.
    void fullBox(String type, int version, int flags, Runnable content) {
        box(type, () -> {
            out.u8(version).u24(flags);
            content.run();
        });
    }

    ByteWriter out() {
        return out;
    }

    Bytes toBytes() {
        return out.toBytes();
    }
}
