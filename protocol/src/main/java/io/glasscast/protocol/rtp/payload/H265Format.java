package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.H265NalUnit;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.List;

/// H.265 without interleaving: aggregation packets, single NAL units and fragmentation units (RFC 7798 §4.4).
final class H265Format implements NalPacketizer.Format {
    private static final int LAYER_BITS = 0x01F8;
    private static final int TID_BITS = 0x0007;

    /// One without a whole header is left out too: nothing could be made of it.
    @Override
    public boolean isDispensable(Bytes nal) {
        return nal.length() <= H265NalUnit.HEADER || H265NalUnit.isDispensable(H265NalUnit.type(nal));
    }

    @Override
    public int aggregateHeader() {
        return H265NalUnit.HEADER;
    }

    /// The header takes F when any NAL unit has it, and the lowest LayerId and TID (RFC 7798 §4.4.2).
    @Override
    public Bytes aggregate(List<Bytes> nals) {
        int forbidden = 0;
        int layer = LAYER_BITS;
        int tid = TID_BITS;
        var writer = new ByteWriter().u16(0);
        for (var nal : nals) {
            int header = nal.u16(0);
            forbidden |= header & 0x8000;
            layer = Math.min(layer, header & LAYER_BITS);
            tid = Math.min(tid, header & TID_BITS);
            writer.u16(nal.length()).bytes(nal);
        }
        return writer.setU16(0, forbidden | H265Payload.AGGREGATION << 9 | layer | tid)
                .toBytes();
    }

    @Override
    public int nalHeader() {
        return H265NalUnit.HEADER;
    }

    @Override
    public int fragmentHeader() {
        return H265Payload.FRAGMENT_HEADER;
    }

    @Override
    public void putFragmentHeader(Bytes nal, boolean start, boolean end, byte[] payload) {
        payload[0] = (byte) (nal.u8(0) & 0x81 | H265Payload.FRAGMENTATION << 1);
        payload[1] = (byte) nal.u8(1);
        payload[2] = (byte) ((start ? 0x80 : 0) | (end ? 0x40 : 0) | H265NalUnit.type(nal));
    }
}
