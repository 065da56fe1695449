package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.bitstream.NalUnits;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// H.264 in packetization modes 0 and 1: single NAL units, STAP-A and FU-A (RFC 6184 §5.2). The interleaved types
/// lose their unit, because mode 2 is never negotiated.
final class H264Payload implements PayloadFormat {
    static final int STAP_A = 24;
    static final int FU_A = 28;

    private final NalGatherer gatherer = new NalGatherer(new H264Syntax());
    private int fragmentType;

    @Override
    public boolean begins(Bytes payload, boolean doubtful) {
        int type = H264NalUnit.type(payload);
        if (type == FU_A) {
            if (payload.length() < 3 || (payload.u8(1) & 0x80) == 0) return false;
            return begins(H264NalUnit.type(payload.u8(1)), payload.u8(2), doubtful);
        }
        if (type == STAP_A) {
            if (payload.length() < 5) return true;
            return begins(H264NalUnit.type(payload.u8(3)), payload.u8(4), doubtful);
        }
        int at = 0;
        if (type == 0) {
            // A start code that was left in; what matters is behind it.
            at = NalUnits.startCode(payload, 0) + 3;
            if (at >= payload.length()) return !doubtful;
        }
        int afterHeader = at + 1 < payload.length() ? payload.u8(at + 1) : 0;
        return begins(H264NalUnit.type(payload.u8(at)), afterHeader, doubtful);
    }

    private static boolean begins(int type, int afterHeader, boolean doubtful) {
        return switch (type) {
            case H264NalUnit.SLICE, H264NalUnit.SLICE_PARTITION_A, H264NalUnit.IDR_SLICE ->
                H264NalUnit.startsPicture(afterHeader);
            // Partitions B and C follow an A.
            case 3, H264NalUnit.SLICE_PARTITION_C -> false;
            case H264NalUnit.SEI, H264NalUnit.SPS, H264NalUnit.PPS, H264NalUnit.ACCESS_UNIT_DELIMITER -> true;
            default -> !doubtful;
        };
    }

    @Override
    public void begin(boolean doubtful) {
        gatherer.begin(doubtful);
    }

    @Override
    public String add(Bytes payload) {
        int type = H264NalUnit.type(payload);
        if (type != FU_A && gatherer.inFragment()) return "h264-fu-unfinished";
        return switch (type) {
            case STAP_A -> addAggregate(payload);
            case FU_A -> addFragment(payload);
            // STAP-B, MTAP16, MTAP24, FU-B.
            case 25, 26, 27, 29 -> "h264-unsupported";
            // Reserved, and to be ignored (RFC 6184 §5.2).
            case 30, 31 -> FINE;
            // Type 0 too: it may be a start code that was left in.
            default -> gatherer.add(payload);
        };
    }

    /// STAP-A (RFC 6184 §5.7.1):
    /// ```
    /// |STAP-A header| size (16) | NAL unit 1 | size (16) | NAL unit 2 | …
    /// ```
    private String addAggregate(Bytes payload) {
        int at = 1;
        while (at < payload.length()) {
            if (payload.length() - at < 2) return "h264-stap-short";
            int size = payload.u16(at);
            at += 2;
            if (size > payload.length() - at) return "h264-stap-truncated";
            if (size > 0) {
                String why = gatherer.add(payload.slice(at, size));
                if (!why.equals(FINE)) return why;
            }
            at += size;
        }
        return FINE;
    }

    /// FU-A (RFC 6184 §5.8); the NAL unit's own header is spread over both bytes:
    /// ```
    /// |F|NRI| 28      |S|E|R|  Type   | fragment …
    /// ```
    private String addFragment(Bytes payload) {
        if (payload.length() < 3) return "h264-fu-short";
        int indicator = payload.u8(0);
        int header = payload.u8(1);
        boolean start = (header & 0x80) != 0;
        boolean end = (header & 0x40) != 0;
        int type = H264NalUnit.type(header);
        if (start) {
            if (gatherer.inFragment()) return "h264-fu-unfinished";
            fragmentType = type;
            String why = gatherer.addFragment(Bytes.of(new byte[] {(byte) (indicator & 0xE0 | type)}));
            if (!why.equals(FINE)) return why;
        } else if (!gatherer.inFragment()) {
            return "h264-fu-startless";
        } else if (type != fragmentType) {
            return "h264-fu-type";
        }
        String why = gatherer.addFragment(payload.from(2));
        return why.equals(FINE) && end ? gatherer.endFragments() : why;
    }

    @Override
    public boolean hasPicture() {
        return gatherer.hasPicture();
    }

    @Override
    public Parsed<AccessUnit> finish(long timestamp) {
        return gatherer.finish(timestamp);
    }
}
