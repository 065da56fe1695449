package io.glasscast.protocol.rtp.payload;

import io.glasscast.bitstream.BitReader;
import io.glasscast.bitstream.H264NalUnit;
import io.glasscast.kernel.Bytes;
import java.util.List;

/// H.264's NAL unit types (ITU-T H.264 Table 7-1).
final class H264Syntax implements NalSyntax {
    /// Bytes of an SPS before its id: header, profile_idc, constraint flags, level_idc (§7.3.2.1.1).
    private static final int SPS_ID_AT = 4;

    private static final int MAX_SPS_ID = 31;
    private static final int MAX_PPS_ID = 255;

    @Override
    public Role role(Bytes nal) {
        return switch (type(nal)) {
            case 1, 2, 3, 4 -> Role.SLICE;
            case H264NalUnit.IDR_SLICE -> Role.KEY_SLICE;
            case H264NalUnit.SPS, H264NalUnit.PPS -> Role.PARAMETER_SET;
            case 0, H264NalUnit.ACCESS_UNIT_DELIMITER, H264NalUnit.FILLER, 24, 25, 26, 27, 28, 29, 30, 31 ->
                Role.DISPENSABLE;
            default -> Role.OTHER;
        };
    }

    @Override
    public int type(Bytes nal) {
        return H264NalUnit.type(nal);
    }

    @Override
    public int parameterSetId(Bytes nal) {
        boolean sps = type(nal) == H264NalUnit.SPS;
        var bits = BitReader.rbsp(nal, sps ? SPS_ID_AT : 1);
        long id = bits.ue();
        return bits.overran() || id > (sps ? MAX_SPS_ID : MAX_PPS_ID) ? -1 : (int) id;
    }

    @Override
    public List<Integer> parameterSetTypes() {
        return List.of(H264NalUnit.SPS, H264NalUnit.PPS);
    }

    @Override
    public String noParameterSets() {
        return "h264-no-parameter-sets";
    }
}
