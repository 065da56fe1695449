package io.glasscast.bitstream;

import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.List;

/// NAL units behind 16-bit lengths, as configuration records hold them.
final class ParameterSetList {
    private ParameterSetList() {}

    /// Reads `count` of them from `at` on into `target`, as copies, so that no message lives on for a few bytes of it.
    ///
    /// @return where the next thing starts, or -1 when a length is 0 or runs past the end
    static int read(Bytes record, int at, int count, List<Bytes> target) {
        for (int n = count; n > 0; n--) {
            if (record.length() - at < 2) return -1;
            int size = record.u16(at);
            at += 2;
            if (size == 0 || size > record.length() - at) return -1;
            target.add(Bytes.of(record.slice(at, size).toArray()));
            at += size;
        }
        return at;
    }

    static void write(ByteWriter record, List<Bytes> sets) {
        for (var set : sets) record.u16(set.length()).bytes(set);
    }
}
