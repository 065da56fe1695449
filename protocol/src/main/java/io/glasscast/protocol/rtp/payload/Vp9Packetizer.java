package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.Vp9FrameHeader;
import io.glasscast.kernel.Bytes;
import java.util.ArrayList;
import java.util.List;

/// VP9 in non-flexible mode without layers, behind a descriptor with a 15-bit picture id (RFC 9628 §4.2). A
/// superframe goes as one frame, with its index.
final class Vp9Packetizer implements Packetizer {
    private static final int DESCRIPTOR = 3;

    private int pictureId;

    @Override
    public List<Bytes> packetize(Bytes frame, int maxPayload) {
        if (maxPayload < MIN_PAYLOAD) throw new IllegalArgumentException("payloads of " + maxPayload + " bytes");
        var payloads = new ArrayList<Bytes>();
        int predicted = Vp9FrameHeader.isKeyframe(frame) ? 0 : 0x40;
        int step = Cut.step(frame.length(), maxPayload - DESCRIPTOR);
        for (int at = 0; at < frame.length(); at += step) {
            int size = Math.min(step, frame.length() - at);
            int begin = at == 0 ? 0x08 : 0;
            int end = at + size == frame.length() ? 0x04 : 0;
            var payload = new byte[DESCRIPTOR + size];
            payload[0] = (byte) (0x80 | predicted | begin | end);
            payload[1] = (byte) (0x80 | pictureId >>> 8);
            payload[2] = (byte) pictureId;
            frame.copyTo(at, payload, DESCRIPTOR, size);
            payloads.add(Bytes.of(payload));
        }
        if (!frame.isEmpty()) pictureId = pictureId + 1 & 0x7FFF;
        return payloads;
    }
}
