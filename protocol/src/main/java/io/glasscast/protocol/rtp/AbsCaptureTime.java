package io.glasscast.protocol.rtp;

import io.glasscast.kernel.Bytes;
import java.util.Optional;
import java.util.OptionalLong;

/// The abs-capture-time extension's value: when a frame was captured, by the capturer's clock.
/// ```
/// |  absolute capture timestamp, 32.32 NTP seconds (64 bits)      |
/// |  estimated capture clock offset, signed 32.32 (optional)      |
/// ```
/// @param captured    by the clock of whoever captured
/// @param clockOffset what to add to reach the sender's clock, signed 32.32 seconds; absent when not stated
public record AbsCaptureTime(NtpTime captured, OptionalLong clockOffset) {
    static final int SHORT = 8;
    static final int LONG = 16;

    /// When it was captured, by the sender's clock, which is the one of its reports; by the capturer's where the
    /// sender does not say how they differ.
    public NtpTime bySender() {
        // Both are 32.32: what wraps is the era's.
        return new NtpTime(captured.bits() + clockOffset.orElse(0));
    }

    static Optional<AbsCaptureTime> parse(Bytes data) {
        return switch (data.length()) {
            case SHORT -> Optional.of(new AbsCaptureTime(new NtpTime(data.i64(0)), OptionalLong.empty()));
            case LONG -> Optional.of(new AbsCaptureTime(new NtpTime(data.i64(0)), OptionalLong.of(data.i64(8))));
            default -> Optional.empty();
        };
    }
}
