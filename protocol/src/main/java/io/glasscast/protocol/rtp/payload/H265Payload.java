package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.H265NalUnit;
import io.glasscast.kernel.Bytes;
import io.glasscast.kernel.Parsed;

/// H.265: single NAL units, aggregation packets and fragmentation units (RFC 7798 §4.4). Without DONL fields,
/// because sprop-max-don-diff is never negotiated.
final class H265Payload implements PayloadFormat {
    static final int AGGREGATION = 48;
    static final int FRAGMENTATION = 49;
    private static final int PACI = 50;

    /// Payload header and FU header.
    static final int FRAGMENT_HEADER = 3;

    private final NalGatherer gatherer = new NalGatherer(new H265Syntax());
    private int fragmentType;

    @Override
    public boolean begins(Bytes payload, boolean doubtful) {
        int type = H265NalUnit.type(payload);
        if (type == FRAGMENTATION) {
            if (payload.length() <= FRAGMENT_HEADER || (payload.u8(2) & 0x80) == 0) return false;
            return begins(payload.u8(2) & 0x3F, payload.u8(3), doubtful);
        }
        if (type == AGGREGATION) {
            if (payload.length() < 7) return true;
            return begins(payload.u8(4) >>> 1 & 0x3F, payload.u8(6), doubtful);
        }
        return begins(type, payload.length() > 2 ? payload.u8(2) : 0, doubtful);
    }

    private static boolean begins(int type, int afterHeader, boolean doubtful) {
        if (H265NalUnit.isSlice(type)) return H265NalUnit.startsPicture(afterHeader);
        return type <= H265NalUnit.ACCESS_UNIT_DELIMITER || type == H265NalUnit.PREFIX_SEI || !doubtful;
    }

    @Override
    public void begin(boolean doubtful) {
        gatherer.begin(doubtful);
    }

    @Override
    public String add(Bytes payload) {
        int type = H265NalUnit.type(payload);
        if (type != FRAGMENTATION && gatherer.inFragment()) return "h265-fu-unfinished";
        return switch (type) {
            case AGGREGATION -> addAggregate(payload);
            case FRAGMENTATION -> addFragment(payload);
            case PACI -> "h265-unsupported";
            default -> gatherer.add(payload);
        };
    }

    /// An aggregation packet (RFC 7798 §4.4.2):
    /// ```
    /// | PayloadHdr (16), type 48 | size (16) | NAL unit 1 | size (16) | NAL unit 2 | …
    /// ```
    private String addAggregate(Bytes payload) {
        int at = H265NalUnit.HEADER;
        while (at < payload.length()) {
            if (payload.length() - at < 2) return "h265-ap-short";
            int size = payload.u16(at);
            at += 2;
            if (size > payload.length() - at) return "h265-ap-truncated";
            if (size > 0) {
                String why = gatherer.add(payload.slice(at, size));
                if (!why.equals(FINE)) return why;
            }
            at += size;
        }
        return FINE;
    }

    /// A fragmentation unit (RFC 7798 §4.4.3); the NAL unit's header is the payload header with the type of the
    /// third byte:
    /// ```
    /// | PayloadHdr (16), type 49 |S|E|  FuType   | fragment …
    /// ```
    private String addFragment(Bytes payload) {
        if (payload.length() <= FRAGMENT_HEADER) return "h265-fu-short";
        int header = payload.u8(2);
        boolean start = (header & 0x80) != 0;
        boolean end = (header & 0x40) != 0;
        int type = header & 0x3F;
        if (start) {
            if (gatherer.inFragment()) return "h265-fu-unfinished";
            fragmentType = type;
            var nalHeader = new byte[] {(byte) (payload.u8(0) & 0x81 | type << 1), (byte) payload.u8(1)};
            String why = gatherer.addFragment(Bytes.of(nalHeader));
            if (!why.equals(FINE)) return why;
        } else if (!gatherer.inFragment()) {
            return "h265-fu-startless";
        } else if (type != fragmentType) {
            return "h265-fu-type";
        }
        String why = gatherer.addFragment(payload.from(FRAGMENT_HEADER));
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
