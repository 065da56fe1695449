package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import java.util.ArrayList;
import java.util.List;

/// VP8 behind a descriptor with a 15-bit picture id (RFC 7741 §4.2). Partitions are not told apart: the first
/// payload starts partition 0, and the others go on with it.
final class Vp8Packetizer implements Packetizer {
    private static final int DESCRIPTOR = 4;

    private int pictureId;

    @Override
    public List<Bytes> packetize(Bytes frame, int maxPayload) {
        if (maxPayload < MIN_PAYLOAD) throw new IllegalArgumentException("payloads of " + maxPayload + " bytes");
        var payloads = new ArrayList<Bytes>();
        int step = Cut.step(frame.length(), maxPayload - DESCRIPTOR);
        for (int at = 0; at < frame.length(); at += step) {
            int size = Math.min(step, frame.length() - at);
            var payload = new byte[DESCRIPTOR + size];
            payload[0] = (byte) (at == 0 ? 0x90 : 0x80); // X, S
            payload[1] = (byte) 0x80; // I
            payload[2] = (byte) (0x80 | pictureId >>> 8); // M
            payload[3] = (byte) pictureId;
            frame.copyTo(at, payload, DESCRIPTOR, size);
            payloads.add(Bytes.of(payload));
        }
        if (!frame.isEmpty()) pictureId = pictureId + 1 & 0x7FFF;
        return payloads;
    }
}
