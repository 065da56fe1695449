package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import java.util.List;

/// Opus: one packet, one payload (RFC 7587 §4.2). There is no way to cut one.
final class OpusPacketizer implements Packetizer {
    @Override
    public List<Bytes> packetize(Bytes frame, int maxPayload) {
        return frame.isEmpty() || frame.length() > maxPayload ? List.of() : List.of(frame);
    }
}
