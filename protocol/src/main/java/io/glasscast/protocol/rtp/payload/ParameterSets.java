package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The parameter sets that a stream sent last, by type and id.
final class ParameterSets {
    /// Encoders use one of each type, two when they switch; the standards' 272 would let a peer fill memory.
    static final int MAX_COUNT = 32;

    /// They have tens of bytes, some hundreds with scaling lists.
    static final int MAX_BYTES = 4096;

    /// All ids of both standards are below this: H.264 pic_parameter_set_id goes to 255.
    static final int ID_LIMIT = 256;

    private final TreeMap<Integer, Bytes> sets = new TreeMap<>();

    /// @return false when it is too long to keep
    boolean remember(int type, int id, Bytes set) {
        if (set.length() > MAX_BYTES) return false;
        int key = type * ID_LIMIT + id;
        // The next keyframe brings those that are still in use.
        if (sets.size() == MAX_COUNT && !sets.containsKey(key)) sets.clear();
        // A copy, so that no whole datagram lives on for the sake of a few bytes.
        sets.put(key, Bytes.of(set.toArray()));
        return true;
    }

    /// All of one type, by id.
    List<Bytes> ofType(int type) {
        return new ArrayList<>(
                sets.subMap(type * ID_LIMIT, (type + 1) * ID_LIMIT).values());
    }
}
