package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes transport streams as they should not be, or as we do not write them.
final class Wire {
    static final int MAP_PID = 0x1000;
    static final int VIDEO_PID = 0x100;
    static final int AUDIO_PID = 0x101;

    private final Map<Integer, Integer> counters = new HashMap<>();
    private ByteWriter packets = new ByteWriter();

    /// What was written since the last call.
    Bytes take() {
        var bytes = packets.toBytes();
        packets = new ByteWriter();
        return bytes;
    }

    Wire association(Map<Integer, Integer> programs) {
        return association(0, programs);
    }

    Wire association(int version, Map<Integer, Integer> programs) {
        var body = new ProgramAssociation(programs).write();
        return section(0, new PsiSection(PsiSection.PAT, 1, version, true, 0, 0, body));
    }

    Wire map(int pid, int program, int version, ProgramMap.Stream... streams) {
        var body = new ProgramMap(VIDEO_PID, List.of(streams)).write();
        return section(pid, new PsiSection(PsiSection.PMT, program, version, true, 0, 0, body));
    }

    /// Program 1 with these streams.
    Wire program(int version, ProgramMap.Stream... streams) {
        return association(Map.of(1, MAP_PID)).map(MAP_PID, 1, version, streams);
    }

    static ProgramMap.Stream video() {
        return new ProgramMap.Stream(StreamFormat.H264_TYPE, VIDEO_PID, Bytes.EMPTY);
    }

    static ProgramMap.Stream adts() {
        return new ProgramMap.Stream(StreamFormat.ADTS_TYPE, AUDIO_PID, Bytes.EMPTY);
    }

    Wire section(int pid, PsiSection section) {
        return unit(pid, SectionReader.packetPayload(section), 0xFF);
    }

    /// A PES packet of known length.
    Wire pes(int pid, long pts, Bytes payload) {
        var header = PesHeader.write(pid == VIDEO_PID ? 0xE0 : 0xC0, payload.length(), pts, pts);
        return unit(pid, new ByteWriter().bytes(header).bytes(payload).toBytes(), -1);
    }

    /// A unit in as many packets as it takes.
    ///
    /// @param filler what fills the last one, or -1 for an adaptation field
    Wire unit(int pid, Bytes unit, int filler) {
        int at = 0;
        do {
            int part = Math.min(184, unit.length() - at);
            if (part == 184 || filler >= 0) {
                var payload = new ByteWriter(184).bytes(unit.slice(at, part));
                while (payload.length() < 184) payload.u8(filler);
                packet(pid, at == 0, 0, Bytes.EMPTY, payload.toBytes());
            } else {
                var field = new ByteWriter().u8(183 - part);
                if (part < 183) field.u8(0);
                while (field.length() < 184 - part) field.u8(0xFF);
                packet(pid, at == 0, 0, field.toBytes(), unit.slice(at, part));
            }
            at += part;
        } while (at < unit.length());
        return this;
    }

    /// One packet; `field` is its adaptation field with the length, or empty. Together with the payload 184 bytes.
    ///
    /// @param flags further bits of its fourth byte, such as those of scrambling
    Wire packet(int pid, boolean start, int flags, Bytes field, Bytes payload) {
        if (field.length() + payload.length() != 184) throw new IllegalArgumentException();
        int counter = counters.getOrDefault(pid, 15);
        if (!payload.isEmpty()) counter = counter + 1 & 0xF;
        counters.put(pid, counter);
        packets.u8(0x47).u16((start ? 0x4000 : 0) | pid);
        packets.u8(flags | (field.isEmpty() ? 0 : 0x20) | (payload.isEmpty() ? 0 : 0x10) | counter);
        packets.bytes(field).bytes(payload);
        return this;
    }

    /// The next packet of `pid` is missing.
    Wire skip(int pid) {
        counters.merge(pid, 1, (counter, one) -> counter + one & 0xF);
        return this;
    }

    /// An adaptation field of `size` bytes with these flags, and stuffing.
    static Bytes field(int size, int flags) {
        var field = new ByteWriter().u8(size - 1).u8(flags);
        while (field.length() < size) field.u8(0xFF);
        return field.toBytes();
    }
}
