package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.kernel.ByteWriter;
import io.glasscast.kernel.Bytes;
import java.util.List;

/// H.264 in packetization mode 1: STAP-A, single NAL units and FU-A (RFC 6184 §6.3).
final class H264Format implements NalPacketizer.Format {
    @Override
    public boolean isDispensable(Bytes nal) {
        return H264NalUnit.isDispensable(H264NalUnit.type(nal));
    }

    @Override
    public int aggregateHeader() {
        return 1;
    }

    /// The header takes F when any NAL unit has it, and the highest NRI (RFC 6184 §5.7).
    @Override
    public Bytes aggregate(List<Bytes> nals) {
        int forbidden = 0;
        int refIdc = 0;
        var writer = new ByteWriter().u8(0);
        for (var nal : nals) {
            forbidden |= nal.u8(0) & 0x80;
            refIdc = Math.max(refIdc, nal.u8(0) & 0x60);
            writer.u16(nal.length()).bytes(nal);
        }
        return writer.setU8(0, forbidden | refIdc | H264Payload.STAP_A).toBytes();
    }

    @Override
    public int nalHeader() {
        return 1;
    }

    @Override
    public int fragmentHeader() {
        return 2;
    }

    @Override
    public void putFragmentHeader(Bytes nal, boolean start, boolean end, byte[] payload) {
        payload[0] = (byte) (nal.u8(0) & 0xE0 | H264Payload.FU_A);
        payload[1] = (byte) ((start ? 0x80 : 0) | (end ? 0x40 : 0) | H264NalUnit.type(nal));
    }
}
