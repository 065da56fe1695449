package io.glasscast.protocol.rtp;

import static io.glasscast.protocol.rtp.RtpPacket.FIXED_LENGTH;

import io.glasscast.kernel.Bytes;
import java.util.Arrays;

/// Writes RTP headers for the fan-out, where a packet goes to many viewers: straight into an array, no object made.
/// One writer serves one m-line of one peer, whose extension identifiers it knows.
public final class RtpHeaderWriter {
    /// The identifiers that SDP gave to what we write; 0 for what was not negotiated, which is then left out.
    public record Ids(int mid, int absSendTime, int transportSequence, int absCaptureTime) {
        public static final Ids NONE = new Ids(0, 0, 0, 0);

        public Ids {
            if (bad(mid) || bad(absSendTime) || bad(transportSequence) || bad(absCaptureTime))
                throw new IllegalArgumentException("one-byte header extensions have the identifiers 1..14");
        }

        private static boolean bad(int id) {
            return id < 0 || id > 14;
        }
    }

    /// No transport-wide sequence number in this packet.
    public static final int NO_SEQUENCE = -1;
    /// No capture time in this packet.
    public static final long NO_CAPTURE_TIME = 0;
    /// Room for any header: 12, 4 for the block's own header, mid 17, times and sequence 4 + 3 + 17, filled up to
    /// words.
    public static final int MAX_LENGTH = 60;

    private static final int LONGEST_MID = 16;

    private final Ids ids;
    private final Bytes mid;

    /// @param mid the m-line's identification, at most 16 bytes of UTF-8; not written when empty
    public RtpHeaderWriter(Ids ids, String mid) {
        this.ids = ids;
        this.mid = Bytes.utf8(mid);
        if (this.mid.length() > LONGEST_MID) throw new IllegalArgumentException("mid over 16 bytes: " + mid);
    }

    /// A header without extensions.
    ///
    /// @return its length, always 12
    public static int write(
            byte[] target, int offset, boolean marker, int payloadType, int sequence, long timestamp, long ssrc) {
        target[offset] = (byte) 0x80;
        target[offset + 1] = (byte) (marker ? payloadType | 0x80 : payloadType);
        u16(target, offset + 2, sequence);
        u32(target, offset + 4, timestamp);
        u32(target, offset + 8, ssrc);
        return FIXED_LENGTH;
    }

    /// A header with whatever of the rest was negotiated, in one-byte form (RFC 8285 §4.2).
    ///
    /// @param target            with [#MAX_LENGTH] bytes of room from `offset` on
    /// @param withMid           whether to say the m-line: until the peer has heard it, as RFC 9143 §9.2 asks
    /// @param absSendTime       of [AbsSendTime#of]
    /// @param transportSequence 16 bits, or [#NO_SEQUENCE]
    /// @param captureTime       64 bits of NTP time by our own clock, or [#NO_CAPTURE_TIME]
    /// @return the header's length, which is where the payload starts
    public int write(
            byte[] target,
            int offset,
            boolean marker,
            int payloadType,
            int sequence,
            long timestamp,
            long ssrc,
            boolean withMid,
            int absSendTime,
            int transportSequence,
            long captureTime) {
        write(target, offset, marker, payloadType, sequence, timestamp, ssrc);
        int first = offset + FIXED_LENGTH + 4;
        int at = first;
        if (withMid && ids.mid != 0 && !mid.isEmpty()) {
            target[at++] = (byte) (ids.mid << 4 | (mid.length() - 1));
            mid.copyTo(target, at);
            at += mid.length();
        }
        if (ids.absSendTime != 0) {
            target[at++] = (byte) (ids.absSendTime << 4 | 2);
            target[at++] = (byte) (absSendTime >>> 16);
            u16(target, at, absSendTime);
            at += 2;
        }
        if (ids.transportSequence != 0 && transportSequence != NO_SEQUENCE) {
            target[at++] = (byte) (ids.transportSequence << 4 | 1);
            u16(target, at, transportSequence);
            at += 2;
        }
        if (ids.absCaptureTime != 0 && captureTime != NO_CAPTURE_TIME) {
            target[at++] = (byte) (ids.absCaptureTime << 4 | (AbsCaptureTime.LONG - 1));
            u32(target, at, captureTime >>> 32);
            u32(target, at + 4, captureTime);
            // By our own clock: nothing is to be added to reach it.
            u32(target, at + 8, 0);
            u32(target, at + 12, 0);
            at += AbsCaptureTime.LONG;
        }
        if (at == first) return FIXED_LENGTH;
        while (((at - first) & 3) != 0) target[at++] = 0;
        target[offset] |= 0x10;
        u16(target, offset + FIXED_LENGTH, HeaderExtensions.ONE_BYTE);
        u16(target, offset + FIXED_LENGTH + 2, (at - first) >>> 2);
        return at - offset;
    }

    /// Puts padding behind a payload and says so in the header (RFC 3550 §5.1).
    ///
    /// @param offset  where the header starts
    /// @param end     where the payload ends
    /// @param padding how many bytes, 0 to 255
    /// @return where the packet ends
    public static int pad(byte[] target, int offset, int end, int padding) {
        if (padding == 0) return end;
        target[offset] |= 0x20;
        Arrays.fill(target, end, end + padding - 1, (byte) 0);
        target[end + padding - 1] = (byte) padding;
        return end + padding;
    }

    static void u16(byte[] target, int at, int value) {
        target[at] = (byte) (value >>> 8);
        target[at + 1] = (byte) value;
    }

    private static void u32(byte[] target, int at, long value) {
        u16(target, at, (int) (value >>> 16));
        u16(target, at + 2, (int) value);
    }
}
