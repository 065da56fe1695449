package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which programs there are, and the PID of each one's map (ISO/IEC 13818-1 §2.4.4.3).
///
/// @param programs from program number to the PID of its program map, in the order they were sent
record ProgramAssociation(Map<Integer, Integer> programs) {
    private static final int ENTRY = 4;
    /// Not a program: where network information is.
    private static final int NETWORK = 0;

    static ProgramAssociation read(Bytes body) {
        var programs = new LinkedHashMap<Integer, Integer>();
        for (int at = 0; at + ENTRY <= body.length(); at += ENTRY) {
            int program = body.u16(at);
            if (program != NETWORK) programs.put(program, body.u16(at + 2) & 0x1FFF);
        }
        return new ProgramAssociation(programs);
    }

    Bytes write() {
        var writer = new ByteWriter(ENTRY * programs.size());
        programs.forEach((program, pid) -> writer.u16(program).u16(0xE000 | pid));
        return writer.toBytes();
    }
}
