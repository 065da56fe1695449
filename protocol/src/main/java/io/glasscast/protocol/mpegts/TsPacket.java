package io.glasscast.protocol.mpegts;

import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// One transport packet of 188 bytes (ISO/IEC 13818-1 §2.4.3.2, adaptation field §2.4.3.4).
/// ```
/// |  sync 0x47  |E|S|P|         PID (13)        |SC |AF |  CC   |
///     E: transport_error_indicator, S: payload_unit_start_indicator, SC: transport_scrambling_control
///     AF: 1 payload, 2 adaptation field, 3 both
/// adaptation field: | length | D|R|-|PCR|OPCR|splice|private|extension |  PCR (48) …  stuffing
/// ```
///
/// @param broken        whether somebody on the way knows that bits are wrong
/// @param scrambled     whether the payload is encrypted
/// @param counter       continuity_counter, 0..15
/// @param discontinuity whether counters and clock may jump here
/// @param randomAccess  whether decoding can start with the unit that starts here
/// @param pcr           the clock in ticks of 27 MHz, or -1
/// @param stuffed       whether the adaptation field is longer than what it holds: its writer had no more payload
/// @param hasPayload    false for packets that carry nothing but an adaptation field
public record TsPacket(
        int pid,
        boolean broken,
        boolean unitStart,
        boolean scrambled,
        int counter,
        boolean discontinuity,
        boolean randomAccess,
        long pcr,
        boolean stuffed,
        boolean hasPayload,
        Bytes payload) {
    public static final int LENGTH = 188;
    public static final int HEADER = 4;
    public static final int SYNC = 0x47;
    public static final int NULL_PID = 0x1FFF;

    /// Ticks of the program clock a second.
    public static final long PCR_RATE = 27_000_000;

    private static final int PCR_BYTES = 6;

    /// Reads the packet that is the first 188 bytes of `bytes`; the payload shares them.
    public static Parsed<TsPacket> parse(Bytes bytes) {
        if (bytes.length() < LENGTH) return Parsed.malformed("ts-short");
        if (bytes.u8(0) != SYNC) return Parsed.malformed("ts-sync");
        int word = bytes.u16(1);
        int flags = bytes.u8(3);
        boolean hasPayload = (flags & 0x10) != 0;
        int at = HEADER;
        boolean discontinuity = false;
        boolean randomAccess = false;
        boolean stuffed = false;
        long pcr = -1;
        if ((flags & 0x20) != 0) {
            int length = bytes.u8(at++);
            if (length > LENGTH - HEADER - 1) return Parsed.malformed("ts-adaptation-length");
            // A field of length 0 is one byte of stuffing itself.
            if (length == 0) {
                stuffed = true;
            } else {
                int field = bytes.u8(at);
                discontinuity = (field & 0x80) != 0;
                randomAccess = (field & 0x40) != 0;
                int needed = needed(bytes, at, length);
                if (needed > length) return Parsed.malformed("ts-adaptation-short");
                stuffed = needed < length;
                if ((field & 0x10) != 0) pcr = pcr(bytes, at + 1);
            }
            at += length;
        }
        return Parsed.ok(new TsPacket(
                word & 0x1FFF,
                (word & 0x8000) != 0,
                (word & 0x4000) != 0,
                (flags & 0xC0) != 0,
                flags & 0x0F,
                discontinuity,
                randomAccess,
                pcr,
                stuffed,
                hasPayload,
                hasPayload ? bytes.slice(at, LENGTH - at) : Bytes.EMPTY));
    }

    /// Bytes that the flags at `at` ask for, the flags included; more than `length` when they do not fit.
    private static int needed(Bytes bytes, int at, int length) {
        int field = bytes.u8(at);
        int needed = 1;
        if ((field & 0x10) != 0) needed += PCR_BYTES;
        if ((field & 0x08) != 0) needed += PCR_BYTES;
        if ((field & 0x04) != 0) needed += 1; // splice_countdown
        if ((field & 0x02) != 0) { // transport_private_data
            if (needed >= length) return length + 1;
            needed += 1 + bytes.u8(at + needed);
        }
        if ((field & 0x01) != 0) { // extension
            if (needed >= length) return length + 1;
            needed += 1 + bytes.u8(at + needed);
        }
        return needed;
    }

    /// program_clock_reference: 33 bits of 90 kHz, 6 reserved, 9 bits of 27 MHz.
    private static long pcr(Bytes bytes, int at) {
        long base = bytes.u32(at) << 1 | bytes.u8(at + 4) >>> 7;
        return base * 300 + (bytes.u16(at + 4) & 0x1FF);
    }
}
