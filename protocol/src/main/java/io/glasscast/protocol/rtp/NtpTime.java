package io.glasscast.protocol.rtp;

/// A moment as RTCP writes it (RFC 3550 §4): seconds since 1900 in the upper 32 bits, fractions in the lower.
///
/// @param bits 32.32 fixed point; the seconds wrap in 2036, and values below 2^31 s are taken to be after that
public record NtpTime(long bits) {
    /// No time: what reports carry when nothing is known.
    public static final NtpTime NONE = new NtpTime(0);

    private static final long NANOS = 1_000_000_000L;
    /// From 1900 to 1970.
    private static final long UNIX_EPOCH = 2_208_988_800L;

    public static NtpTime ofUnixNanos(long unixNanos) {
        long seconds = Math.floorDiv(unixNanos, NANOS) + UNIX_EPOCH;
        return new NtpTime(seconds << 32 | fraction(Math.floorMod(unixNanos, NANOS)));
    }

    /// Nanoseconds since 1970, to the nanosecond.
    public long unixNanos() {
        long seconds = bits >>> 32;
        if (seconds >>> 31 == 0) seconds += 1L << 32; // the era that begins in 2036 (RFC 4330 §3)
        return (seconds - UNIX_EPOCH) * NANOS + nanos(bits & 0xFFFF_FFFFL);
    }

    /// From `earlier` to this, in nanoseconds: right for moments up to 68 years apart.
    public long nanosSince(NtpTime earlier) {
        long difference = bits - earlier.bits;
        return (difference >> 32) * NANOS + nanos(difference & 0xFFFF_FFFFL);
    }

    public NtpTime plusNanos(long nanos) {
        long seconds = Math.floorDiv(nanos, NANOS);
        return new NtpTime(bits + (seconds << 32) + fraction(Math.floorMod(nanos, NANOS)));
    }

    /// The middle 32 bits, 16.16, as LSR and LRR carry them.
    public long middle32() {
        return (bits >>> 16) & 0xFFFF_FFFFL;
    }

    /// Nanoseconds of a 16.16 duration such as DLSR.
    static long nanosOf16x16(long value) {
        return (value * NANOS + (1 << 15)) >> 16;
    }

    /// A duration as 16.16, at most what 32 bits hold.
    static long to16x16(long nanos) {
        long seconds = Math.min(nanos / NANOS, 0xFFFF);
        return seconds << 16 | ((nanos % NANOS) << 16) / NANOS;
    }

    private static long fraction(long nanos) {
        return Math.min(((nanos << 32) + NANOS / 2) / NANOS, 0xFFFF_FFFFL);
    }

    private static long nanos(long fraction) {
        return (fraction * NANOS + (1L << 31)) >>> 32;
    }
}
