package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.Vp9FrameHeader;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;
import java.util.ArrayList;
import java.util.List;

/// VP9 in flexible and non-flexible mode (RFC 9628). A picture's layer frames become one superframe, with the index
/// that tells decoders where each begins (VP9 bitstream specification, Annex B).
final class Vp9Payload implements PayloadFormat {
    /// A superframe index counts to eight.
    private static final int MAX_LAYERS = 8;

    private final Pieces pieces = new Pieces();
    private final List<Integer> layerEnds = new ArrayList<>();
    private int pictureId;
    private boolean inFrame;

    @Override
    public boolean begins(Bytes payload, boolean doubtful) {
        return switch (Vp9Descriptor.parse(payload)) {
            case Parsed.Ok<Vp9Descriptor>(var descriptor) -> descriptor.startsPicture();
            // What it is, is for add to say.
            case Parsed.Malformed<Vp9Descriptor> _ -> true;
        };
    }

    @Override
    public void begin(boolean doubtful) {
        pieces.clear();
        layerEnds.clear();
        inFrame = false;
    }

    @Override
    public String add(Bytes payload) {
        return switch (Vp9Descriptor.parse(payload)) {
            case Parsed.Ok<Vp9Descriptor>(var descriptor) -> add(payload.from(descriptor.length()), descriptor);
            case Parsed.Malformed<Vp9Descriptor>(var why) -> why;
        };
    }

    private String add(Bytes part, Vp9Descriptor descriptor) {
        if (pieces.isEmpty()) pictureId = descriptor.pictureId();
        else if (descriptor.pictureId() != pictureId) return "vp9-picture-id";
        if (descriptor.startsFrame() == inFrame) return inFrame ? "vp9-frame-unfinished" : "vp9-frame-startless";
        inFrame = true;
        if (!pieces.add(part)) return "unit-long";
        if (descriptor.endsFrame()) {
            if (layerEnds.size() == MAX_LAYERS) return "vp9-layers";
            layerEnds.add(pieces.length());
            inFrame = false;
        }
        return FINE;
    }

    @Override
    public boolean hasPicture() {
        return !pieces.isEmpty();
    }

    @Override
    public Parsed<AccessUnit> finish(long timestamp) {
        if (inFrame) return Parsed.malformed("vp9-frame-unfinished");
        if (layerEnds.size() > 1) pieces.add(superframeIndex());
        Bytes frame = pieces.join();
        return Vp9FrameHeader.parse(frame)
                .then(header -> Parsed.ok(new AccessUnit(timestamp, header.keyframe(), frame)));
    }

    /// The same byte before and after the sizes, which are little-endian; here always four bytes long.
    /// ```
    /// |1 1 0| bytes-1 (2) | frames-1 (3) | size … | 1 1 0 …|
    /// ```
    private Bytes superframeIndex() {
        var index = new byte[2 + 4 * layerEnds.size()];
        byte marker = (byte) (0xC0 | 3 << 3 | (layerEnds.size() - 1));
        int at = 0;
        index[at++] = marker;
        int begin = 0;
        for (int end : layerEnds) {
            for (int shift = 0; shift < 32; shift += 8) index[at++] = (byte) (end - begin >>> shift);
            begin = end;
        }
        index[at] = marker;
        return Bytes.of(index);
    }
}
