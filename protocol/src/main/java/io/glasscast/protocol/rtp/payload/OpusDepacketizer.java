package io.glasscast.protocol.rtp.payload;

import io.glasscast.kernel.Bytes;
import java.util.function.Consumer;

/// Opus: every payload is one Opus packet as it is (RFC 7587 §4.2). Losses are not its concern: the decoder conceals
/// them, and the next packet decodes anyway.
final class OpusDepacketizer implements Depacketizer {
    /// 48 frames of 1275 bytes would be RFC 6716's most; a datagram holds no more than this.
    private static final int MAX_PACKET = 65_535;

    private final Consumer<? super String> discarded;

    OpusDepacketizer(Consumer<? super String> discarded) {
        this.discarded = discarded;
    }

    @Override
    public void push(
            Bytes payload, long timestamp, boolean marker, boolean afterGap, Consumer<? super AccessUnit> out) {
        // Padding only, or silence that some senders mark with an empty packet.
        if (payload.isEmpty()) return;
        if (payload.length() > MAX_PACKET) discarded.accept("opus-long");
        else out.accept(new AccessUnit(timestamp, true, payload));
    }
}
