package io.glasscast.transcode;

import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.media.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Three seconds of H.264 from x264, three B-frames between each two others, which refer to each other.
public final class BFrames {
    public static final long FRAME_NANOS = 33_333_333;

    /// So many frames a picture is decoded ahead of being shown.
    private static final int DEPTH = 2;

    private BFrames() {}

    /// In decoding order, the first shown at `startNanos`.
    public static List<Frame> from(long startNanos) throws IOException {
        var order = new String(read("b-frames.order"), StandardCharsets.US_ASCII)
                .trim()
                .split(" ", -1);
        var frames = new ArrayList<Frame>();
        var units = new ArrayList<Bytes>();
        for (var unit : NalUnits.splitAnnexB(Bytes.of(read("b-frames.h264"))).orThrow()) {
            units.add(unit);
            int type = unit.u8(0) & 0x1F;
            if (type != 1 && type != 5) continue;
            long pts = startNanos + Integer.parseInt(order[frames.size()]) * FRAME_NANOS;
            long dts = startNanos + (frames.size() - DEPTH) * FRAME_NANOS;
            frames.add(new Frame(0, pts, dts, type == 5, NalUnits.join(units)));
            units.clear();
        }
        if (frames.size() != order.length) throw new IOException(frames.size() + " frames");
        return frames;
    }

    private static byte[] read(String name) throws IOException {
        try (var stream = BFrames.class.getResourceAsStream("/samples/" + name)) {
            if (stream == null) throw new IOException(name);
            return stream.readAllBytes();
        }
    }
}
