package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.Vp8FrameHeader;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// VP8: a frame is its payloads without their descriptors, one after the other (RFC 7741 §4.1).
final class Vp8Payload implements PayloadFormat {
    private final Pieces pieces = new Pieces();
    private int pictureId;

    @Override
    public boolean begins(Bytes payload, boolean doubtful) {
        return switch (Vp8Descriptor.parse(payload)) {
            case Parsed.Ok<Vp8Descriptor>(var descriptor) -> descriptor.startsFrame();
            // What it is, is for add to say.
            case Parsed.Malformed<Vp8Descriptor> _ -> true;
        };
    }

    @Override
    public void begin(boolean doubtful) {
        pieces.clear();
    }

    @Override
    public String add(Bytes payload) {
        return switch (Vp8Descriptor.parse(payload)) {
            case Parsed.Ok<Vp8Descriptor>(var descriptor) -> {
                if (pieces.isEmpty()) pictureId = descriptor.pictureId();
                else if (descriptor.pictureId() != pictureId) yield "vp8-picture-id";
                else if (descriptor.startsFrame()) yield "vp8-second-start";
                yield pieces.add(payload.from(descriptor.length())) ? FINE : "unit-long";
            }
            case Parsed.Malformed<Vp8Descriptor>(var why) -> why;
        };
    }

    @Override
    public boolean hasPicture() {
        return !pieces.isEmpty();
    }

    @Override
    public Parsed<AccessUnit> finish(long timestamp) {
        Bytes frame = pieces.join();
        return Vp8FrameHeader.parse(frame)
                .then(header -> Parsed.ok(new AccessUnit(timestamp, header.keyframe(), frame)));
    }
}
