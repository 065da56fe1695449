package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// The streams of one program (ISO/IEC 13818-1 §2.4.4.8).
/// ```
/// |...|  PCR PID (13)  |....| program_info_length (12) | descriptors …
/// per stream: | stream_type (8) |...|  PID (13)  |....| ES_info_length (12) | descriptors …
/// ```
record ProgramMap(int pcrPid, List<Stream> streams) {
    /// @param type        stream_type (Table 2-34)
    /// @param descriptors each |tag (8)|length (8)|…|
    record Stream(int type, int pid, Bytes descriptors) {}

    private static final int HEADER = 4;
    private static final int STREAM = 5;

    static Parsed<ProgramMap> read(Bytes body) {
        if (body.length() < HEADER) return Parsed.malformed("pmt-short");
        var streams = new ArrayList<Stream>();
        int at = HEADER + (body.u16(2) & 0xFFF);
        while (at < body.length()) {
            if (body.length() - at < STREAM) return Parsed.malformed("pmt-stream-short");
            int length = body.u16(at + 3) & 0xFFF;
            if (length > body.length() - at - STREAM) return Parsed.malformed("pmt-descriptors");
            streams.add(new Stream(body.u8(at), body.u16(at + 1) & 0x1FFF, body.slice(at + STREAM, length)));
            at += STREAM + length;
        }
        return Parsed.ok(new ProgramMap(body.u16(0) & 0x1FFF, List.copyOf(streams)));
    }

    Bytes write() {
        var writer = new ByteWriter().u16(0xE000 | pcrPid).u16(0xF000);
        for (var stream : streams)
            writer.u8(stream.type)
                    .u16(0xE000 | stream.pid)
                    .u16(0xF000 | stream.descriptors.length())
                    .bytes(stream.descriptors);
        return writer.toBytes();
    }
}
