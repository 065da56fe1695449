package io.glasscast.bench;

import io.glasscast.kernel.Bytes;
import java.util.ArrayList;
import java.util.List;

/// The NAL units of a piece of fragmented MP4 with one track of H.264 (ISO/IEC 14496-12 §8.1.1, 14496-15 §5.3).
final class FragmentPictures {
    private static final long MDAT = 0x6d646174;
    private static final int BOX_HEADER = 8;
    private static final int LENGTH = 4;

    private FragmentPictures() {}

    /// @return none of what cannot be read
    static List<Bytes> units(Bytes fragment) {
        var units = new ArrayList<Bytes>();
        for (int at = 0; at + BOX_HEADER <= fragment.length(); ) {
            long size = fragment.u32(at);
            if (size < BOX_HEADER || at + size > fragment.length()) break;
            if (fragment.u32(at + 4) == MDAT) split(fragment.slice(at + BOX_HEADER, (int) size - BOX_HEADER), units);
            at += (int) size;
        }
        return units;
    }

    private static void split(Bytes samples, List<Bytes> units) {
        for (int at = 0; at + LENGTH <= samples.length(); ) {
            long size = samples.u32(at);
            at += LENGTH;
            if (size == 0 || at + size > samples.length()) return;
            units.add(samples.slice(at, (int) size));
            at += (int) size;
        }
    }
}
