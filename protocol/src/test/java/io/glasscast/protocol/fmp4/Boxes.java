package io.glasscast.protocol.fmp4;

import io.glasscast.kernel.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads boxes back, strictly: what a test asks of our own bytes.
public record Boxes(String type, Bytes content) {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;

    /// The boxes that lie one behind the other in `bytes` and fill it.
    public static List<Boxes> of(Bytes bytes) {
        var boxes = new ArrayList<Boxes>();
        for (int at = 0; at < bytes.length(); ) {
            int size = (int) bytes.u32(at);
            boxes.add(new Boxes(bytes.slice(at + 4, 4).utf8(), bytes.slice(at + 8, size - 8)));
            at += size;
        }
        return boxes;
    }

    /// The box at a path such as `moof/traf/tfdt`.
    public static Bytes at(Bytes bytes, String path) {
        var content = bytes;
        for (var type : path.split("/"))
            content = of(content).stream()
                    .filter(box -> box.type.equals(type))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + type + " of " + path))
                    .content;
        return content;
    }

    /// When the camera saw what a fragment shows at `shown`, if it says so (`prft`, ISO/IEC 14496-12 §8.16.5).
    public static Optional<Instant> captured(Bytes fragment, long shown) {
        var first = of(fragment).getFirst();
        if (!first.type.equals("prft")) return Optional.empty();
        if (first.content.i64(16) != shown) throw new AssertionError("prft is about another time");
        long nanos = (first.content.u32(12) * 1_000_000_000L) >>> 32;
        return Optional.of(Instant.ofEpochSecond(first.content.u32(8) - SECONDS_1900_TO_1970, nanos));
    }

    /// A sample as a fragment tells it.
    public record Told(long ticks, long duration, int offset, boolean sync, Bytes payload) {
        public long shown() {
            return ticks + offset;
        }
    }

    /// The samples of a part.
    public static List<Told> samples(Bytes part) {
        var run = at(part, "moof/traf/trun");
        long ticks = at(part, "moof/traf/tfdt").i64(4);
        int before = 0;
        for (var box : of(part)) {
            if (box.type.equals("moof")) break;
            before += 8 + box.content.length();
        }
        int at = before + (int) run.u32(8);
        var samples = new ArrayList<Told>();
        for (int i = 0; i < run.u32(4); i++) {
            int row = 12 + 16 * i;
            int size = (int) run.u32(row + 4);
            boolean sync = (run.u32(row + 8) & 0x1_0000) == 0;
            samples.add(new Told(ticks, run.u32(row), (int) run.u32(row + 12), sync, part.slice(at, size)));
            ticks += run.u32(row);
            at += size;
        }
        if (at != part.length()) throw new AssertionError("mdat holds more than the samples");
        return samples;
    }
}
